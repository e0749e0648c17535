/** What happens at once, and in any order: the two directions always agree. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import createKnex, { type Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as friends from '../../../extensions/questcity/src/friends/friends.service.ts';
import type { Call } from '../../../extensions/questcity/src/kernel/route.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { addPlayers, type EdgeState, type Player, relationOf } from './players.ts';

let server: TestServer;
let as: Callers;
let knex: Knex;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
  knex = createKnex({ client: 'pg', connection: { ...server.database.connection } });
});
afterAll(async () => {
  await knex?.destroy();
  await server?.stop();
});

describe('at once', () => {
  test('50 requests crossing each other end in one friendship, with no error left', async () => {
    const { client } = server.database;
    const [one, two] = (await addPlayers(client, 2)) as [Player, Player];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const [from, to] = index % 2 ? [one, two] : [two, one];
        return as.withToken(from.token).post('/api/v2/friend-requests', { user_id: to.id });
      }),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 200)).toHaveLength(49);
    expect(await relationOf(client, one, two)).toEqual(['friend', 'friend']);
    const { rows } = await client.query(
      `select count(*)::int as edges from friend_edges where $1 in ("user", other)`,
      [one.id],
    );
    expect(rows).toEqual([{ edges: 2 }]);
  });

  test('everything that players can do to each other ends with edges that agree', async () => {
    const { client } = server.database;
    const players = await addPlayers(client, 4);
    const act = async (index: number) => {
      const [from, to] = [players[index % 4], players[(index + 1 + (index % 3)) % 4]] as [
        Player,
        Player,
      ];
      const mine = as.withToken(from.token);
      const answer = await [
        () => mine.post('/api/v2/friend-requests', { user_id: to.id }),
        () => mine('PUT', `/api/v2/blocks/${to.id}`),
        () => mine.delete(`/api/v2/blocks/${to.id}`),
        () => mine.delete(`/api/v2/friends/${to.id}`),
        () => mine.post('/api/v2/friend-requests', { username: to.username }),
      ][index % 5]?.();
      return answer?.status ?? 0;
    };
    const statuses = await Promise.all(Array.from({ length: 120 }, (_, index) => act(index)));
    expect(statuses.filter((status) => ![200, 201, 204, 404].includes(status))).toEqual([]);
    await expectAgreement(players);
  });
});

/** Every pair of edges is one of those that domain.md knows. */
async function expectAgreement(players: readonly Player[]): Promise<void> {
  const allowed = [
    ...['null null', 'friend friend', 'blocked null', 'null blocked', 'blocked blocked'],
    ...['request_sent request_received', 'request_received request_sent'],
  ];
  for (const one of players) {
    for (const two of players) {
      if (one.id < two.id) {
        const pair = await relationOf(server.database.client, one, two);
        expect(allowed).toContain(pair.map(String).join(' '));
      }
    }
  }
}

/** What players may be to each other, as plainly as it can be said. */
class Model {
  readonly edges = new Map<string, EdgeState>();
  readonly rejections = new Map<string, number>();

  get(one: number, two: number): EdgeState | undefined {
    return this.edges.get(`${one}-${two}`);
  }

  set(one: number, two: number, here?: EdgeState, there?: EdgeState): void {
    for (const [key, state] of [
      [`${one}-${two}`, here],
      [`${two}-${one}`, there],
    ] as const) {
      if (state) this.edges.set(key, state);
      else this.edges.delete(key);
    }
  }

  request(me: number, other: number, now: number): string {
    const here = this.get(me, other);
    if (here === 'blocked' || this.get(other, me) === 'blocked') return 'NOT_FOUND';
    if (here === 'friend' || here === 'request_sent') return 'done';
    if (here === 'request_received') {
      this.set(me, other, 'friend', 'friend');
      this.rejections.delete(`${me}-${other}`);
      this.rejections.delete(`${other}-${me}`);
      return 'done';
    }
    const rejected = this.rejections.get(`${me}-${other}`);
    if (rejected !== undefined && now < rejected + friends.REJECTION_WAIT_MS) {
      return 'FRIEND_REQUEST_TOO_SOON';
    }
    this.set(me, other, 'request_sent', 'request_received');
    return 'done';
  }

