/** Every state of two players × every action, by either of them and by a third, as domain.md has it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Caller, type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { addPlayers, type Pair, type Player, relate, relationOf } from './players.ts';

/** The states, seen by the one who acts; so `sent` and `received` are the two sides of a request. */
const states: Readonly<Record<string, Pair>> = {
  nothing: [null, null],
  friends: ['friend', 'friend'],
  sent: ['request_sent', 'request_received'],
  received: ['request_received', 'request_sent'],
  blocking: ['blocked', null],
  'blocked by': [null, 'blocked'],
  'both block': ['blocked', 'blocked'],
};

/** Status of the answer, and the state afterwards, seen by the same player. */
const table = `
  state      | request        | accept         | reject         | cancel         | unfriend       | block          | unblock
  nothing    | 201 sent       | 404 nothing    | 404 nothing    | 404 nothing    | 204 nothing    | 204 blocking   | 204 nothing
  friends    | 200 friends    | 200 friends    | 404 friends    | 404 friends    | 204 nothing    | 204 blocking   | 204 friends
  sent       | 200 sent       | 403 sent       | 403 sent       | 204 nothing    | 204 sent       | 204 blocking   | 204 sent
  received   | 200 friends    | 200 friends    | 204 nothing    | 403 received   | 204 received   | 204 blocking   | 204 received
  blocking   | 404 blocking   | 404 blocking   | 404 blocking   | 404 blocking   | 204 blocking   | 204 blocking   | 204 nothing
  blocked by | 404 blocked by | 404 blocked by | 404 blocked by | 404 blocked by | 204 blocked by | 204 both block | 204 blocked by
  both block | 404 both block | 404 both block | 404 both block | 404 both block | 204 both block | 204 both block | 204 blocked by
`;

/** A third player does the same, to the first of the two, or with the id of their request. */
const thirdPlayer = `
  request | accept | reject | cancel | unfriend | block | unblock
  201     | 404    | 404    | 404    | 204      | 204   | 204
`;

const actions: Readonly<
  Record<string, (as: Caller, other: Player, request: string) => Promise<Answer>>
> = {
  request: (as, other) => as.post('/api/v2/friend-requests', { user_id: other.id }),
  accept: (as, _, id) => as('POST', `/api/v2/friend-requests/${id}/accept`),
  reject: (as, _, id) => as('POST', `/api/v2/friend-requests/${id}/reject`),
  cancel: (as, _, id) => as.delete(`/api/v2/friend-requests/${id}`),
  unfriend: (as, other) => as.delete(`/api/v2/friends/${other.id}`),
  block: (as, other) => as('PUT', `/api/v2/blocks/${other.id}`),
  unblock: (as, other) => as.delete(`/api/v2/blocks/${other.id}`),
};

const rowsOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

/** Two players in a state, a third one, and the id that stands for their request. */
async function meet(state: Pair) {
  const { client } = server.database;
  const [me, other, third] = (await addPlayers(client, 3)) as [Player, Player, Player];
  const [here, there] = await relate(client, me, other, state);
  // A request has the id of its sender's edge, before and after it is accepted. Where there is none,
  // the id of any other edge must lead nowhere.
  const request = (state[0] === 'request_sent' ? here : (there ?? here)) ?? randomUUID();
  return { client, me, other, third, request };
}

describe('each of the two', () => {
  const [head = [], ...lines] = rowsOf(table);
  const cases = lines.flatMap(([state = '', ...cells]) =>
    cells.map((cell, index) => {
      const [status = '', ...after] = cell.split(' ');
      return {
        state,
        action: head[index + 1] ?? '',
        status: Number(status),
        after: after.join(' '),
      };
    }),
  );

  test('the table is complete', () => {
    expect(cases.map(({ state, action }) => `${state} ${action}`).sort()).toEqual(
      Object.keys(states)
        .flatMap((state) => Object.keys(actions).map((action) => `${state} ${action}`))
        .sort(),
    );
  });

  test.each(cases)('$state: $action → $status $after', async ({ state, action, status, after }) => {
    const { client, me, other, request } = await meet(states[state] as Pair);
    const answer = await actions[action]?.(as.withToken(me.token), other, request);
    expect(answer?.status, answer?.text).toBe(status);
    expect(await relationOf(client, me, other)).toEqual(states[after]);
    // What a phone repeats changes nothing more.
    await actions[action]?.(as.withToken(me.token), other, request);
    expect(await relationOf(client, me, other)).toEqual(states[after]);
  });
});

describe('a third player', () => {
  const [names = [], statuses = []] = rowsOf(thirdPlayer);
  const cases = Object.keys(states).flatMap((state) =>
    names.map((action, index) => ({ state, action, status: Number(statuses[index]) })),
  );

  test.each(cases)('$state: $action → $status', async ({ state, action, status }) => {
    const { client, me, other, third, request } = await meet(states[state] as Pair);
    const answer = await actions[action]?.(as.withToken(third.token), me, request);
    expect(answer?.status, answer?.text).toBe(status);
    expect(await relationOf(client, me, other)).toEqual(states[state]);
  });
});
