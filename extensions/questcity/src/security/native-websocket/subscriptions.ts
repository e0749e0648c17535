/**
 * Subscriptions: only to what the caller may read. Directus tells every subscriber of a collection the
 * ids of what is deleted there, since of a row that is gone nobody can say who could read it. Here
 * deletions are told to administrators and nobody else, which is the one rule that cannot leak.
 */
import type { HookExtensionContext } from '@directus/extensions';
import { ForbiddenError, LimitReachedError } from '../../kernel/errors.ts';
import type { Client, Host, SubscribeHandler, SubscribeMessage, Subscription } from './host.ts';
import { answerWith, ownCollection } from './items.ts';

type Context = Pick<HookExtensionContext, 'database' | 'getSchema' | 'logger' | 'services'>;

/** The admin app needs none. Each costs a query whenever a row of its collection changes. */
const MOST_OF_A_CONNECTION = 50;

/** Changes of the data model, which Directus tells without looking at anybody's rights. */
const DATA_MODEL: ReadonlySet<string> = new Set([
  'directus_collections',
  'directus_extensions',
  'directus_fields',
  'directus_relations',
]);

const OPEN = 1;

export function guardSubscriptions(host: Host, context: Context): void {
  const answer = answerWith(host, context);
  const { prototype } = host.SubscribeHandler;
  const { onMessage, subscribe, dispatch } = prototype;
  const subscriptions = new WeakMap<Client, Set<Subscription>>();

  /** Those of a client that the handler still has. */
  function heldBy(client: Client, handler: SubscribeHandler): Set<Subscription> {
    const held = subscriptions.get(client) ?? new Set();
    subscriptions.set(client, held);
    for (const subscription of held) {
      const still = handler.subscriptions[subscription.collection]?.has(subscription);
      if (!still) held.delete(subscription);
    }
    return held;
  }

  /** @throws LimitReachedError unless there is room for one more, or one of this uid to be replaced */
  function expectRoom(held: Set<Subscription>, uid: string | undefined): void {
    if (held.size < MOST_OF_A_CONNECTION) return;
    if (uid !== undefined && [...held].some((subscription) => subscription.uid === uid)) return;
    throw new LimitReachedError({ limit: MOST_OF_A_CONNECTION, of: 'subscriptions' });
  }

  prototype.onMessage = async function (client, message) {
    const { type, uid } = message;
    try {
      if (type === 'subscribe') {
        expectRoom(heldBy(client, this), uid === undefined ? undefined : String(uid));
        await expectReadable(host, context, client, message);
      }
    } catch (error) {
      await answer(client, 'subscribe', error, uid);
      return;
    }
    await onMessage.call(this, client, message);
  };

  // Many may have been asked for at once, and the connection may have ended since.
  prototype.subscribe = function (subscription) {
    const { client, uid } = subscription;
    if (client.readyState !== OPEN) return;
    if (uid !== undefined) this.unsubscribe(client, uid);
    const held = heldBy(client, this);
    expectRoom(held, undefined);
    subscribe.call(this, subscription);
    held.add(subscription);
  };

  prototype.dispatch = async function (event) {
    if (event.action !== 'delete') return dispatch.call(this, event);
    const all = [...(this.subscriptions[event.collection] ?? [])];
    const told = new Set(all.filter(({ client }) => client.accountability?.admin));
    const handler: SubscribeHandler = Object.create(this, {
      subscriptions: { value: { [event.collection]: told } },
    });
    return dispatch.call(handler, event);
  };
}

/**
 * Reads as the subscription will: what is refused or cannot be read then is refused at once.
 * @throws ForbiddenError, or what reading throws
 */
async function expectReadable(
  host: Host,
  context: Context,
  { accountability }: Client,
  { collection, event, item, query = {} }: SubscribeMessage,
): Promise<void> {
  const schema = await ownCollection(context, collection);
  if (!accountability?.admin && (event === 'delete' || DATA_MODEL.has(collection))) {
    throw new ForbiddenError();
  }
  if (DATA_MODEL.has(collection)) return;
  const wanted = await host.sanitizeQuery(query, schema, accountability);
  const service = new context.services.ItemsService(collection, { schema, accountability });
  if (item !== undefined) await service.readOne(String(item), wanted);
  else await service.readByQuery({ ...wanted, limit: 1 });
}
