/** Asks a server from a process of its own, and says how fast it answered. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemEnvironment } from '../../directus.config.ts';
import { LOAD_CORE, processorTimes, startProcess } from './processes.ts';

/** What the generator is told to do. */
export interface Order {
  /** http://127.0.0.1:port */
  readonly url: string;
  /** Access token. */
  readonly token: string;
  /** Asked for in turn, again and again. */
  readonly paths: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  /** Seconds before these whose answers do not count; none unless said. */
  readonly leadIn?: number;
}

/** Times in milliseconds; bytes of a whole answer, on the mean. */
export interface Measured {
  readonly requests: number;
  /** Also those after the time was up. */
  readonly answers: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly bytes: number;
  /** Answers other than 200, and none at all. Only answers with 200 count in the rest. */
  readonly errors: number;
}

/** What an answer cost the processor, in milliseconds; undefined where that cannot be known. */
export interface Cost {
  readonly server: number | undefined;
  readonly database: number | undefined;
}

export interface Generator {
  run(order: Order): Promise<Measured>;
  /** As `run`, with the cost of an answer to these processes. */
  runCosted(
    order: Order,
    pids: { server: number; database: () => readonly number[] },
  ): Promise<Measured & { cost: Cost }>;
}

/** What was asked last and no longer awaited is done by then, and not in the way of the next. */
const PAUSE_MS = 300;

export async function startGenerator(): Promise<Generator> {
  const { child } = await startProcess({
    program: [join(import.meta.dirname, 'generator.ts')],
    core: LOAD_CORE,
    env: systemEnvironment(),
  });
  const ask = (order: Order) =>
    new Promise<Measured>((resolve, reject) => {
      const gone = () => reject(new Error('The load generator ended'));
      child.once('exit', gone);
      child.once('message', (answer: { measured?: Measured; error?: string }) => {
        child.off('exit', gone);
        if (answer.measured) resolve(answer.measured);
        else reject(new Error(`The load generator failed: ${answer.error}`));
      });
      child.send(order);
    });
  const run = async (order: Order): Promise<Measured> => {
    const measured = await ask(order);
    await sleep(PAUSE_MS);
    if (measured.requests > 0) return measured;
    // Nothing came back in time: slower than anything that can be said in milliseconds.
    return { ...measured, p50: Infinity, p95: Infinity, p99: Infinity };
  };
  return {
    run,
    async runCosted(order, { server, database }) {
      const before = processorTimes([server, ...database()]);
      const measured = await run(order);
      const after = processorTimes([server, ...database()]);
      const each = (pids: readonly number[]) => {
        if (pids.length === 0 || after === undefined || measured.answers === 0) return undefined;
        // A process that is new has used nothing before; one that is gone belonged to nobody here.
        const used = pids.map((pid) => (after.get(pid) ?? 0) - (before?.get(pid) ?? 0));
        return used.reduce((sum, time) => sum + time, 0) / measured.answers;
      };
      return { ...measured, cost: { server: each([server]), database: each(database()) } };
    },
  };
}

/** The middle of the values; of an even number of them, the lower. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}
