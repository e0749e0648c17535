/**
 * Directus's native WebSocket, closed where it is open: who may connect and from where (upgrades.ts),
 * how much of it (connections.ts, frames.ts), what may be said (messages.ts) and how it is answered
 * (items.ts, subscriptions.ts).
 */
import type { Server } from 'node:http';
import type { HookExtensionContext, RegisterFunctions } from '@directus/extensions';
import { bytesOf } from '../../kernel/fields.ts';
import { limitPerUser } from '../../kernel/limits.ts';
import { ownerOf } from './answers.ts';
import { boundConnections } from './connections.ts';
import { type Client, type Host, loadHost } from './host.ts';
import { answerItems, answerWith } from './items.ts';
import { checkMessage } from './messages.ts';
import { guardSubscriptions } from './subscriptions.ts';
import { guardUpgrades, keepAccountability } from './upgrades.ts';

/** Goes through Directus in place of a message that was answered here; nobody listens to it. */
const ANSWERED = { type: 'answered' };

/** Registers the guards; while they are not in place, nobody connects. */
export function guardNativeWebSocket(
  register: Pick<RegisterFunctions, 'action' | 'filter' | 'init'>,
  context: HookExtensionContext,
): void {
  const { action, filter, init } = register;
  const { env, logger } = context;
  let host: Host | undefined;

  keepAccountability(register);
  const connections = boundConnections(register);
  const countMessage = limitPerUser(env, 'questcity-websocket');

  filter('websocket.message', async (payload, meta) => {
    if (!host) return ANSWERED;
    const message = payload as { type: string; uid?: string | number };
    const client = meta.client as Client;
    try {
      await countMessage(ownerOf(client.accountability));
      checkMessage(client, message);
      return message;
    } catch (error) {
      await answerWith(host, context)(client, message.type, error, message.uid);
      return ANSWERED;
    }
  });

  init('app.before', async () => {
    try {
      const found = await loadHost();
      answerItems(found, context);
      guardSubscriptions(found, context);
      host = found;
    } catch (error) {
      logger.error(error);
    }
  });

  action('server.start', ({ server }) => {
    const isGuarded = () => host !== undefined;
    guardUpgrades(server as unknown as Server, env, isGuarded);
    if (host) connections.start(host, bytesOf(env.MAX_PAYLOAD_SIZE));
  });
}
