/** Every rule that staff may break in the admin app has its message in Russian too. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inRussian } from '../../../extensions/questcity/src/messages/russian.ts';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
  await server.database.client.query(
    'update directus_users set language = $1 where id = any ($2)',
    ['ru-RU', [accounts.manager.id, accounts.player.id]],
  );
});
afterAll(() => server?.stop());

let number = 0;
const draft = () => ({
  name: `Drafted ${++number}`,
  category: world.category,
  city: world.city,
  vehicle: world.vehicle,
  level: 'easy',
  mileage: '5_10',
});

/** What only the server itself or programs write; nobody meets these in a form. */
const NO_FORM =
  /^(?:attempts|chats?|chat_members|friend_edges|messages|session_members|session_points|sessions|places_kept|quests_derived|account_locks)_/;

describe('the Russian messages', () => {
  test('are there for each constraint and unique index with a message', async () => {
    const { rows } = await server.database.client.query(
      `select conname as name, obj_description(oid, 'pg_constraint') as message
         from pg_constraint where obj_description(oid, 'pg_constraint') is not null
       union all
       select c.relname, obj_description(c.oid, 'pg_class')
         from pg_class c join pg_index i on i.indexrelid = c.oid
        where i.indisunique and obj_description(c.oid, 'pg_class') is not null`,
    );
    const forms = rows.filter(({ name }) => !NO_FORM.test(name) || name.endsWith('_foreign'));
    expect(forms.length).toBeGreaterThan(40);
    expect(forms.filter(({ message }) => !inRussian(message))).toEqual([]);
  });

  test('are there for each text of a trigger', async () => {
    const { rows } = await server.database.client.query(
      `select p.prosrc as source from pg_proc p
         join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'questcity'`,
    );
    const source = rows.map((row) => row.source).join('\n');
    const text = "'((?:[^']|'')*)'";
    const refused = [...source.matchAll(new RegExp(`refuse\\('([a-z_]+)',\\s*${text}`, 'g'))]
      .filter(([, rule = '']) => !NO_FORM.test(`${rule}_`))
      .map(([, , message = '']) => message);
    const problems = [...source.matchAll(new RegExp(`then ${text}$`, 'gm'))]
      .map(([, problem = '']) => problem)
      .filter((problem) => problem.includes(' '));
    expect(refused.length).toBeGreaterThan(10);
    expect(problems.length).toBeGreaterThan(10);
    const known = [...refused, ...problems].map((message) => message.replaceAll("''", "'"));
    expect(known.filter((message) => !inRussian(message))).toEqual([]);
  });

  test('are told to staff who have chosen Russian, and the reason stays for programs', async () => {
    const quest = await as.manager.post('/items/quests', draft());
    expect(quest.status, quest.text).toBe(200);
    const path = `/items/quests/${quest.body.data.id}`;
    const answer = await as.manager.patch(path, { status: 'published' });
    expect(answer.status, answer.text).toBe(400);
    const [error] = answer.body.errors;
    expect(error.message).toBe('Добавьте хотя бы одну точку, прежде чем публиковать квест.');
    expect(error.extensions.reason).toBe('Add at least one point before publishing the quest');

    const point = { name: 'Фонтан', activity: 'catch_ghost' };
    await as.manager.patch(path, { points: [point] });
    const unplaced = await as.manager.patch(path, { status: 'published' });
    expect(unplaced.body.errors[0].message).toBe('Точка 1 «Фонтан»: добавьте место.');

    const coded = { name: 'Дверь', activity: 'enter_code', code: '12ab' };
    const wrong = await as.manager.patch(path, { points: [coded] });
    expect(wrong.body.errors[0].message).toBe('Код: только цифры.');

    const twice = await as.manager.post('/items/quests', { ...draft(), name: 'DRAFTED 1' });
    expect(twice.body.errors[0].message).toContain('Квест с таким названием уже есть');
  });

  test('are not told to others', async () => {
    const quest = await as.editor.post('/items/quests', draft());
    const path = `/items/quests/${quest.body.data.id}`;
    const english = await as.editor.patch(path, { status: 'published' });
    expect(english.body.errors[0].message).toContain('Add at least one point');
    // A program reads it, whatever its player speaks.
    const player = await as.player.patch('/api/v2/me', { username: 'x' });
    expect(player.status).toBe(400);
    expect(player.body.errors[0].message).toMatch(/^Invalid payload/);
  });
});
