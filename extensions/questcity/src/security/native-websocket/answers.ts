/** Answers to messages that are not followed, in the form of Directus's own. */
import { isDirectusError } from '../../kernel/errors.ts';
import type { Accountability, Client, Connection } from './host.ts';

export type Uid = string | number;

/** What went wrong, as the answer says it. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** @param type what the message was about, as Directus calls it: `server`, `auth`, `items`, `subscribe` */
export function answerError(
  connection: Connection,
  type: string,
  { code, message }: Refusal,
  uid?: Uid,
): void {
  const error = { code, message };
  connection.send(
    JSON.stringify({ type, status: 'error', error, ...(uid !== undefined && { uid }) }),
  );
}

/** For what nobody has foreseen; it is logged. */
export const UNEXPECTED: Refusal = {
  code: 'INTERNAL_SERVER_ERROR',
  message: 'An unexpected error occurred.',
};

/** The refusal that an error of the API is; undefined for any other error. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!isDirectusError(error)) return undefined;
  return { code: error.code, message: error.message };
}

/** How long a client may take to answer the close; then the connection is cut. */
const FAREWELL_MS = 250;

/** Ends a connection. It has no rights from here on, whatever it still asks while it closes. */
export function endClient(client: Client, code: number, reason: string): void {
  client.accountability = null;
  client.close(code, reason);
  setTimeout(() => client.terminate(), FAREWELL_MS).unref();
}

/** Who a client is counted as. */
export function ownerOf(accountability: Accountability | null): string {
  return accountability?.user ?? accountability?.share ?? 'nobody';
}
