/** Deleting the own account and exporting what is stored about it. */
import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLDER } from '../../../extensions/questcity/src/kernel/actor.ts';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { type Mailbox, startMailbox } from '../../harness/mailbox.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';

let server: TestServer;
let mailbox: Mailbox;
let as: Callers;

beforeAll(async () => {
  mailbox = await startMailbox();
  server = await startServer({ settings: { ...mailbox.settings } });
  as = callersOf(server.url);
  await sql(
    `insert into messages (id, chat, author, text, client_msg_id)
     values (gen_random_uuid(), $1, $2, 'mine', gen_random_uuid())`,
    [world.chat, player.id],
  );
  await sql(
    `insert into attempts (id, session, point, "user", client_attempt_id, outcome, reasons, captured_at, mocked)
     select gen_random_uuid(), session, point, $2, gen_random_uuid(), outcome, reasons, captured_at, mocked
       from attempts where id = $1`,
    [world.attempt, player.id],
  );
  await sql(
    `insert into friend_edges (id, "user", other, state)
     values (gen_random_uuid(), $1, $2, 'friend'), (gen_random_uuid(), $2, $1, 'friend')`,
    [player.id, manager.id],
  );
});

afterAll(async () => {
  await server.stop();
  await mailbox.close();
});

const { player, other, administrator, manager } = accounts;
const sql = async (statement: string, values: unknown[] = []) =>
  (await server.database.client.query(statement, values)).rows;
const leave = (call: Callers['player'], body: object = {}) =>
  call('DELETE', '/api/v2/me', { body });

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Uploads a picture; returns its id and the start of the names of its objects in the storage. */
async function upload(call: Callers['player']): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(PNG)], { type: 'image/png' }), 'own.png');
  return (await call('POST', '/files', { raw: form })).body.data.id;
}
const stored = (id: string) =>
  existsSync(server.storage) && readdirSync(server.storage).filter((name) => name.startsWith(id));

describe('the export', () => {
  it('has everything of the caller and nothing secret', async () => {
    const { status, body, text, headers } = await as.player.get('/api/v2/me/export');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    const { data } = body;
    expect(data.account).toMatchObject({ id: player.id, email: player.email, has_password: true });
    expect(data.profile).toMatchObject({ id: player.id, username: player.username });
    const own = { attempts: '"user"', messages: 'author', reviews: 'author', favorites: '"user"' };
    for (const [part, column] of Object.entries(own)) {
      const rows = await sql(`select id from ${part} where ${column} = $1 order by id`, [
        player.id,
      ]);
      expect(rows.length, part).toBeGreaterThan(0);
      expect(
        data[part].map(({ id }: { id: string }) => id),
        part,
      ).toEqual(rows.map(({ id }) => id));
    }
    expect(data.wallet).toMatchObject([{ id: world.ledgerEntry.player }]);
    expect(data.friends).toMatchObject([{ user: manager.id, state: 'friend' }]);
    expect(data.game_sessions).toMatchObject([{ session: world.session }]);
    expect(text).not.toContain('$argon2');
    expect(text).not.toContain(player.token);
    expect(text).not.toContain(other.email);
  });

  it('of much is whole, in little memory', async () => {
    await sql(
      `insert into messages (id, chat, author, text, client_msg_id)
       select gen_random_uuid(), $1, $2, repeat('x', 1000), gen_random_uuid()
         from generate_series(1, 1234)`,
      [world.chat, other.id],
    );
    const { body } = await as.other.get('/api/v2/me/export');
    const [{ count }] = await sql('select count(*)::int from messages where author = $1', [
      other.id,
    ]);
    const ids = body.data.messages.map(({ id }: { id: string }) => id);
    expect(ids).toHaveLength(count);
    expect(new Set(ids).size).toBe(count);
  });
});

