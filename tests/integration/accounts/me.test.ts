/** The own account and profile: /api/v2/me. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLDER } from '../../../extensions/questcity/src/kernel/actor.ts';
import { accounts, roles } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';

let server: TestServer;
let as: Callers;

beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});

afterAll(() => server.stop());

const sql = async (statement: string, values: unknown[] = []) =>
  (await server.database.client.query(statement, values)).rows;

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function upload(
  call: Callers['player'],
  { type = 'image/png', content = PNG as Uint8Array, folder = '' } = {},
): Promise<string> {
  const form = new FormData();
  if (folder) form.append('folder', folder);
  form.append('file', new Blob([new Uint8Array(content)], { type }), 'picture.png');
  const answer = await call('POST', '/files', { raw: form });
  expect(answer.status, answer.text).toBe(200);
  return answer.body.data.id;
}

describe('reading', () => {
  it('gives account, profile, balance and unread counts', async () => {
    const { status, body } = await as.player.get('/api/v2/me');
    const [profile] = await sql('select * from profiles where id = $1', [accounts.player.id]);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      id: accounts.player.id,
      email: accounts.player.email,
      role: 'Player',
      two_factor: false,
      username: accounts.player.username,
      credits: profile.credits,
      settings: profile.settings,
    });
    expect(Object.keys(body.data)).not.toContain('password');
  });

  it('counts what others have written and was not read', async () => {
    const before = (await as.player.get('/api/v2/me')).body.data.unread;
    await sql(
      `insert into messages (id, chat, author, text, client_msg_id)
       select gen_random_uuid(), $1, author, 'hello', gen_random_uuid()
         from unnest($2::uuid[]) author`,
      [world.chat, [accounts.other.id, accounts.other.id, accounts.player.id]],
    );
    const after = (await as.player.get('/api/v2/me')).body.data.unread;
    expect(after).toEqual({ chats: 1, messages: before.messages + 2 });
    await sql(
      `update chat_members set read_seq = (select last_seq from chats where id = chat)
        where chat = $1 and "user" = $2`,
      [world.chat, accounts.player.id],
    );
    expect((await as.player.get('/api/v2/me')).body.data.unread).toEqual({ chats: 0, messages: 0 });
  });

  it('is for those who are signed in and active', async () => {
    for (const [name, status] of [
      ['nobody', 401],
      ['suspended', 401],
      ['unverified', 401],
      ['manager', 200],
      ['moderator', 200],
      ['administrator', 200],
    ] as const) {
      expect((await as[name].get('/api/v2/me')).status, name).toBe(status);
    }
  });
});

describe('changing', () => {
  it('changes what is given and leaves the rest', async () => {
    const before = (await as.other.get('/api/v2/me')).body.data;
    const patch = {
      username: 'New_name.1',
      first_name: ' Ада ',
      bio: 'Line\nline',
      instagram: 'ada.l',
      settings: { theme: 'dark', nested: { a: [1] } },
      language: 'ru-RU',
    };
    const { status, body } = await as.other.patch('/api/v2/me', patch);
    expect(status).toBe(200);
    expect(body.data).toEqual({
      ...before,
      ...patch,
      first_name: 'Ада',
      full_name: `Ада ${before.last_name ?? ''}`.trim(),
    });
    const cleared = await as.other.patch('/api/v2/me', { bio: null, first_name: '' });
    expect(cleared.body.data).toMatchObject({ bio: null, first_name: null, instagram: 'ada.l' });
  });

  it.each([
    ['a taken username, in another case', { username: accounts.manager.username.toUpperCase() }],
    ['a short username', { username: 'ab' }],
    ['a username with other characters', { username: 'имя_имя' }],
    ['a long name', { first_name: 'x'.repeat(51) }],
    ['a long bio', { bio: 'x'.repeat(501) }],
    ['a wrong instagram', { instagram: 'a b' }],
    ['settings that are no object', { settings: [1] }],
    ['large settings', { settings: { text: 'x'.repeat(17_000) } }],
    ['an unknown language', { language: 'tlh' }],
    ['control characters', { last_name: 'x\u0000' }],
    ['the role', { role: roles.administrator }],
    ['the status', { status: 'active' }],
    ['credits', { credits: 1000 }],
    ['the provider', { provider: 'ldap' }],
    ['another’s id', { id: accounts.other.id }],
    ['the address, which has its own way', { email: 'x@y.example.com' }],
  ])('refuses %s', async (_, patch) => {
    const before = (await as.player.get('/api/v2/me')).body.data;
    const answer = await as.player.patch('/api/v2/me', patch);
    expect(answer.status, answer.text).toBe(400);
    expect((await as.player.get('/api/v2/me')).body.data).toEqual(before);
  });
});

describe('the avatar', () => {
  it('is an own picture, which others then see, and the one of before is removed', async () => {
    const first = await upload(as.player);
    expect((await as.other.get(`/assets/${first}?key=avatar`)).status).toBe(403);
    const { status, body } = await as.player.patch('/api/v2/me', { avatar: first });
    expect([status, body.data.avatar]).toEqual([200, first]);
    expect((await as.other.get(`/assets/${first}?key=avatar`)).status).toBe(200);

    const second = await upload(as.player, { folder: FOLDER.avatars });
    await as.player.patch('/api/v2/me', { avatar: second });
    await expect.poll(() => sql('select 1 from directus_files where id = $1', [first])).toEqual([]);
    await as.player.patch('/api/v2/me', { avatar: null });
    await expect
      .poll(() => sql('select 1 from directus_files where id = $1', [second]))
      .toEqual([]);
  });

  it.each<[string, () => Promise<string>]>([
    ['another’s private file', () => upload(as.other)],
    ['another’s avatar', async () => world.files.avatar],
    ['an own text', () => upload(as.player, { type: 'text/plain', content: Buffer.from('hello') })],
    ['a file that there is not', async () => 'a0000000-0000-4000-8000-00000000dead'],
    ['a secret of a quest', async () => await secretFile()],
  ])('is never %s, by /me or by /items', async (_, file) => {
    const avatar = await file();
    const [before] = await sql('select folder from directus_files where id = $1', [avatar]);
    expect((await as.player.patch('/api/v2/me', { avatar })).status).toBe(400);
    const item = await as.player.patch(`/items/profiles/${accounts.player.id}`, { avatar });
    expect([400, 403], item.text).toContain(item.status);
    expect(await sql('select avatar from profiles where id = $1', [accounts.player.id])).toEqual([
      { avatar: null },
    ]);
    expect((await sql('select folder from directus_files where id = $1', [avatar]))[0]).toEqual(
      before,
    );
  });

  async function secretFile(): Promise<string> {
    const [file] = await sql(
      `select id from directus_files where folder = '${FOLDER.secrets}' limit 1`,
    );
    return file.id;
  }
});
