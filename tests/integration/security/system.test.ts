/** A player at the rest of Directus: users, settings, history, shares, tools. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FOLDER } from '../../../extensions/questcity/src/kernel/actor.ts';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf, query } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';
import { expectNoSecrets, harmless, refused, unanswerable } from './attack.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer({ expectedErrors: [/Couldn't export/] });
  as = callersOf(server.url);
  // So that there is history: what a manager writes leaves revisions and activity.
  await as.administrator.patch(`/items/points/${world.points[0]}`, {
    description: 'canary-revision',
  });
});
afterAll(() => server?.stop());

const get = () => as;
const other = accounts.other;

describe('other people', () => {
  harmless(get, [
    { name: 'the list of users', path: '/users?limit=-1&fields=*' },
    {
      name: 'users by filter',
      path: `/users${query({ filter: { email: { _contains: 'test' } } })}`,
    },
    { name: 'users by search', path: '/users?search=test' },
    {
      name: 'users by SEARCH',
      method: 'SEARCH',
      path: '/users',
      body: { query: { fields: ['email'] } },
    },
    { name: 'users with their role', path: '/users?fields=email,role.users.email' },
    { name: 'the number of users by e-mail', path: '/users?groupBy=email&aggregate[count]=*' },
  ]);
  refused(get, [{ name: 'one user', path: `/users/${other.id}` }]);
  unanswerable(get, [
    { name: 'tokens', path: `/users${query({ filter: { token: { _nnull: true } } })}` },
    { name: 'sorted by a hidden field', path: '/users?sort=last_page' },
    { name: 'roles', path: '/roles' },
    { name: 'policies', path: '/policies' },
    { name: 'permissions', path: '/permissions' },
    { name: 'access', path: '/access' },
  ]);

  test('the number of users is one', async () => {
    const answer = await as.player.get('/users?aggregate[count]=*');
    expect(Number(answer.body.data[0].count)).toBe(1);
  });

  test('nothing secret about oneself', async () => {
    for (const field of [
      'password',
      'token',
      'tfa_secret',
      'auth_data',
      'external_identifier',
      'role',
      'policies',
      'provider',
      'tags',
    ]) {
      const answer = await as.player.get(`/users/me?fields=${field}`);
      expect([answer.status, answer.body?.data?.[field] ?? null], field).toSatisfy(
        ([status, value]) => status === 403 || value === null || /^\*+$/.test(String(value)),
      );
    }
  });
});

describe('rights', () => {
  const attempts: [string, string, string, unknown][] = [
    [
      'make oneself administrator',
      'PATCH',
      '/users/me',
      { role: '10000000-0000-4000-8000-000000000003' },
    ],
    [
      'attach a policy',
      'PATCH',
      '/users/me',
      { policies: { create: [{ policy: '20000000-0000-4000-8000-000000000003' }] } },
    ],
    [
      'attach a policy to the role',
      'POST',
      '/access',
      {
        role: '10000000-0000-4000-8000-000000000001',
        policy: '20000000-0000-4000-8000-000000000003',
      },
    ],
    ['choose a token', 'PATCH', '/users/me', { token: 'a-token-of-my-own-choice' }],
    [
      'change the e-mail of another',
      'PATCH',
      `/users/${other.id}`,
      { email: 'new@test.example.com' },
    ],
    ['change the provider', 'PATCH', '/users/me', { provider: 'google', external_identifier: 'x' }],
    ['activate oneself', 'PATCH', '/users/me', { status: 'active' }],
    ['change another user', 'PATCH', `/users/${other.id}`, { password: 'x' }],
    [
      'change all users',
      'PATCH',
      '/users',
      { query: { filter: { id: { _nnull: true } } }, data: { password: 'x' } },
    ],
    ['delete another user', 'DELETE', `/users/${other.id}`, undefined],
    ['create a user', 'POST', '/users', { email: 'new@test.example.com', password: 'x' }],
    [
      'invite a user',
      'POST',
      '/users/invite',
      { email: 'new@test.example.com', role: '10000000-0000-4000-8000-000000000003' },
    ],
    ['create a role', 'POST', '/roles', { name: 'Mine' }],
    ['create a policy', 'POST', '/policies', { name: 'Mine', admin_access: true }],
    [
      'create a permission',
      'POST',
      '/permissions',
      {
        collection: 'points',
        action: 'read',
        fields: ['*'],
        policy: '20000000-0000-4000-8000-000000000001',
      },
    ],
    ['change a permission', 'PATCH', '/permissions/1', { fields: ['*'] }],
    ['create a collection', 'POST', '/collections', { collection: 'mine', schema: {} }],
    ['change a collection', 'PATCH', '/collections/quests', { meta: { note: 'x' } }],
    ['create a field', 'POST', '/fields/quests', { field: 'mine', type: 'string' }],
    ['delete a field', 'DELETE', '/fields/quests/name', undefined],
    ['create a flow', 'POST', '/flows', { name: 'mine', trigger: 'manual' }],
    ['change the settings', 'PATCH', '/settings', { project_name: 'Mine' }],
    ['apply a schema', 'POST', '/schema/apply', { hash: 'x', diff: {} }],
    ['clear the caches', 'POST', '/utils/cache/clear', {}],
    ['sort points', 'POST', '/utils/sort/points', { item: world.points[0], to: world.points[1] }],
    ['import rows', 'POST', '/utils/import/favorites', undefined],
    ['share a point', 'POST', '/shares', { collection: 'points', item: world.points[0] }],
    [
      'share a quest',
      'POST',
      '/shares',
      { collection: 'quests', item: world.quest, role: '10000000-0000-4000-8000-000000000003' },
    ],
    [
      'make a version',
      'POST',
      '/versions',
      { collection: 'quests', item: world.draft, key: 'mine', name: 'Mine' },
    ],
    [
      'write a comment',
      'POST',
      '/comments',
      { collection: 'quests', item: world.quest, comment: 'x' },
    ],
    ['notify another', 'POST', '/notifications', { recipient: other.id, subject: 'x' }],
    [
      'install an extension',
      'POST',
      '/extensions/registry/install',
      { extension: 'x', version: 'y' },
    ],
  ];
  test.each(attempts)('to %s', async (_, method, path, body) => {
    const { client } = server.database;
    const state = async () => {
      const { rows } = await client.query(
        `select (select json_agg(row(id, email, password, token, role, status, provider)::text order by id) from directus_users) as users,
                (select count(*) from directus_access) as access, (select count(*) from directus_roles) as roles,
                (select json_agg(p::text order by id) from directus_permissions p) as permissions,
                (select count(*) from directus_shares) as shares, (select count(*) from directus_fields) as fields,
                (select count(*) from directus_comments) as comments, (select count(*) from directus_notifications) as notifications,
                (select count(*) from directus_versions) as versions, (select count(*) from directus_flows) as flows,
                (select json_agg(s::text) from directus_settings s) as settings,
                (select json_agg("order" order by id) from points) as points`,
      );
      return rows[0];
    };
    const before = await state();
    const answer = await as.player(method, path, { body });
    expect([400, 403, 404, 405, 415], answer.text).toContain(answer.status);
    expect(await state()).toEqual(before);
  });
});

describe('history and tools', () => {
  refused(get, [
    { name: 'revisions', path: '/revisions?limit=-1' },
    { name: 'activity', path: '/activity?limit=-1&fields=*,revisions.*,user.email' },
  ]);
  unanswerable(get, [
    { name: 'the snapshot of the schema', path: '/schema/snapshot' },
    { name: 'versions', path: '/versions' },
    { name: 'shares', path: '/shares' },
    { name: 'flows', path: '/flows' },
    { name: 'operations', path: '/operations' },
    { name: 'dashboards', path: '/dashboards' },
    { name: 'panels', path: '/panels' },
    { name: 'comments', path: '/comments' },
  ]);

  test('what the data model tells has no field that may not be read', async () => {
    for (const path of [
      '/fields',
      '/fields/quests',
      '/relations',
      '/collections',
      '/server/specs/oas',
      '/server/specs/graphql',
      '/server/info',
    ]) {
      const answer = await as.player.get(path);
      expect([200, 403, 404], `${path} ${answer.status}`).toContain(answer.status);
      expect(answer.text, path).not.toMatch(
        /qr_secret|mentor_preference|start_latitude|detection_radius|unlock_requests/,
      );
      const control = await as.administrator.get(path);
      if (!/info|graphql/.test(path))
        expect(control.text.length, path).toBeGreaterThan(answer.text.length);
    }
  });

  test.each(['points', 'sessions', 'quests'])('an export of %s is refused', async (collection) => {
    const body = { query: { fields: ['*'] }, format: 'json', file: { folder: FOLDER.uploads } };
    const refused = await as.player.post(`/utils/export/${collection}`, body);
    expect(refused.status).toBe(403);
  });

  test('an import from an address is refused', async () => {
    const url = `${server.url}/server/ping`;
    const refused = await as.player.post('/files/import', { url });
    expect(refused.status).toBe(403);
  });

  test.each(['nobody', 'suspended'] as const)('%s reads nothing at all', async (name) => {
    for (const path of [
      '/items/quests',
      '/items/categories',
      '/users',
      '/users/me',
      '/files',
      '/collections',
      '/fields',
      '/settings',
      '/activity',
    ]) {
      const answer = await as[name].get(path);
      expect([401, 403, 200], `${path} ${answer.text}`).toContain(answer.status);
      expectNoSecrets(answer);
      if (answer.status === 200) {
        const rows = [answer.body.data].flat();
        const things = rows.filter(
          (row: { collection?: string }) =>
            row?.collection && !row.collection.startsWith('directus_'),
        );
        expect(things, path).toEqual([]);
        expect(path).toMatch(/collections|fields|settings/);
      }
    }
  });
});
