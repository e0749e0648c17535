/**
 * Work that must not be lost and must not hold up an answer: mails, files to remove. A job is a row,
 * written in the transaction of what it follows from, and done after the commit by whichever node is
 * free, again and again with growing pauses until it succeeds. See docs/decisions.
 *
 * A job may run twice (a node may die between doing and noting it), so handlers can be repeated.
 */
import { fromKnex, type JobWithMetadata, PgBoss } from 'pg-boss';
import type { Database } from './database.ts';
import { ServiceUnavailableError } from './errors.ts';
import { beforeDatabaseCloses } from './shutdown.ts';

/** The PostgreSQL schema of the queue; Directus does not look into it. */
const SCHEMA = 'pgboss';

/** Where jobs go that failed for good, with their data and last error. */
export const FAILED_JOBS = 'failed';

/** How often a node looks for jobs of others, and for its own that are to be tried again. */
const POLLING_SECONDS = 5;
const JOBS_AT_ONCE = 5;

const DAY_SECONDS = 86_400;

/** Pauses of 5 s to an hour between tries, about 9 hours in all. */
const QUEUE = {
  retryLimit: 16,
  retryDelay: 5,
  retryBackoff: true,
  retryDelayMax: 3600,
  expireInSeconds: 300,
  // Data of a job may hold a link that opens an account: what is done is soon forgotten.
  deleteAfterSeconds: 600,
  retentionSeconds: 30 * DAY_SECONDS,
  deadLetter: FAILED_JOBS,
};

interface Logger {
  error(message: string): void;
  warn(message: string): void;
}

type Handler = (data: never) => Promise<void>;

const handlers = new Map<string, Handler>();
let boss: PgBoss | undefined;
let workers = new Map<string, string>();

/**
 * Says who does the jobs of a name. To be called before the server starts.
 *
 * @param handler may be run again with the same data after an error; what it throws is logged, so its
 *   message must hold no secret
 */
export function work<Data extends object>(
  name: string,
  handler: (data: Data) => Promise<void>,
): void {
  if (handlers.has(name)) throw new Error(`The job "${name}" has a handler already`);
  handlers.set(name, handler as Handler);
}

export interface SendOptions {
  /** Not before so many seconds have passed. */
  startAfter?: number;
}

/**
 * Adds a job. It is done when, and only if, the transaction commits.
 *
 * @param database the transaction of what the job follows from, or the pool
 * @throws ServiceUnavailableError when this process does no jobs (yet)
 */
export async function send(
  database: Database,
  name: string,
  data: object,
  options: SendOptions = {},
): Promise<void> {
  if (!boss) {
    throw new ServiceUnavailableError({ service: 'jobs', reason: 'The queue has not started' });
  }
  await boss.send(name, data, { ...options, db: fromKnex(database) });
  // This node need not wait until it looks again; the others would find the job if it died now.
  const committed = database.isTransaction
    ? (database as { executionPromise?: Promise<unknown> }).executionPromise
    : undefined;
  Promise.resolve(committed).then(
    () => wake(name),
    () => undefined,
  );
}

function wake(name: string): void {
  const worker = workers.get(name);
  if (worker) boss?.notifyWorker(worker);
}

/** Brings the queue's tables up to date, once per process, and makes {@link send} possible. */
export async function start(database: Database, logger: Logger): Promise<void> {
  const started = new PgBoss({
    db: fromKnex(database),
    schema: SCHEMA,
    // What is done at fixed times has Directus's own schedule.
    schedule: false,
    registerInstance: false,
    monitorVacuum: false,
    reindex: false,
    openTelemetry: { enabled: false },
    maintenanceIntervalSeconds: 600,
  });
  started.on('error', (error) => logger.warn(`Job queue: ${error.message}`));
  started.on('warning', ({ message }) => logger.warn(`Job queue: ${message}`));
  await started.start({ attempts: 5 });
  await started.createQueue(FAILED_JOBS, { retentionSeconds: QUEUE.retentionSeconds });
  for (const name of handlers.keys()) {
    await started.createQueue(name, QUEUE);
    await started.updateQueue(name, QUEUE);
  }
  boss = started;
  beforeDatabaseCloses(database, stop, (error) => logger.warn(`Job queue: ${error}`));
}

/** Begins to do jobs. */
export async function startWorkers(logger: Logger): Promise<void> {
  if (!boss) return;
  for (const [name, handler] of handlers) {
    const worker = await boss.work(
      name,
      {
        batchSize: JOBS_AT_ONCE,
        burstWhenBatchFull: true,
        pollingIntervalSeconds: POLLING_SECONDS,
        includeMetadata: true,
        perJobResults: true,
      },
      (jobs: JobWithMetadata<object>[]) =>
        Promise.all(jobs.map((job) => run(job, handler, logger))),
    );
    workers.set(name, worker);
  }
}

/** Takes no more jobs and waits for those under way, at most 10 seconds. */
async function stop(): Promise<void> {
  const stopping = boss;
  boss = undefined;
  workers = new Map();
  await stopping?.stop({ graceful: true, timeout: 10_000 });
}

async function run(job: JobWithMetadata<object>, handler: Handler, logger: Logger) {
  try {
    await handler(job.data as never);
    return { id: job.id, status: 'completed' as const };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const what = `Job ${job.name} ${job.id}`;
    if (job.retryCount >= job.retryLimit) {
      logger.error(`${what} failed for good after ${job.retryCount + 1} tries: ${message}`);
    } else {
      logger.warn(`${what} failed and will be tried again: ${message}`);
    }
    return { id: job.id, status: 'failed' as const, output: { message } };
  }
}