describe('deleting the account', () => {
  it('asks for the password', async () => {
    expect((await leave(as.player)).status).toBe(400);
    const wrong = await leave(as.player, { password: 'wrong' });
    expect([wrong.status, wrong.code]).toEqual([401, 'INVALID_CREDENTIALS']);
    expect(await sql('select 1 from directus_users where id = $1', [player.id])).toHaveLength(1);
  });

  it('is not for the last administrator', async () => {
    const answer = await leave(as.administrator, { password: administrator.password });
    expect([answer.status, answer.code]).toEqual([422, 'UNPROCESSABLE_CONTENT']);
    expect(
      await sql('select 1 from directus_users where id = $1', [administrator.id]),
    ).toHaveLength(1);
  });

  it('removes what was the player’s alone, and leaves what others read without a name', async () => {
    const avatar = await upload(as.player);
    await as.player.patch('/api/v2/me', { avatar });
    const file = await upload(as.player);
    // Also when a running session plays with it.
    await sql('insert into questcity.session_files (session, file) values ($1, $2)', [
      world.session,
      file,
    ]);
    expect((await as.player.get(`/assets/${avatar}?key=avatar`)).status).toBe(200);
    expect(stored(avatar)).not.toEqual([]);
    const login = await as.nobody.post('/auth/login', {
      email: player.email,
      password: player.password,
    });
    const { access_token, refresh_token } = login.body.data;
    const kept = {
      messages: await sql('select id, text from messages where author = $1 order by id', [
        player.id,
      ]),
      reviews: await sql('select id, text from reviews where author = $1 order by id', [player.id]),
      attempts: await sql('select id from attempts where "user" = $1 order by id', [player.id]),
      ledger_entries: await sql('select id from ledger_entries where "user" = $1', [player.id]),
    };

    expect((await leave(as.player, { password: player.password })).status).toBe(204);

    for (const [table, rows] of Object.entries(kept)) {
      expect(rows.length, table).toBeGreaterThan(0);
      const owner = ['messages', 'reviews'].includes(table) ? 'author' : '"user"';
      const now = await sql(
        `select id, ${owner} as owner from ${table} where id = any($1) order by id`,
        [rows.map(({ id }) => id)],
      );
      expect(now, table).toEqual(rows.map(({ id }) => ({ id, owner: null })));
    }
    const gone = await sql(
      `select 'user' as what from directus_users where id = $1
       union all select 'profile' from profiles where id = $1
       union all select 'favorite' from favorites where "user" = $1
       union all select 'edge' from friend_edges where $1 in ("user", other)
       union all select 'request' from unlock_requests where "user" = $1
       union all select 'session' from directus_sessions where "user" = $1
       union all select 'member' from session_members where "user" = $1
       union all select 'activity' from directus_activity where "user" = $1
       union all select 'revision' from directus_revisions where item = $1::text
                     and collection in ('directus_users', 'profiles')
       union all select 'file' from directus_files where uploaded_by = $1`,
      [player.id],
    );
    expect(gone).toEqual([]);
    for (const id of [avatar, file]) {
      await expect
        .poll(() => sql('select 1 from directus_files where id = $1', [id]), { timeout: 10_000 })
        .toEqual([]);
      await expect.poll(() => stored(id)).toEqual([]);
    }
    expect((await mailbox.next(player.email)).subject).toBe('Your account has been deleted');

    const again = await as.nobody.post('/auth/login', {
      email: player.email,
      password: player.password,
    });
    expect(again.status).toBe(401);
    expect((await as.nobody.post('/auth/refresh', { refresh_token })).status).toBe(401);
    for (const path of ['/api/v2/me', '/users/me', '/items/quests']) {
      await expect
        .poll(async () => (await as.withToken(access_token).get(path)).status, { timeout: 2000 })
        .toBe(401);
    }
    // Nobody else's is touched.
    expect((await as.other.get('/api/v2/me')).status).toBe(200);
  });

  it('does the same when an administrator deletes it, and keeps what staff made', async () => {
    const own = await upload(as.other);
    const [{ count }] = await sql('select count(*)::int from quests');
    for (const { id } of [other, manager]) {
      const answer = await as.administrator.delete(`/users/${id}`);
      expect(answer.status, answer.text).toBe(204);
    }
    await expect
      .poll(() => sql('select 1 from directus_files where id = $1', [own]), { timeout: 30_000 })
      .toEqual([]);
    expect(await sql('select count(*)::int from quests')).toEqual([{ count }]);
    expect(
      await sql(`select 1 from directus_files where folder = '${FOLDER.catalogue}' limit 1`),
    ).toHaveLength(1);
  });
});
