/** What snapshots/schema.yaml promises those who fill in its forms in the admin app. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../../directus.config.ts';
import { hashAnswer } from '../../extensions/questcity/src/catalog/answers.ts';
import { stateFiles } from './paths.ts';

interface Condition {
  rule: Record<string, unknown>;
  hidden: boolean;
  required: boolean;
  clear_hidden_value_on_save?: boolean;
}

interface Field {
  collection: string;
  field: string;
  meta: {
    hidden: boolean;
    required: boolean;
    conditions: Condition[] | null;
    options: { choices?: { value: unknown }[] } | null;
    translations: { language: string; translation: string }[] | null;
    validation: object | null;
    validation_message: string | null;
  };
}

interface Collection {
  collection: string;
  /** Groups of collections have no table. */
  schema: object | null;
  meta: Record<string, unknown> & { translations: Record<string, string>[] | null };
}

const { collections, fields } = parse(readFileSync(stateFiles.schema, 'utf8')) as {
  collections: Collection[];
  fields: Field[];
};
const ours = collections.filter(({ schema }) => schema);
const nameOf = ({ collection, field }: Field) => `${collection}.${field}`;

const require = createRequire(join(root, 'package.json'));
const { validatePayload } = (await import(require.resolve('@directus/utils'))) as {
  validatePayload: (rule: object, values: object, options: object) => unknown[];
};

/**
 * What becomes of a field by its conditions. As the admin app does it: of those whose rule holds, the
 * last; a rule with more than one key is passed over.
 */
function inForm({ meta }: Field, values: object) {
  const condition = meta.conditions
    ?.filter(({ rule }) => Object.keys(rule).length === 1)
    .findLast(({ rule }) => validatePayload(rule, values, { requireAll: true }).length === 0);
  return { ...meta, ...condition };
}

describe('the form of a point', () => {
  const answers = [
    ...['photo_kind', 'reference_photo', 'heading', 'heading_tolerance', 'code', 'word'],
    ...['qr_secret', 'file', 'divided'],
  ];
  const inPoints = answers.map((name) => {
    const found = fields.find((field) => nameOf(field) === `points.${name}`);
    if (!found) throw new Error(`There is no points.${name}`);
    return found;
  });

  // Shown, and with * to be filled in.
  it.each([
    [{}, 'file'],
    [{ activity: 'catch_ghost' }, 'file'],
    [{ activity: 'take_photo' }, 'photo_kind* file'],
    [{ activity: 'take_photo', photo_kind: 'face_verification' }, 'photo_kind* file'],
    [
      { activity: 'take_photo', photo_kind: 'direction_check' },
      'photo_kind* heading* heading_tolerance* file',
    ],
    [{ activity: 'take_photo', photo_kind: 'photo_matching' }, 'photo_kind* reference_photo* file'],
    [{ activity: 'download_file' }, 'file*'],
    [{ activity: 'scan_qr' }, 'qr_secret* file'],
    [{ activity: 'enter_code' }, 'code* file'],
    [{ activity: 'enter_word' }, 'word* file'],
    [{ activity: 'pick_up_artifact' }, 'file* divided'],
    // What an earlier choice has left behind decides nothing.
    [{ activity: 'enter_word', photo_kind: 'photo_matching' }, 'word* file'],
  ])('for %j shows %s', (values, expected) => {
    // A new item has every field, empty.
    const item = { ...Object.fromEntries(answers.map((name) => [name, null])), ...values };
    const shown = inPoints
      .map((field) => ({ ...inForm(field, item), name: field.field }))
      .filter(({ hidden }) => !hidden)
      .map(({ name, required }) => (required ? `${name}*` : name));
    expect(shown.join(' ')).toBe(expected);
  });

  it('asks for every setting with some activity, and for none that it hides', () => {
    const activities = fields
      .find((field) => nameOf(field) === 'activities.id')
      ?.meta.options?.choices?.map(({ value }) => value);
    expect(activities).toHaveLength(7);
    for (const field of inPoints) {
      const forms = (activities ?? []).flatMap((activity) =>
        [null, 'direction_check', 'photo_matching'].map((photo_kind) =>
          inForm(field, { activity, photo_kind }),
        ),
      );
      expect(forms.filter(({ hidden, required }) => hidden && required)).toEqual([]);
      // An answer of an activity that was chosen by mistake must not stay.
      const kept = forms.filter((form) => form.hidden && !form.clear_hidden_value_on_save);
      expect(kept, field.field).toEqual([]);
      expect(
        forms.some(({ hidden }) => !hidden),
        field.field,
      ).toBe(true);
    }
  });
});

