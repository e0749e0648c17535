/** Random commands of a few players on their sessions, valid and invalid ones, and what is answered. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { isDirectusError } from '../../../extensions/questcity/src/kernel/errors.ts';
import type { Call } from '../../../extensions/questcity/src/kernel/route.ts';
import {
  makeAttempt,
  makeAttempts,
} from '../../../extensions/questcity/src/play/attempts.service.ts';
import { positionAt } from '../../../extensions/questcity/src/play/geodesy.ts';
import * as members from '../../../extensions/questcity/src/play/members.service.ts';
import { decideAttempt } from '../../../extensions/questcity/src/play/review.service.ts';
import * as rewards from '../../../extensions/questcity/src/play/rewards.service.ts';
import * as sessions from '../../../extensions/questcity/src/play/sessions.service.ts';
import { accounts } from '../../harness/accounts.ts';
import { PLAYERS, type World } from './property-world.ts';
import { attemptAt } from './quests.ts';

/** The one who begins as owner, a member, one who is invited, a friend of theirs, a stranger. */
const anybody = fc.nat(PLAYERS - 1);
const by = fc.oneof({ weight: 2, arbitrary: fc.nat(1) }, { weight: 1, arbitrary: anybody });
/** Which of the sessions there are by then: mostly the first. */
const session = fc.constantFrom(0, 0, 0, 0, 1, 2);
/** Which of the attempts there were by then. */
const which = fc.nat(200);

const attempt = fc.record({
  /** The one that is open, or another; the fourth is none of the quest. */
  point: fc.constantFrom<'open' | number>('open', 'open', 'open', 0, 1, 2, 3),
  place: fc.nat(1),
  how: fc.oneof(
    { weight: 6, arbitrary: fc.constant('good') },
    { weight: 5, arbitrary: fc.constantFrom('far', 'mocked', 'wrong', 'old', 'bare') },
  ),
});
type AttemptPlan = typeof attempt extends fc.Arbitrary<infer P> ? P : never;

const kind = <Kind extends string>(name: Kind) => fc.constant(name);
const weighted = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });

export const command = fc.oneof(
  weighted(110, fc.record({ kind: kind('attempt'), session, by, attempt, twice: fc.boolean() })),
  // Of whomever, at whichever point: what counts is the client's id.
  weighted(25, fc.record({ kind: kind('repeat'), by, which, point: fc.nat(2) })),
  weighted(
    20,
    fc.record({
      kind: kind('batch'),
      session,
      by,
      // New ones, and old ones again, in any order.
      attempts: fc.array(fc.oneof(attempt, which), { minLength: 1, maxLength: 5 }),
      twice: fc.boolean(),
    }),
  ),
  weighted(20, fc.record({ kind: kind('decide'), accept: fc.boolean() })),
  weighted(12, fc.record({ kind: kind('invite'), session, by, whom: anybody })),
  weighted(14, fc.record({ kind: kind('accept'), session, by: anybody })),
  weighted(12, fc.record({ kind: kind('remove'), session, by, whom: anybody })),
  weighted(8, fc.record({ kind: kind('start'), by: anybody })),
  weighted(8, fc.record({ kind: kind('expire'), session })),
  weighted(6, fc.record({ kind: kind('sweep') })),
  weighted(24, fc.record({ kind: kind('extend'), session, by: fc.constantFrom(0, 0, 1, 2) })),
  weighted(5, fc.record({ kind: kind('reward'), session })),
  weighted(1, fc.record({ kind: kind('abandon'), session, by })),
  weighted(1, fc.record({ kind: kind('cancel'), session })),
);
export type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

const doubted: Command = {
  ...{ kind: 'attempt', session: 0, by: 0, twice: false },
  attempt: { point: 'open', place: 0, how: 'mocked' },
};
const decisions: Command[] = Array(8).fill({ kind: 'decide', accept: true });

/** What comes after the random commands, too rare a chain to come about by chance. */
export const ENDINGS: Command[][][] = [
  [],
  // Accepted when its time is over.
  [[doubted], [{ kind: 'expire', session: 0 }], [...decisions, { kind: 'sweep' }]],
  // Accepted when it was cancelled and refunded.
  [
    [doubted],
    [{ kind: 'expire', session: 0 }],
    [{ kind: 'cancel', session: 0 }],
    [...decisions, { kind: 'extend', session: 0, by: 0 }],
  ],
  // Cancelled while it is accepted, extended and played on.
  [
    [doubted],
    [{ kind: 'expire', session: 0 }],
    [
      { kind: 'cancel', session: 0 },
      { kind: 'extend', session: 0, by: 0 },
      { kind: 'decide', accept: true },
      { ...doubted, attempt: { ...doubted.attempt, how: 'good' } },
    ],
  ],
];

interface Sent {
  readonly session: string;
  readonly body: Parameters<typeof makeAttempt>[3] & { readonly point_id: string };
}

