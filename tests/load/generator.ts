/**
 * The process that asks: autocannon, driven by messages. It counts the answers and times each in
 * fractions of a millisecond, which autocannon's own statistics round away.
 */
import autocannon from 'autocannon';
import type { Measured, Order } from './load.ts';

/** Seconds until a request counts as failed. */
const TIMEOUT = 20;

async function work(order: Order): Promise<Measured> {
  const { url, token, paths, connections, seconds, leadIn = 0 } = order;
  const requests = paths.map((path) => ({ method: 'GET' as const, path }));
  let next = 0;
  const times: number[] = [];
  let bytes = 0;
  let answers = 0;
  let from = Number.POSITIVE_INFINITY;
  let until = 0;
  const run = autocannon({
    url,
    connections,
    duration: leadIn + seconds,
    timeout: TIMEOUT,
    headers: { authorization: `Bearer ${token}` },
    requests,
    // Each connection begins elsewhere in the list, so that they do not all ask for the same.
    setupClient: (client) => {
      const first = Math.floor((next++ * requests.length) / connections) % requests.length;
      client.setRequests([...requests.slice(first), ...requests.slice(0, first)]);
    },
  });
  run.on('start', () => {
    from = performance.now() + leadIn * 1000;
    until = from + seconds * 1000;
  });
  run.on('response', (_client, status: number, size: number, milliseconds: number) => {
    answers++;
    // autocannon goes on to the end of a whole second.
    const now = performance.now();
    if (now < from || now > until || status !== 200) return;
    times.push(milliseconds);
    bytes += size;
  });
  const { errors, timeouts, non2xx } = await run;
  times.sort((a, b) => a - b);
  const percentile = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return {
    requests: times.length,
    answers,
    perSecond: times.length / seconds,
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
    bytes: times.length > 0 ? bytes / times.length : 0,
    errors: errors + timeouts + non2xx,
  };
}

process.on('message', (order: Order) => {
  work(order).then(
    (measured) => process.send?.({ measured }),
    (error: Error) => process.send?.({ error: error.message }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
