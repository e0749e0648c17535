import type { HookExtensionContext } from '@directus/extensions';
import { expect, test } from 'vitest';
import type { Client, Host, SubscribeHandler, Subscription } from './host.ts';
import { guardSubscriptions } from './subscriptions.ts';

/** A handler as Directus's, with the guard. */
function guarded(): SubscribeHandler {
  class Handler {
    readonly subscriptions: Record<string, Set<Subscription>> = {};
    subscribe(subscription: Subscription): void {
      this.subscriptions[subscription.collection] ??= new Set();
      this.subscriptions[subscription.collection]?.add(subscription);
    }
    unsubscribe(client: Client, uid?: string): void {
      for (const held of Object.values(this.subscriptions)) {
        for (const subscription of held) {
          if (subscription.client === client && subscription.uid === uid) held.delete(subscription);
        }
      }
    }
    async onMessage(): Promise<void> {}
    async dispatch(): Promise<void> {}
  }
  guardSubscriptions({ SubscribeHandler: Handler } as unknown as Host, {} as HookExtensionContext);
  return new Handler();
}

const client = (readyState = 1) => ({ readyState }) as Client;
const count = ({ subscriptions }: SubscribeHandler) => subscriptions.quests?.size ?? 0;

test('of a connection that has ended meanwhile none is kept', () => {
  const handler = guarded();
  handler.subscribe({ client: client(3), collection: 'quests' });
  expect(count(handler)).toBe(0);
});

test('the same name twice at once is one', () => {
  const handler = guarded();
  const own = client();
  for (let n = 0; n < 60; n++) handler.subscribe({ client: own, collection: 'quests', uid: 'a' });
  expect(count(handler)).toBe(1);
});

test('a connection has 50, also without names, and as many anew when they end', () => {
  const handler = guarded();
  const own = client();
  const fill = () => {
    for (let n = 0; n < 50; n++) handler.subscribe({ client: own, collection: 'quests' });
  };
  fill();
  expect(() => handler.subscribe({ client: own, collection: 'quests' })).toThrow(/limit of 50/);
  handler.unsubscribe(own);
  fill();
  handler.subscribe({ client: client(), collection: 'quests' });
  expect(count(handler)).toBe(51);
});
