/**
 * Directus's native WebSockets keep the rights they were opened with. Here each one ends when its
 * user is revoked, and none is opened with a token from before.
 */
import type { RegisterFunctions } from '@directus/extensions';
import type { Revocation } from '../kernel/revocation.ts';

interface Client {
  accountability: { user?: string | null } | null;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** Of the range for applications: the user was signed out by the server. */
const CLOSE_CODE = 4401;
/** For the client to answer the close; then the connection is cut. */
const FAREWELL_MS = 250;

export function endRevokedSockets(
  { action, filter }: Pick<RegisterFunctions, 'action' | 'filter'>,
  revocation: Revocation,
): void {
  /** Of an accountability in the making, the generation of the token it comes from. */
  const generations = new WeakMap<object, number>();
  const registered = new WeakMap<Client, () => void>();

  filter('websocket.authenticate', async (accountability, { message }) => {
    const { access_token: token } = message as { access_token?: unknown };
    if (typeof token === 'string') {
      const owner = await revocation.checkToken(token);
      if (owner) generations.set(accountability as object, owner.generation);
    }
    return accountability;
  });

  function register(client: Client): void {
    registered.get(client)?.();
    registered.delete(client);
    const { accountability } = client;
    if (!accountability?.user) return;
    const forget = revocation.connections.register(
      accountability.user,
      () => end(client),
      generations.get(accountability),
    );
    registered.set(client, forget);
  }

  action('websocket.connect', ({ client }) => register(client as unknown as Client));
  action('websocket.auth.success', ({ client }) => register(client as unknown as Client));
  action('websocket.close', ({ client }) => registered.get(client as unknown as Client)?.());
}

/** From here on it has no rights and nothing is sent, whatever it still asks while it closes. */
function end(client: Client): void {
  client.accountability = null;
  client.close(CLOSE_CODE, 'Your access was revoked. Sign in again.');
  setTimeout(() => client.terminate(), FAREWELL_MS).unref();
}
