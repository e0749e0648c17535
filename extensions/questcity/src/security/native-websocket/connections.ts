/**
 * How large a message may be, how much may wait for a client to read it, and how many connections
 * anybody may have, on each node: of a user, and, of those that have not signed in yet, of a network.
 * Directus bounds only the sum of all.
 */
import type { IncomingMessage } from 'node:http';
import type { RegisterFunctions } from '@directus/extensions';
import { clientNetwork } from '../../kernel/address.ts';
import { answerError, endClient, ownerOf } from './answers.ts';
import { Bound } from './bound.ts';
import { checkFrames } from './frames.ts';
import type { Client, Connection, Host } from './host.ts';
import { refuseUpgrade } from './upgrades.ts';

/** Devices, tabs, and connections that a phone has lost and the server not yet. */
const MOST_OF_A_USER = 20;
/** They last for WEBSOCKETS_REST_AUTH_TIMEOUT, and a mobile network may share an address. */
const MOST_WAITING_OF_A_NETWORK = 50;
/** What a client has not read yet is held in memory: a few large answers, on a slow network. */
const MOST_UNREAD_BYTES = 4 << 20;
/** Of the range for applications, after HTTP's 429. */
const CLOSE_CODE = 4429;

/** Watches connections from their sign-in on; `start` also those before it. */
export function boundConnections({ action }: Pick<RegisterFunctions, 'action'>) {
  const waiting = new Bound<Connection>(MOST_WAITING_OF_A_NETWORK);
  const signedIn = new Bound<Client>(MOST_OF_A_USER);
  const known = new WeakSet<Connection>();

  function welcome(client: Client): void {
    waiting.release(client);
    known.add(client);
    if (signedIn.hold(ownerOf(client.accountability), client)) return;
    const message = `A user has at most ${MOST_OF_A_USER} connections at a time.`;
    answerError(client, 'server', { code: 'LIMIT_REACHED', message });
    endClient(client, CLOSE_CODE, message);
  }

  action('websocket.connect', ({ client }) => welcome(client as unknown as Client));
  action('websocket.auth.success', ({ client }) => welcome(client as unknown as Client));
  action('websocket.close', ({ client }) => signedIn.release(client as unknown as Client));

  return {
    /** @param maxBytes of a message */
    start(host: Host, maxBytes: number): void {
      const server = host.getWebSocketController()?.server;
      if (!server) return;
      server.options.maxPayload = maxBytes;
      const networkOf = (request: IncomingMessage) =>
        clientNetwork(host.getIPFromReq(request) ?? '');
      const handleUpgrade = server.handleUpgrade.bind(server);
      server.handleUpgrade = (request, socket, head, done) => {
        const network = networkOf(request);
        if (waiting.isFull(network)) return refuseUpgrade(socket, '429 Too Many Requests');
        handleUpgrade(request, socket, head, (connection) => {
          waiting.hold(network, connection);
          connection.on('close', () => waiting.release(connection));
          checkFrames(connection, () => known.has(connection));
          expectReader(connection);
          done(connection);
        });
      };
    },
  };
}

/** Ends a connection whose client asks, or is told, but does not read: no goodbye would reach it. */
function expectReader(connection: Connection): void {
  const send = connection.send.bind(connection);
  connection.send = (text) => {
    if (connection.bufferedAmount > MOST_UNREAD_BYTES) connection.terminate();
    else send(text);
  };
}