/** Runs commands in one world. */
export class Runner {
  readonly #world: World;
  readonly #sent: Sent[] = [];
  /** Codes of the refusals. */
  readonly refused = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Every attempt once more, by a member: answered as the first time. */
  async repeatAll(): Promise<void> {
    for (const { session, body } of this.#sent) {
      for (const call of this.#world.calls) await this.#send(call, session, body);
    }
  }

  async run(command: Command): Promise<void> {
    const { calls, users, manager, database } = this.#world;
    const session = 'session' in command ? this.#session(command.session) : '';
    const call = 'by' in command ? (calls[command.by] as Call) : manager;
    const whom = 'whom' in command ? (users[command.whom] as string) : '';
    switch (command.kind) {
      case 'attempt': {
        const body = await this.#plan(session, command.attempt);
        const times = command.twice ? [1, 2] : [1];
        await Promise.all(times.map(() => this.#send(call, session, body)));
        return;
      }
      case 'repeat': {
        const old = this.#old(command.which);
        const point = this.#world.quest.points[command.point]?.id as string;
        if (old) await this.#send(call, old.session, { ...old.body, point_id: point });
        return;
      }
      case 'batch': {
        const bodies: Sent['body'][] = [];
        for (const one of command.attempts) {
          const old = typeof one === 'number' ? this.#old(one)?.body : undefined;
          if (typeof one !== 'number') bodies.push(await this.#plan(session, one));
          else if (old) bodies.push(old);
        }
        if (bodies.length === 0) return;
        const times = command.twice ? [1, 2] : [1];
        await Promise.all(times.map(() => this.#sendAll(call, session, bodies)));
        return;
      }
      case 'decide': {
        const { rows } = await database.raw(
          `select id from attempts where session = any (?) and outcome = 'in_review'
            order by random() limit 1`,
          [this.#world.sessions],
        );
        const decision = command.accept ? 'accept' : 'reject';
        if (rows[0]) await this.#try(decideAttempt(manager, rows[0].id, { decision }));
        return;
      }
      case 'start': {
        const { quest, sessions: started } = this.#world;
        const made = await this.#try(sessions.startSession(call, quest.id));
        if (made) started.push(made.id);
        return;
      }
      case 'expire':
        // As if its time had passed, and the job had not come yet.
        await database.raw(
          `update sessions set deadline = started_at + interval '1 millisecond'
            where id = ? and status = 'active'`,
          [session],
        );
        return;
      case 'sweep':
        return sessions.expireDue(database, new Date());
      case 'invite':
        await this.#try(members.inviteMember(call, session, whom));
        return;
      case 'accept':
        await this.#try(members.acceptInvitation(call, session));
        return;
      case 'remove':
        await this.#try(members.removeMember(call, session, whom));
        return;
      case 'extend':
        await this.#try(sessions.extendSession(call, session));
        return;
      case 'reward':
        await this.#try(rewards.approveReward(manager, session));
        return;
      case 'abandon':
        await this.#try(sessions.abandonSession(call, session));
        return;
      case 'cancel':
        await this.#try(rewards.cancelSession(manager, session, null));
    }
  }

  #session(number: number): string {
    const { sessions: all } = this.#world;
    return all[number % all.length] as string;
  }

  #old(number: number): Sent | undefined {
    return this.#sent[number % Math.max(1, this.#sent.length)];
  }

  /** The attempt that a plan stands for. */
  async #plan(session: string, { point, place, how }: AttemptPlan): Promise<Sent['body']> {
    const { database, quest } = this.#world;
    const { rows } = await database.raw(
      `select count(*)::int as n from session_points where session = ? and state = 'solved'`,
      [session],
    );
    const number = point === 'open' ? Number(rows[0].n) : point;
    const there = quest.points[number];
    const places = there?.places ?? [{ latitude: 59, longitude: 30 }];
    const at = places[place % places.length] ?? places[0];
    if (!at) throw new Error('A point without a place');
    const answer =
      how === 'bare' || number !== 1 ? undefined : { code: how === 'wrong' ? '0' : '42' };
    const body = {
      point_id: there?.id ?? accounts.player.id,
      ...attemptAt(how === 'far' ? positionAt(at, 0, 2000) : at, answer, {
        ...(how === 'mocked' && { mocked: true }),
        ...(how === 'old' && { captured_at: new Date(Date.now() - 200_000).toISOString() }),
      }),
    } as never as Sent['body'];
    this.#sent.push({ session, body });
    return body;
  }

  async #send(call: Call, session: string, { point_id, ...body }: Sent['body']): Promise<void> {
    const answer = await this.#try(makeAttempt(call, session, point_id, body));
    if (answer) this.#note(session, body.client_attempt_id, JSON.parse(answer.text).data);
  }

  async #sendAll(call: Call, session: string, attempts: Sent['body'][]): Promise<void> {
    const answer = await this.#try(makeAttempts(call, session, { attempts }));
    if (!answer) return;
    const items = JSON.parse(answer.text).data;
    expect(items).toHaveLength(attempts.length);
    for (const [i, { client_attempt_id, point_id, ...item }] of items.entries()) {
      expect(client_attempt_id).toBe(attempts[i]?.client_attempt_id);
      this.#note(session, client_attempt_id, item);
    }
  }

  #note(session: string, id: string, answer: object): void {
    const { told } = this.#world;
    const key = `${session} ${id}`;
    const text = JSON.stringify(answer);
    expect(text).toBe(told.get(key) ?? text);
    told.set(key, text);
  }

  /** A refusal in the API's words is an answer; anything else is a fault. */
  async #try<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      if (!isDirectusError(error) || error.status >= 500) throw error;
      this.refused.add(error.code);
      return undefined;
    }
  }
}
