/**
 * Directus's native WebSockets keep the rights they were opened with. Here each one ends when its
 * user is revoked, and none is opened with a token from before.
 */
import type { RegisterFunctions } from '@directus/extensions';
import type { Revocation } from '../kernel/revocation.ts';
import { endClient } from './native-websocket/answers.ts';
import type { Client } from './native-websocket/host.ts';

/** Of the range for applications: the user was signed out by the server. */
const CLOSE_CODE = 4401;

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
      () => endClient(client, CLOSE_CODE, 'Your access was revoked. Sign in again.'),
      generations.get(accountability),
    );
    registered.set(client, forget);
  }

  action('websocket.connect', ({ client }) => register(client as unknown as Client));
  action('websocket.auth.success', ({ client }) => register(client as unknown as Client));
  action('websocket.close', ({ client }) => registered.get(client as unknown as Client)?.());
}