  accept(me: number, other: number): string {
    const here = this.get(me, other);
    if (here === 'request_sent') return 'FORBIDDEN';
    if (here !== 'request_received') return 'NOT_FOUND';
    return this.request(me, other, 0);
  }

  reject(me: number, other: number, now: number): string {
    const here = this.get(me, other);
    if (here === 'request_sent') return 'FORBIDDEN';
    if (here !== 'request_received') return 'NOT_FOUND';
    this.set(me, other);
    this.rejections.set(`${other}-${me}`, now);
    return 'done';
  }

  cancel(me: number, other: number): string {
    const here = this.get(me, other);
    if (here === 'request_received') return 'FORBIDDEN';
    if (here !== 'request_sent') return 'NOT_FOUND';
    this.set(me, other);
    return 'done';
  }

  unfriend(me: number, other: number): string {
    if (this.get(me, other) === 'friend') this.set(me, other);
    return 'done';
  }

  block(me: number, other: number): string {
    const there = this.get(other, me);
    this.set(me, other, 'blocked', there === 'blocked' ? there : undefined);
    return 'done';
  }

  unblock(me: number, other: number): string {
    if (this.get(me, other) === 'blocked') this.edges.delete(`${me}-${other}`);
    return 'done';
  }
}

const ACTIONS = ['request', 'accept', 'reject', 'cancel', 'unfriend', 'block', 'unblock'] as const;
type Action = (typeof ACTIONS)[number];

describe('in any order', () => {
  const PLAYERS = 3;
  const step = fc.record({
    action: fc.constantFrom<Action>('request', 'request', 'request', ...ACTIONS),
    me: fc.nat(PLAYERS - 1),
    to: fc.integer({ min: 1, max: PLAYERS - 1 }),
    daysLater: fc.constantFrom(0, 0, 1, 6.9, 7),
  });

  test('actions of several players do what the model says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const { client } = server.database;
        const players = await addPlayers(client, PLAYERS);
        const model = new Model();
        let now = Date.UTC(2026, 0, 1);
        for (const { action, me, to, daysLater } of steps) {
          now += daysLater * 86_400_000;
          const other = (me + to) % PLAYERS;
          const [actor, target] = [players[me], players[other]] as [Player, Player];
          const request = await requestBetween(actor, target);
          const expected = model[action](me, other, now);
          expect(await outcomeOf(action, actor, target, request, now), action).toBe(expected);
          const [here, there] = [model.get(me, other), model.get(other, me)];
          // What chats, invitations and reviews ask.
          expect(await friends.areFriends(knex, actor.id, target.id)).toBe(here === 'friend');
          expect(await friends.isBlocked(knex, actor.id, target.id)).toBe(
            here === 'blocked' || there === 'blocked',
          );
          for (const [one, player] of players.entries()) {
            for (const [two, counterpart] of players.entries()) {
              if (one >= two) continue;
              expect(await relationOf(client, player, counterpart)).toEqual([
                model.get(one, two) ?? null,
                model.get(two, one) ?? null,
              ]);
            }
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  /** The id of the request that waits between two, or of none. */
  async function requestBetween(one: Player, two: Player): Promise<string> {
    const { rows } = await server.database.client.query<{ id: string }>(
      `select id from friend_edges where state = 'request_sent'
          and (("user" = $1 and other = $2) or ("user" = $2 and other = $1))`,
      [one.id, two.id],
    );
    return rows[0]?.id ?? randomUUID();
  }

  /** Does it through the service, at a time of the test's choice. */
  async function outcomeOf(
    action: Action,
    actor: Player,
    target: Player,
    request: string,
    now: number,
  ): Promise<string> {
    const call: Call = {
      actor: { id: actor.id, admin: false, policies: new Set() },
      database: knex,
      now: () => new Date(now),
    };
    const commands: Record<Action, () => Promise<unknown>> = {
      request: () => friends.sendRequest(call, { user_id: target.id }),
      accept: () => friends.acceptRequest(call, request),
      reject: () => friends.rejectRequest(call, request),
      cancel: () => friends.cancelRequest(call, request),
      unfriend: () => friends.removeFriend(call, target.id),
      block: () => friends.blockPlayer(call, target.id),
      unblock: () => friends.unblockPlayer(call, target.id),
    };
    return commands[action]().then(
      () => 'done',
      (error: { code?: string }) => String(error.code),
    );
  }
});
