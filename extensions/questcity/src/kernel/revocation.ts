/**
 * Cutting users off: one mechanism for locking, deleting and taking rights away. The database notices
 * each of these through whatever door it was done (migrations/…L-revocation.ts) and tells every
 * server. Here access tokens from before are refused and open connections closed, at most a second
 * later, also when the word is lost on its way. See docs/decisions/0013.
 */
import { LRUCache } from 'lru-cache';
import { type Connections, createConnections } from './connections.ts';
import type { Database } from './database.ts';
import { InvalidCredentialsError } from './errors.ts';
import { listenForRevocations } from './revocation-listener.ts';
import { beforeDatabaseCloses } from './shutdown.ts';
import {
  EVERYBODY,
  readStandings,
  readTokenOwner,
  type Standing,
  type TokenOwner,
} from './standing.ts';

/** With the time to read them, less than the second in which a revocation holds. */
const MILLISECONDS_KEPT = 750;
const USERS_KEPT = 20_000;

export interface Revocation {
  readonly connections: Connections;
  /**
   * Refuses an access token whose user is not active or was revoked since. Other tokens pass: who
   * gave them out looks at the user's status on each use.
   *
   * @returns its owner, of an access token
   * @throws InvalidCredentialsError
   */
  checkToken(token: string): Promise<TokenOwner | null>;
  /** The user's standing at this very moment. */
  standingOf(user: string): Promise<Standing>;
  /** Calls back whenever somebody was revoked. */
  onRevoked(callback: () => void): void;
  /** Calls back when policies were taken from somebody, after which nothing kept of them holds. */
  onRightsFell(callback: () => void): void;
  /** Begins to hear of revocations, until the server ends. */
  start(): void;
}

export function createRevocation(
  database: Database,
  secret: string,
  warn: (message: unknown) => void,
): Revocation {
  const connections = createConnections(database, warn);
  const callbacks: { revoked: (() => void)[]; rightsFell: (() => void)[] } = {
    revoked: [],
    rightsFell: [],
  };
  const standings = new LRUCache<string, Promise<Standing>>({
    max: USERS_KEPT,
    ttl: MILLISECONDS_KEPT,
  });

  async function standingOf(user: string): Promise<Standing> {
    const found = (await readStandings(database, [user])).get(user);
    return found ?? { active: false, generation: 0 };
  }

  function standingLately(user: string): Promise<Standing> {
    let found = standings.get(user);
    if (!found) {
      found = standingOf(user);
      standings.set(user, found);
      // A failure is not kept: the next try may come with the database back.
      found.catch(() => standings.delete(user));
    }
    return found;
  }

  function revoked(user: string): void {
    if (user === EVERYBODY) {
      standings.clear();
      // Closes everybody's, since the common generation has changed, and notes the new one.
      connections.sweep().catch(() => connections.closeAll());
    } else {
      standings.delete(user);
      connections.close(user);
    }
    for (const callback of callbacks.revoked) callback();
  }

  return {
    connections,
    async checkToken(token) {
      const owner = readTokenOwner(token, secret);
      if (!owner) return null;
      const { active, generation } = await standingLately(owner.user);
      if (!active || generation !== owner.generation) throw new InvalidCredentialsError();
      return owner;
    },
    standingOf,
    onRevoked(callback) {
      callbacks.revoked.push(callback);
    },
    onRightsFell(callback) {
      callbacks.rightsFell.push(callback);
    },
    start() {
      const listener = listenForRevocations(database, {
        revoked,
        rightsFell: () => {
          for (const callback of callbacks.rightsFell) callback();
        },
        sweep: () => connections.sweep(),
        blind: () => connections.closeAll(),
        warn,
      });
      beforeDatabaseCloses(database, listener.stop, warn);
    },
  };
}