describe('every form', () => {
  it('has no condition that the admin app would pass over', () => {
    const ignored = fields.filter(({ meta }) =>
      meta.conditions?.some(({ rule }) => Object.keys(rule ?? {}).length !== 1),
    );
    expect(ignored.map(nameOf)).toEqual([]);
  });

  it.each(['en-US', 'ru-RU'])('has a label on every field and collection in %s', (language) => {
    const without = [...collections, ...fields].filter(
      ({ meta }) =>
        !(meta.translations as Field['meta']['translations'])?.some(
          (text) => text.language === language && text.translation.trim() !== '',
        ),
    );
    expect(without.map((thing) => ('field' in thing ? nameOf(thing) : thing.collection))).toEqual(
      [],
    );
  });

  it('says what is right beside every rule, and nothing beside none', () => {
    // The message is shown as well where something that is needed is missing.
    const needed = ({ meta }: Field) =>
      meta.required || meta.conditions?.some(({ required }) => required);
    const wrong = fields.filter((field) =>
      field.meta.validation_message === null
        ? field.meta.validation !== null
        : field.meta.validation === null && !needed(field),
    );
    expect(wrong.map(nameOf)).toEqual([]);
    expect(fields.some(({ meta }) => meta.validation)).toBe(true);
  });
});

describe('the drawers of points and places', () => {
  const ruled = fields.filter(
    ({ collection, meta }) => ['points', 'places'].includes(collection) && meta.validation,
  );

  // Of a rule, a drawer looks at what is in `_and`; the rest is seen when the whole quest is saved.
  it('look at every rule', () => {
    expect(ruled.filter(({ meta }) => !(meta.validation && '_and' in meta.validation))).toEqual([]);
  });

  const accepts = (name: string, value: unknown) => {
    const validation = ruled.find((field) => nameOf(field) === `points.${name}`)?.meta.validation;
    if (!validation) throw new Error(`There is no rule for points.${name}`);
    return validatePayload(validation, { [name]: value }, {}).length === 0;
  };

  it.each([
    ['code', '0042', true],
    ['code', ' 42 ', true],
    ['code', '12ab', false],
    ['code', '1'.repeat(33), false],
    ['word', 'Эрмитаж', true],
    ['word', '   ', false],
    ['word', 'x'.repeat(33), false],
    ['qr_secret', 'x'.repeat(255), true],
    ['qr_secret', 'x'.repeat(256), false],
  ])('%s takes %j: %s', (name, value, taken) => {
    expect(accepts(name, value)).toBe(taken);
  });

  // What is kept comes to the form concealed, and to the rule hashed.
  it.each(['code', 'word', 'qr_secret'] as const)('leave alone what is kept of %s', (kind) => {
    const kept = hashAnswer('a pepper for tests', kind, '42');
    for (const value of [null, '**********', kept]) expect(accepts(kind, value)).toBe(true);
  });
});

describe('collections', () => {
  const keepHistory = (history: unknown) =>
    ours
      .filter(({ meta }) => meta.accountability === history)
      .map(({ collection }) => collection)
      .sort();

  it('keep a history of what staff writes', () => {
    expect(keepHistory('all')).toEqual(
      [
        ...[
          'activities',
          'categories',
          'cities',
          'merch',
          'places',
          'points',
          'profiles',
          'quests',
        ],
        ...['reviews', 'tools', 'unlock_requests', 'vehicles'],
      ].sort(),
    );
  });

  // They are histories themselves, or change so often that one would outgrow all else.
  it('keep none of what players do', () => {
    expect(keepHistory(null)).toEqual(
      [
        ...['account_locks', 'attempts', 'chat_members', 'chats', 'favorites', 'friend_edges'],
        ...['ledger_entries', 'messages', 'session_members', 'session_points', 'sessions'],
      ].sort(),
    );
  });

  // Of reviews, moderators see the hidden ones too without asking.
  it.each([
    ['quests', 'archived', 'draft', true],
    ['reviews', 'hidden', 'published', false],
  ])('%s are archived as %s and come back as %s', (name, archived, back, filter) => {
    expect(ours.find(({ collection }) => collection === name)?.meta).toMatchObject({
      archive_field: 'status',
      archive_value: archived,
      unarchive_value: back,
      archive_app_filter: filter,
    });
    const choices = fields
      .find((field) => nameOf(field) === `${name}.status`)
      ?.meta.options?.choices?.map(({ value }) => value);
    expect(choices).toEqual(expect.arrayContaining([archived, back]));
  });
});
