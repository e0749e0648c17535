/**
 * A request may name a whole address (`GET http://host/path`). Directus reads the host in it when the
 * answer is sent, and one that cannot be read (`http://xn--0000h/`) ends the process, whoever asks.
 * Nobody here needs that host, so only the path is left.
 */
import type { IncomingMessage, Server } from 'node:http';

/** Goes before whatever else looks at requests. */
export function forgetHostsOfTargets(server: Server): void {
  const forget = (request: IncomingMessage) => {
    request.url = pathOf(request.url ?? '');
  };
  server.prependListener('request', forget);
  server.prependListener('upgrade', forget);
}

/** The path and what follows it. Two slashes would begin a host again, in either direction. */
export function pathOf(target: string): string {
  const path = target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/\\?#]*/i, '');
  return path === '*' ? path : `/${path.replace(/^[/\\]+/, '')}`;
}
