/**
 * What must end while the database is still there. Directus tells of its end (`server.stop`) only
 * when the database is closed, and waits for nobody; so the closing itself waits here.
 */
import type { Database } from './database.ts';

type Work = () => Promise<void>;

const works = new WeakMap<Database, Work[]>();

/**
 * Runs `work` when requests have ended and before Directus's pool closes. What fails is passed on to
 * `warn` and holds nothing up.
 */
export function beforeDatabaseCloses(
  database: Database,
  work: Work,
  warn: (error: unknown) => void,
): void {
  const guarded = () => work().catch(warn);
  const waiting = works.get(database);
  if (waiting) {
    waiting.push(guarded);
    return;
  }
  const list = [guarded];
  works.set(database, list);
  const client: { destroy(callback?: () => void): Promise<void> } = database.client;
  const destroy = client.destroy.bind(client);
  client.destroy = async (callback) => {
    await Promise.all(list.splice(0).map((end) => end()));
    await destroy(callback);
  };
}
