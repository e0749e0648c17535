/**
 * Hears from PostgreSQL who was revoked, on a connection of its own that comes back when it is lost.
 * As long as it is not heard, whoever listens is asked to look for themselves twice a second.
 */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from './database.ts';

const CHANNEL = 'questcity_revocations';
/** What a listener sends itself, to see that it hears. */
const TEST = 'test';
/** Comes besides the users when policies were taken from somebody. */
const RIGHTS = 'rights';

const POLL_MS = 500;
/** How long neither hearing nor looking may work before everything is given up. */
const BLIND_MS = 5_000;
const HEARTBEAT_MS = 1_000;
const ANSWER_MS = 2_000;
const RETRY_MS = { first: 50, longest: 5_000 };

export interface RevocationHandlers {
  revoked(user: string): void;
  /** Rights fell, or may have while nothing was heard. */
  rightsFell(): void;
  /** Looks at everybody who is connected; rejects when the database cannot be asked. */
  sweep(): Promise<void>;
  /** Nothing has been known for {@link BLIND_MS}: the safe assumption is that all are revoked. */
  blind(): void;
  warn(message: string): void;
}

/** The part of node-postgres's client that is used here. */
interface RawConnection extends NodeJS.EventEmitter {
  query(statement: string): Promise<unknown>;
  end(): Promise<void>;
}

/** knex opens it as it opens those of its pool, so that every DB_ setting holds for it too. */
interface RawConnections {
  acquireRawConnection(): Promise<RawConnection>;
}

/** Starts to listen; the returned function ends it. */
export function listenForRevocations(
  database: Database,
  handlers: RevocationHandlers,
): { stop(): Promise<void> } {
  const stopped = new AbortController();
  let hearing = false;
  let heardBefore = false;
  let lastKnown = Date.now();
  let connection: RawConnection | undefined;
  let sweeping: Promise<void> | undefined;

  /** Looks once more, after a look that is under way, which may have begun too early. */
  async function sweep(): Promise<void> {
    while (sweeping) await sweeping.catch(() => undefined);
    sweeping = inTime(handlers.sweep()).finally(() => {
      sweeping = undefined;
    });
    await sweeping;
    lastKnown = Date.now();
  }

  /** Listens until the connection is lost, which is told by an error. */
  async function listen(): Promise<never> {
    connection = await (database.client as RawConnections).acquireRawConnection();
    // Each wait listens to this signal for its own time only: to race a promise that lives as long as
    // the connection would keep a little of every beat.
    const lost = new AbortController();
    const signal = AbortSignal.any([stopped.signal, lost.signal]);
    connection.once('end', () => lost.abort(new Error('the connection was closed')));
    const heard = once(connection, 'notification', {
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    });
    heard.catch(() => undefined);
    connection.on('notification', ({ payload }: { payload?: string }) => {
      if (payload === RIGHTS) handlers.rightsFell();
      else if (payload && payload !== TEST) handlers.revoked(payload);
    });
    await connection.query(`set application_name = '${CHANNEL}'`);
    await connection.query(`listen ${CHANNEL}`);
    // Behind a pooler in transaction mode nothing is heard; better to know.
    await connection.query(`notify ${CHANNEL}, '${TEST}'`);
    await heard;
    if (heardBefore) handlers.rightsFell();
    await sweep();
    hearing = true;
    heardBefore = true;
    for (;;) {
      lastKnown = Date.now();
      await delay(HEARTBEAT_MS, undefined, { signal });
      await inTime(connection.query('select 1'));
    }
  }

  async function keepListening(): Promise<void> {
    let wait = RETRY_MS.first;
    while (!stopped.signal.aborted) {
      const reason = await listen().catch(reasonOf);
      void connection?.end().catch(() => undefined);
      if (stopped.signal.aborted) return;
      if (hearing) {
        hearing = false;
        wait = RETRY_MS.first;
        handlers.warn(`Revocations are looked up until they are heard again: ${reason}`);
      }
      await delay(wait, undefined, stopped).catch(() => undefined);
      wait = Math.min(wait * 2, RETRY_MS.longest);
    }
  }

  function poll(): void {
    if (hearing) return;
    if (Date.now() - lastKnown >= BLIND_MS) {
      lastKnown = Date.now();
      handlers.blind();
    }
    if (!sweeping) sweep().catch(() => undefined);
  }

  const timer = setInterval(poll, POLL_MS);
  void keepListening();
  return {
    async stop() {
      stopped.abort();
      clearInterval(timer);
      // A wire that is cut says no goodbye.
      await Promise.race([connection?.end(), delay(ANSWER_MS, undefined, { ref: false })]);
    },
  };
}

/** A wait that was ended tells only so; why is its cause. */
const reasonOf = (error: Error) => (error.cause instanceof Error ? error.cause : error).message;

/** Rejects when the database does not answer in time, which a cut wire would not tell. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  const answered = new AbortController();
  const late = delay(ANSWER_MS, undefined, { signal: answered.signal }).then(() => {
    throw new Error('the database does not answer');
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    answered.abort();
    late.catch(() => undefined);
    answer.catch(() => undefined);
  }
}
