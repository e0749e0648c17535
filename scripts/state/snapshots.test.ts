/** The project's own files: they agree with each other, and an export would print them as they are. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { accessToRows, parseAccess, rowsToAccess } from './access-file.ts';
import { stateFiles } from './paths.ts';
import { migrationsFingerprint, printRules, readRulesFile } from './rules-file.ts';
import type { Snapshot } from './schema.ts';
import { parseStudio, rowsToStudio, studioToRows } from './studio-file.ts';
import { printYaml, readYaml, rewrite } from './yaml-file.ts';

const snapshotText = readFileSync(stateFiles.schema, 'utf8');
const snapshot = parse(snapshotText) as Snapshot;
const access = parseAccess(readYaml(stateFiles.access).toJS());
const studio = parseStudio(readYaml(stateFiles.studio).toJS());

const fieldsOf = (collection: string) =>
  new Set(
    snapshot.fields.filter((field) => field.collection === collection).map(({ field }) => field),
  );
const isOurs = (collection: string) => !collection.startsWith('directus_');

const permissions = Object.entries(access.policies).flatMap(([policy, { permissions = {} }]) =>
  Object.entries(permissions).flatMap(([collection, byAction]) =>
    Object.entries(byAction).map(([action, permission]) => ({
      policy,
      collection,
      action,
      permission,
    })),
  ),
);

/** The first field of each path in a rule, such as `quest` of {quest: {status: …}}. */
function fieldsOfRule(rule: unknown): string[] {
  return Object.entries(rule ?? {}).flatMap(([key, inside]) =>
    ['_and', '_or'].includes(key) ? (inside as unknown[]).flatMap(fieldsOfRule) : [key],
  );
}

describe('access.yaml', () => {
  it('names collections and fields that schema.yaml has', () => {
    const wrong = permissions
      .filter(({ collection }) => isOurs(collection))
      .flatMap(({ policy, collection, action, permission }) => {
        const known = fieldsOf(collection);
        const used = [
          ...(permission.fields ?? []).filter((field) => field !== '*'),
          ...fieldsOfRule(permission.rule),
          ...fieldsOfRule(permission.validation),
          ...Object.keys(permission.presets ?? {}),
        ];
        if (known.size === 0) return [`${policy}: no collection ${collection}`];
        return used
          .filter((field) => !known.has(field))
          .map((field) => `${policy}: ${collection}.${action}: no field ${field}`);
      });
    expect(wrong).toEqual([]);
  });

  it('gives every action that needs them a list of fields', () => {
    const without = permissions.filter(
      ({ action, permission }) => action !== 'delete' && !permission.fields?.length,
    );
    expect(without).toEqual([]);
  });

  // Directus's forms lock a group, with all that is in it, for whom may not write the group itself.
  it('lets who writes a field write the groups that it stands in', () => {
    const groups = new Map(
      snapshot.fields.map(({ collection, field, meta }) => [
        `${collection}.${field}`,
        (meta as { group?: string } | null)?.group,
      ]),
    );
    const locked = permissions
      .filter(({ collection, action }) => isOurs(collection) && action !== 'read')
      .filter(({ policy }) => access.policies[policy]?.app_access)
      .flatMap(({ policy, collection, action, permission }) => {
        const fields = permission.fields ?? [];
        if (fields.includes('*')) return [];
        const needed = fields.map((field) => groups.get(`${collection}.${field}`));
        return [...new Set(needed)]
          .filter((group) => typeof group === 'string' && !fields.includes(group))
          .map((group) => `${policy}: ${collection}.${action}: ${group}`);
      });
    expect(locked).toEqual([]);
  });

  it('lists the fields of players one by one, and shares nothing', () => {
    const stars = permissions.filter(
      ({ policy, permission }) => policy === 'Player' && permission.fields?.includes('*'),
    );
    expect(stars).toEqual([]);
    expect(permissions.filter(({ action }) => action === 'share')).toEqual([]);
    expect(access.policies.Public?.permissions).toBeUndefined();
  });

  it('has one id for one thing', () => {
    const ids = [access.roles, access.policies, access.folders].flatMap((things) =>
      Object.values(things).map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('comes back the same from its rows, to the letter', () => {
    const back = rowsToAccess(accessToRows(access), access);
    expect(back).toEqual(access);
    expect(printed(stateFiles.access, back)).toBe(readFileSync(stateFiles.access, 'utf8'));
  });
});

describe('rules.yaml', () => {
  it('was exported after the last migration was written', () => {
    expect(readRulesFile(stateFiles.rules).migrations).toBe(migrationsFingerprint());
  });

  it('comes back the same from its rules, to the letter', () => {
    const text = readFileSync(stateFiles.rules, 'utf8');
    expect(printRules(readRulesFile(stateFiles.rules))).toBe(text);
  });
});

describe('studio.yaml', () => {
  it('has a text for every $t: key, in every language', () => {
    const texts = [snapshotText, readFileSync(stateFiles.studio, 'utf8')].join('\n');
    const used = new Set([...texts.matchAll(/\$t:([a-z][\w-]*_\w+)/g)].map((match) => match[1]));
    const missing = [...used].filter((key) => !studio.translations[key as string]);
    expect(missing).toEqual([]);
    const incomplete = Object.entries(studio.translations)
      .filter(([, texts]) => !texts['en-US'] || !texts['ru-RU'])
      .map(([key]) => key);
    expect(incomplete).toEqual([]);
  });

  it('shows fields that schema.yaml has', () => {
    const shown = [
      ...studio.presets.flatMap(({ collection, filter, layout_query: query }) => {
        const tabular = (query as { tabular?: { fields: string[]; sort: string[] } })?.tabular;
        const names = [
          ...(tabular?.fields ?? []),
          ...(tabular?.sort ?? []),
          ...fieldsOfRule(filter),
        ];
        return names.map((name) => `${collection}.${name.replace('-', '').split('.')[0]}`);
      }),
      ...studio.dashboards.flatMap(({ panels }) =>
        panels.flatMap(({ options }) => {
          const { collection, filter, ...rest } = options as Record<string, string>;
          const keys = ['field', 'column', 'dateField', 'valueField', 'sortField', 'groupByField'];
          const names = keys.map((key) => rest[key]).filter((name) => name !== undefined);
          return [...names, ...fieldsOfRule(filter)].map((name) => `${collection}.${name}`);
        }),
      ),
    ];
    const known = new Set(snapshot.fields.map(({ collection, field }) => `${collection}.${field}`));
    expect(shown.filter((name) => !known.has(name))).toEqual([]);
  });

  it('comes back the same from its rows, to the letter', () => {
    const back = rowsToStudio(studioToRows(studio, access), studio, access);
    expect(printed(stateFiles.studio, back)).toBe(readFileSync(stateFiles.studio, 'utf8'));
  });
});

function printed(path: string, value: Record<string, unknown>): string {
  const document = readYaml(path);
  rewrite(document, value);
  return printYaml(document);
}
