/**
 * Two guards on Directus's native WebSocket.
 *
 * 1. When a token expires or a re-authentication fails, Directus 11 sets the client's accountability
 *    to null, which its services take for "no permission checks", and a closing socket still reads
 *    messages. Here such a client becomes nobody instead, with no rights at all, and a failed
 *    re-authentication ends the connection at once. (CVE-2026-126539)
 * 2. Browsers send cookies with WebSocket upgrades from any page, and Directus does not look at
 *    Origin. Here an upgrade from another origin is refused. (Cross-site WebSocket hijacking)
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RegisterFunctions } from '@directus/extensions';

/** A user without an identity and without rights; the opposite of accountability `null`. */
const NOBODY = Object.freeze({
  user: null,
  role: null,
  roles: Object.freeze([]),
  admin: false,
  app: false,
  ip: null,
});

interface Client {
  accountability: unknown;
  terminate(): void;
}

/** Registers both guards. `allowedOrigins` come besides the server's own. */
export function guardNativeWebSocket(
  { action }: Pick<RegisterFunctions, 'action'>,
  { publicUrl, allowedOrigins }: { publicUrl: string; allowedOrigins: readonly string[] },
): void {
  action('websocket.connect', ({ client }) => neverNull(client as unknown as Client));
  action('websocket.auth.failure', ({ client }) => (client as unknown as Client).terminate());
  action('server.start', ({ server }) => {
    const allowed = new Set([originOf(publicUrl), ...allowedOrigins]);
    (server as unknown as Server).prependListener('upgrade', (request, socket) =>
      refuseForeignOrigin(request, socket, allowed),
    );
  });
}

/** Makes the client's accountability an object for good. */
function neverNull(client: Client): void {
  let accountability = client.accountability ?? NOBODY;
  Object.defineProperty(client, 'accountability', {
    get: () => accountability,
    set: (value: unknown) => {
      accountability = value ?? NOBODY;
    },
  });
}

/** Only browsers send Origin; an app has no cookies that another page could use. */
export function refuseForeignOrigin(
  request: IncomingMessage,
  socket: Duplex,
  allowed: ReadonlySet<string | undefined>,
): void {
  const { origin, host } = request.headers;
  if (origin === undefined || allowed.has(origin)) return;
  if (host !== undefined && URL.canParse(origin) && new URL(origin).host === host) return;
  socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  socket.destroy();
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
