/**
 * 1. When a token expires or a re-authentication fails, Directus 11 sets the client's accountability
 *    to null, which its services take for "no permission checks", and a closing socket still reads
 *    messages. Here such a client becomes nobody instead, with no rights at all, and a failed
 *    re-authentication ends the connection at once. (CVE-2026-126539)
 * 2. Browsers send cookies with WebSocket upgrades from any page, and Directus does not look at
 *    Origin. Here an upgrade from another origin is refused. (Cross-site WebSocket hijacking)
 * 3. An upgrade at a path that nobody serves is neither answered nor closed, so that anybody could use
 *    up the connections. Here it ends.
 * 4. An upgrade at an address that cannot be read (`http://[x/`) ends the process, also when nobody
 *    has signed in. Here Directus does not get to see it.
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

/** Goes before whatever else looks at the accountability of clients. */
export function keepAccountability({ action }: Pick<RegisterFunctions, 'action'>): void {
  action('websocket.connect', ({ client }) => neverNull(client as unknown as Client));
  action('websocket.auth.failure', ({ client }) => (client as unknown as Client).terminate());
}

/** Refuses upgrades from other origins, to other paths, and all while `isReady` is false. */
export function guardUpgrades(
  server: Server,
  env: Record<string, unknown>,
  isReady: () => boolean,
): void {
  const allowed: readonly string[] = Array.isArray(env.CORS_ORIGIN) ? env.CORS_ORIGIN : [];
  const origins = new Set([originOf(String(env.PUBLIC_URL)), ...allowed]);
  server.prependListener('upgrade', (request, socket) => {
    const refuse = (status: string) => {
      refuseUpgrade(socket, status);
      // Directus looks at the address next.
      request.url = '/';
    };
    const path = request.url?.split('?')[0] ?? '';
    if (path !== String(env.WEBSOCKETS_REST_PATH)) refuse('404 Not Found');
    else if (isForeign(request, origins)) refuse('403 Forbidden');
    else if (!isReady()) refuse('503 Service Unavailable');
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
function isForeign(request: IncomingMessage, origins: ReadonlySet<string | undefined>): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || origins.has(origin)) return false;
  return host === undefined || !URL.canParse(origin) || new URL(origin).host !== host;
}

/** Answers an upgrade with a status and ends its connection. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.destroy();
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
