/**
 * Directus's own modules of the native WebSocket. It has no hook for most of what is wrong there, and
 * hands none of this to extensions; so they are looked up, and there are no sockets without them.
 */

import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { HookExtensionContext } from '@directus/extensions';

type ServiceOptions = ConstructorParameters<HookExtensionContext['services']['ItemsService']>[1];
/** Who somebody is to Directus. */
export type Accountability = NonNullable<ServiceOptions['accountability']>;

/** A connection, before and after signing in. */
export interface Connection {
  readonly readyState: number;
  /** Bytes that have been sent and that the client's side has not taken yet. */
  readonly bufferedAmount: number;
  emit(event: string, ...values: unknown[]): boolean;
  on(event: 'close', listener: () => void): unknown;
  send(text: string): void;
  close(code: number, reason?: string): void;
  terminate(): void;
}

/** A connection that has signed in. */
export interface Client extends Connection {
  accountability: Accountability | null;
}

export interface Subscription {
  readonly client: Client;
  readonly collection: string;
  readonly uid?: string;
}

export interface SubscribeMessage {
  readonly type: string;
  readonly collection: string;
  readonly event?: string;
  readonly item?: string | number;
  readonly query?: object;
  readonly uid?: string | number;
}

export type UpgradeHandler = (
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  done: (connection: Connection) => void,
) => void;

export interface SubscribeHandler {
  readonly subscriptions: Record<string, Set<Subscription> | undefined>;
  subscribe(subscription: Subscription): void;
  unsubscribe(client: Client, uid?: string): void;
  onMessage(client: Client, message: SubscribeMessage): Promise<void>;
  dispatch(event: { action: string; collection: string }): Promise<void>;
}

export interface ItemsHandler {
  onMessage(client: Client, message: { collection: string; uid?: string | number }): Promise<void>;
}

/** What is used of Directus; each is checked to be there. */
export interface Host {
  /** Nothing when native WebSockets are switched off. */
  getWebSocketController():
    | { server: { options: { maxPayload: number }; handleUpgrade: UpgradeHandler } }
    | undefined;
  ItemsHandler: { prototype: ItemsHandler };
  SubscribeHandler: { prototype: SubscribeHandler };
  WebSocketError: new (...parts: never[]) => Error & { code: string };
  sanitizeQuery(
    query: object,
    schema: unknown,
    accountability: Accountability | null,
  ): Promise<object>;
  getIPFromReq(request: IncomingMessage): string | null;
}

const MODULES: Record<keyof Host, string> = {
  getWebSocketController: 'websocket/controllers/index',
  ItemsHandler: 'websocket/handlers/items',
  SubscribeHandler: 'websocket/handlers/subscribe',
  WebSocketError: 'websocket/errors',
  sanitizeQuery: 'utils/sanitize-query',
  getIPFromReq: 'utils/get-ip-from-req',
};

/**
 * Loaded by `import`: some of these await at their top level, which hostFunction of the kernel cannot.
 * @throws Error when one is not there, as after an update of Directus
 */
export async function loadHost(): Promise<Host> {
  const { resolve } = createRequire(import.meta.url);
  const host: Record<string, unknown> = {};
  for (const [name, path] of Object.entries(MODULES)) {
    const url = pathToFileURL(resolve(`@directus/api/${path}`)).href;
    host[name] = (await import(url))[name];
    if (typeof host[name] !== 'function') {
      throw new Error(`Directus's WebSockets have changed: there is no ${name}`);
    }
  }
  return host as unknown as Host;
}
