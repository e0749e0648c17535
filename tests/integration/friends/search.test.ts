/** GET /users?search= and GET /users/:id: who is found, by whom, and what is told. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf, query } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { addPlayers, type Pair, type Player, relate } from './players.ts';

let server: TestServer;
let as: Callers;

const people = {
  nevsky: { username: 'Alex.Nevsky', first_name: 'Александр', last_name: 'Невский' },
  kozlova: { username: 'an_kozlova7', first_name: 'Алёна', last_name: 'Козлова' },
  hendrix: { username: 'jimi1942', first_name: 'Anna Maria', last_name: 'Hendrickson' },
  nameless: { username: 'quietfox', first_name: null, last_name: null },
} as const;
type Name = keyof typeof people;
const found = {} as Record<Name, Player>;

beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
  const players = await addPlayers(server.database.client, Object.keys(people).length);
  for (const [index, [name, { username, first_name, last_name }]] of Object.entries(
    people,
  ).entries()) {
    const player = players[index] as Player;
    await server.database.client.query(
      'update profiles set username = $2, first_name = $3, last_name = $4 where id = $1',
      [player.id, username, first_name, last_name],
    );
    found[name as Name] = { ...player, username };
  }
});
afterAll(() => server?.stop());

async function search(typed: string, caller = as.player): Promise<string[]> {
  const answer = await caller.get(`/api/v2/users${query({ search: typed, limit: '100' })}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body.data.map(({ id }: { id: string }) => id);
}

const one = async () => (await addPlayers(server.database.client, 1))[0] as Player;

describe('what finds a player', () => {
  const cases: [how: string, typed: string, whom: Name][] = [
    ['the username', 'quietfox', 'nameless'],
    ['the username in another case', 'ALEX.NEVSKY', 'nevsky'],
    ['the username without its dot', 'alexnevsky', 'nevsky'],
    ['the username in words', 'alex nevsky', 'nevsky'],
    ['two letters of the username', 'qu', 'nameless'],
    ['the beginning of the first name', 'алекс', 'nevsky'],
    ['the beginning of the last name', 'невс', 'nevsky'],
    ['both names', 'Александр Невский', 'nevsky'],
    ['both names, the last one first', 'невский александр', 'nevsky'],
    ['a name and the beginning of the other', 'александр нев', 'nevsky'],
    ['two first names', 'anna maria hend', 'hendrix'],
    ['е for ё', 'алена', 'kozlova'],
    ['a letter missing in the username', 'quitfox', 'nameless'],
    ['a letter too many', 'quiettfox', 'nameless'],
    ['another letter', 'quietfux', 'nameless'],
    ['letters that changed places', 'queitfox', 'nameless'],
    ['a typo in the username with a dot', 'alex.nefsky', 'nevsky'],
    ['a typo in the first name', 'алексадр', 'nevsky'],
    ['a typo in the last name', 'невскй', 'nevsky'],
    ['a typo in both', 'алексндр нивский', 'nevsky'],
    ['a typo in both, the last one first', 'кзлова елёна', 'kozlova'],
    ['a typo and the beginning of the other', 'алексадр нев', 'nevsky'],
    ['a typo in a long name', 'hendricksen', 'hendrix'],
  ];
  test.each(cases)('%s: %s', async (_, typed, whom) => {
    expect(await search(typed)).toContain(found[whom].id);
  });

  test.each(['hendrix@friends.example.com', 'friends.example', 'qqqqqxxxzzz', '!!!', '🙂🙂', '..'])(
    'nothing: %s',
    async (typed) => {
      expect(await search(typed)).toEqual([]);
    },
  );

  test('the very username comes first, then beginnings, then typos', async () => {
    const [exact, longer, typo] = (await addPlayers(server.database.client, 3)) as [
      Player,
      Player,
      Player,
    ];
    for (const [player, username] of [
      [longer, 'marvellous'],
      [exact, 'marvel'],
      [typo, 'mervel'],
    ] as const) {
      await server.database.client.query('update profiles set username = $2 where id = $1', [
        player.id,
        username,
      ]);
    }
    expect(await search('Marvel')).toEqual([exact.id, longer.id, typo.id]);
  });

  test('pages show each one once', async () => {
    const { client } = server.database;
    const crowd = await addPlayers(client, 30);
    for (const [index, { id }] of crowd.entries()) {
      await client.query(`update profiles set first_name = 'Crowd', last_name = $2 where id = $1`, [
        id,
        `Number${index}`,
      ]);
    }
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await as.player.get(
        `/api/v2/users${query({ search: 'crowd', limit: '7', cursor })}`,
      );
      ids.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = body.meta.next_cursor ?? undefined;
    } while (cursor);
    expect(ids.toSorted()).toEqual(crowd.map(({ id }) => id).toSorted());
  });

  test.each([
    ['', 'INVALID_QUERY'],
    ['?search=a', 'INVALID_QUERY'],
    [`?search=${'a'.repeat(51)}`, 'INVALID_QUERY'],
    ['?search=anna&email=x', 'INVALID_QUERY'],
    ['?search=anna&cursor=x', 'INVALID_CURSOR'],
  ])('%s is refused', async (parameters, code) => {
    const answer = await as.player.get(`/api/v2/users${parameters}`);
    expect([answer.status, answer.code]).toEqual([400, code]);
  });

  test('a name that changed is found as it is now', async () => {
    const player = await one();
    const rename = (first_name: string | null) =>
      server.database.client.query('update profiles set first_name = $2 where id = $1', [
        player.id,
        first_name,
      ]);
    await rename('Zinaida');
    expect(await search('zinaide')).toContain(player.id);
    await rename('Thomasina');
    expect(await search('zinaide')).toEqual([]);
    expect(await search('tomasina')).toContain(player.id);
    const { rows } = await server.database.client.query(
      `select word from questcity.name_words where word in ('zinaida', 'thomasina')`,
    );
    expect(rows).toEqual([{ word: 'thomasina' }]);
  });
});

describe('who is not found', () => {
  test('oneself, by any way', async () => {
    const { nevsky } = found;
    for (const typed of ['alex.nevsky', 'alex.nefsky', 'невский', 'невскй']) {
      expect(await search(typed, as.withToken(nevsky.token))).not.toContain(nevsky.id);
    }
  });

  test.each(['suspended', 'unverified', 'archived', 'draft'])('who is %s', async (status) => {
    const player = await one();
    await server.database.client.query('update directus_users set status = $2 where id = $1', [
      player.id,
      status,
    ]);
    expect(await search(player.username)).not.toContain(player.id);
    expect(await search(`${player.username}x`)).not.toContain(player.id);
    expect((await as.player.get(`/api/v2/users/${player.id}`)).status).toBe(404);
  });

  const blocks: [what: string, pair: Pair][] = [
    ['whom one has blocked', ['blocked', null]],
    ['who has blocked one', [null, 'blocked']],
    ['with a block both ways', ['blocked', 'blocked']],
  ];
  test.each(blocks)('%s', async (_, pair) => {
    const [me, other] = (await addPlayers(server.database.client, 2)) as [Player, Player];
    const mine = as.withToken(me.token);
    const typo = other.username.replace('friend', 'freind');
    expect(await search(other.username, mine)).toContain(other.id);
    expect(await search(typo, mine)).toContain(other.id);
    await relate(server.database.client, me, other, pair);
    expect(await search(other.username, mine)).not.toContain(other.id);
    expect(await search(typo, mine)).not.toContain(other.id);
    const profile = await mine.get(`/api/v2/users/${other.id}`);
    if (pair[1] === 'blocked') {
      const unknown = await mine.get(`/api/v2/users/${randomUUID()}`);
      expect([profile.status, profile.text]).toEqual([404, unknown.text]);
    } else {
      expect(profile.body.data.relation).toBe('blocked');
    }
  });
});

describe('a public profile', () => {
  const relations: [pair: Pair, relation: string, request: boolean][] = [
    [[null, null], 'none', false],
    [['friend', 'friend'], 'friend', false],
    [['request_sent', 'request_received'], 'request_sent', true],
    [['request_received', 'request_sent'], 'request_received', true],
  ];
  test.each(relations)('tells the relation: %o', async (pair, relation, request) => {
    const [me, other] = (await addPlayers(server.database.client, 2)) as [Player, Player];
    const mine = as.withToken(me.token);
    const [here, there] = await relate(server.database.client, me, other, pair);
    const { body } = await mine.get(`/api/v2/users/${other.id}`);
    expect(body.data).toMatchObject({
      relation,
      friend_request: request ? (relation === 'request_sent' ? here : there) : null,
    });
    const list = await mine.get(`/api/v2/users?search=${other.username}`);
    expect(list.body.data.find(({ id }: { id: string }) => id === other.id)).toMatchObject({
      relation,
    });
  });

  test('is told to staff as to players, and holds nothing private', async () => {
    const { other, player } = accounts;
    const mine = await as.other.get(`/api/v2/users/${other.id}`);
    expect(mine.body.data.relation).toBe('self');
    for (const who of ['player', 'manager', 'moderator', 'administrator'] as const) {
      const { body, text } = await as[who].get(`/api/v2/users/${other.id}`);
      expect(Object.keys(body.data).sort()).toEqual(
        [
          ...['id', 'username', 'first_name', 'last_name', 'full_name', 'avatar', 'bio'],
          ...['instagram', 'created_at', 'relation', 'friend_request'],
        ].sort(),
      );
      expect(text).not.toMatch(/canary|@test\.example\.com|credits/);
    }
    const list = await as.moderator.get('/api/v2/users?search=player');
    expect(list.text).toContain(player.id);
    expect(list.text).not.toContain(player.email);
  });

  test('of nobody is a 404', async () => {
    for (const id of [randomUUID(), 'somebody', '0']) {
      expect((await as.player.get(`/api/v2/users/${id}`)).status).toBe(404);
    }
  });
});
