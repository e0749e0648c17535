/**
 * Every open connection of this process that stands for a user, whatever it is made of. They are
 * closed when the user is revoked.
 */
import type { Database } from './database.ts';
import { EVERYBODY, readStandings, type Standing } from './standing.ts';

interface Connection {
  readonly user: string;
  readonly close: () => void;
  /** The user's generation when it was opened; unknown until the database was asked. */
  generation: number | undefined;
}

/** Users whose standing is read in one statement. */
const READ_AT_ONCE = 1000;

export interface Connections {
  /**
   * Remembers a connection until the returned function is called. `close` is called when the user is
   * revoked, and soon after registering when that has happened while the connection came about.
   *
   * @param generation of the token it was opened with, when that is known
   */
  register(user: string, close: () => void, generation?: number): () => void;
}

/** The connections with what the revocation does to them. */
export interface RevocableConnections extends Connections {
  /** Closes all of one user. */
  close(user: string): void;
  closeAll(): void;
  /**
   * Looks up the standing of everybody who is connected and closes what is out of date.
   * @throws when the database cannot be asked
   */
  sweep(): Promise<void>;
}

export function createConnections(
  database: Database,
  warn: (error: unknown) => void,
): RevocableConnections {
  const byUser = new Map<string, Set<Connection>>();
  /** {@link EVERYBODY}'s generation when it was last looked at. */
  let common: number | undefined;

  function forget(connection: Connection): void {
    const connections = byUser.get(connection.user);
    if (connections?.delete(connection) && connections.size === 0) byUser.delete(connection.user);
  }

  function end(connection: Connection): void {
    forget(connection);
    try {
      connection.close();
    } catch (error) {
      warn(error);
    }
  }

  function endUnlessGood(connection: Connection, standing: Standing | undefined): void {
    connection.generation ??= standing?.generation;
    if (!standing?.active || standing.generation !== connection.generation) end(connection);
  }

  /** After registering, so that a revocation is either seen here or announced later. */
  async function verify(connection: Connection): Promise<void> {
    try {
      const standings = await readStandings(database, [connection.user]);
      endUnlessGood(connection, standings.get(connection.user));
    } catch (error) {
      warn(error);
      end(connection);
    }
  }

  function close(user: string): void {
    for (const connection of [...(byUser.get(user) ?? [])]) end(connection);
  }

  function closeAll(): void {
    for (const user of [...byUser.keys()]) close(user);
  }

  return {
    register(user, closeConnection, generation) {
      const connection = { user, close: closeConnection, generation };
      const connections = byUser.get(user) ?? new Set();
      byUser.set(user, connections.add(connection));
      void verify(connection);
      return () => forget(connection);
    },
    close,
    closeAll,
    async sweep() {
      const users = [...byUser.keys()];
      const everybody = (await readStandings(database, [EVERYBODY])).get(EVERYBODY)?.generation;
      if (common !== undefined && everybody !== common) closeAll();
      common = everybody;
      for (let from = 0; from < users.length; from += READ_AT_ONCE) {
        const standings = await readStandings(database, users.slice(from, from + READ_AT_ONCE));
        for (const [user, standing] of standings) {
          for (const connection of [...(byUser.get(user) ?? [])]) {
            endUnlessGood(connection, standing);
          }
        }
      }
    },
  };
}
