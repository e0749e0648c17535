/** Directus answers only the mistakes it knows, and those without their uid; here everything is answered. */
import type { HookExtensionContext } from '@directus/extensions';
import { translateError } from '../../kernel/error-translation.ts';
import { ForbiddenError } from '../../kernel/errors.ts';
import { answerError, type Refusal, refusalOf, type Uid, UNEXPECTED } from './answers.ts';
import type { Client, Host } from './host.ts';

type Context = Pick<HookExtensionContext, 'database' | 'getSchema' | 'logger'>;

/** Tells a client what came of its message instead of an answer. */
export function answerWith(host: Host, { database, logger }: Omit<Context, 'getSchema'>) {
  return async (client: Client, type: string, error: unknown, uid?: Uid): Promise<void> => {
    // A validation that failed throws one error for each field.
    const first = Array.isArray(error) ? error[0] : error;
    const refusal: Refusal | undefined =
      first instanceof host.WebSocketError
        ? first
        : refusalOf(await translateError(database, first, true));
    if (!refusal) logger.error(first);
    answerError(client, type, refusal ?? UNEXPECTED, uid);
  };
}

/** Reads and writes of rows. */
export function answerItems(host: Host, context: Context): void {
  const answer = answerWith(host, context);
  const { prototype } = host.ItemsHandler;
  const { onMessage } = prototype;
  prototype.onMessage = async function (client, message) {
    try {
      await ownCollection(context, message.collection);
      await onMessage.call(this, client, message);
    } catch (error) {
      await answer(client, 'items', error, message.uid);
    }
  };
}

/**
 * The schema, in which a collection must be; what every object has (`toString`) is none.
 * @throws ForbiddenError, as for a collection that is closed to the caller
 */
export async function ownCollection({ getSchema }: Pick<Context, 'getSchema'>, collection: string) {
  const schema = await getSchema();
  if (!Object.hasOwn(schema.collections, collection)) throw new ForbiddenError();
  return schema;
}
