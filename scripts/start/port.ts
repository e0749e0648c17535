/** Whether the server's port is free, before anything slow begins. */
import { createServer } from 'node:net';
import { ClearError } from '../lib/clear-error.mjs';

/**
 * Checks that the server will be able to listen.
 *
 * @param host to listen on
 * @param port to listen on
 * @param patienceMs how long to wait for a server that is just ending
 * @throws {ClearError} saying which port is taken and how to choose another
 */
export async function ensurePortFree(host: string, port: number, patienceMs = 0): Promise<void> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const code = await tryListen(host, port);
    if (!code) return;
    if (code !== 'EADDRINUSE' || Date.now() >= until)
      throw new ClearError(explain(host, port, code));
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function tryListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

function explain(host: string, port: number, code: string): string {
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use by another program. Choose another port: PORT=${port + 1} npm start`;
  }
  if (code === 'EACCES') {
    return `Port ${port} needs more rights than this user has. Choose a port above 1023: PORT=8055 npm start`;
  }
  if (code === 'EADDRNOTAVAIL') return `HOST=${host} is no address of this machine.`;
  return `The server cannot listen on ${host}:${port} (${code}).`;
}
