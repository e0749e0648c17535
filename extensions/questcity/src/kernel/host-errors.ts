/**
 * Mistakes in requests that Directus 11 does not recognise as such: it stumbles over them and would
 * answer 500. Here they become 400, so that an error of the server is one. Found by sending hostile
 * input to every door: tests/integration/input.
 */
import {
  ContentTooLargeError,
  InvalidCredentialsError,
  InvalidPayloadError,
  InvalidQueryError,
  isDirectusError,
} from './errors.ts';
import { isRedisAway } from './redis.ts';

/** Where Directus reads what a request asks for or brings; paths below its `dist`. */
const READERS = [
  'utils/(?:sanitize|validate)-',
  'utils/get-cache-key',
  'middleware/validate-batch',
  'database/(?:run-ast|get-ast-from-query|helpers/date)/',
  'permissions/modules/process-(?:ast|payload)/',
  'services/(?:items|users|payload|import-export|graphql)',
];
const READING = new RegExp(
  `@directus/api/dist/(?:${READERS.join('|')})|@directus/(?:errors|validation|utils)/dist/|/json2csv/`,
);

/** Messages of the multipart reader and of the storage, which carry nothing else to know them by. */
const UPLOADS = /^(?:Multipart: Boundary not found|Malformed part header|Unexpected end of form)$/;
const NO_STORAGE = /^Location ".*" doesn't exist\.$/s;

/** knex refuses to ask the database for what a body lacks: a translation without its key. */
const UNDEFINED_VALUE = /^Undefined binding\(s\) detected/;

/** The word of the body parser, which Directus passes on as one about the payload. */
const TOO_LARGE = 'request entity too large';

/** Where a session is looked for that was ended while it was being refreshed. */
const ENDED_SESSION = /\bupdateStatefulSession\b.*services\/authentication/;

/** PostgreSQL refuses the statement itself, apart from what we forgot: rights and missing tables. */
const IMPOSSIBLE_STATEMENT = /^(?:42(?!501|P01)|428C9)/;

/**
 * The API's error for a mistake in a request to one of Directus's own routes; undefined when the
 * error is none that is known.
 */
export function explainHostError(error: unknown): Error | undefined {
  if (isDirectusError<{ reason?: string }>(error, 'INVALID_PAYLOAD')) {
    return error.extensions.reason === TOO_LARGE ? new ContentTooLargeError() : undefined;
  }
  if (!(error instanceof Error) || isDirectusError(error)) return undefined;
  if (UPLOADS.test(error.message)) {
    return new InvalidPayloadError({ reason: 'The upload is no complete multipart form' });
  }
  // From an upload that names a `storage` that there is not.
  if (NO_STORAGE.test(error.message)) {
    return new InvalidPayloadError({ reason: 'There is no such storage' });
  }
  if (UNDEFINED_VALUE.test(error.message)) {
    return new InvalidPayloadError({ reason: 'A value that is needed is missing' });
  }
  const { code = '', stack = '' } = error as Error & { code?: string };
  if (IMPOSSIBLE_STATEMENT.test(code)) {
    return new InvalidQueryError({ reason: 'A field cannot be used in this way' });
  }
  const stumbled = /^(?:Type|Range|Syntax)?Error$/.test(error.name) && code === '';
  if (stumbled && ENDED_SESSION.test(stack)) return new InvalidCredentialsError();
  if (stumbled && READING.test(stack)) {
    return new InvalidQueryError({ reason: 'It has a form that cannot be read' });
  }
  return undefined;
}

/**
 * Some mistakes reject a promise that Directus 11 awaits nowhere (a nested `deep`), which would end
 * the process: one request by anybody would take the server down. So does all that it tells Redis
 * while that is away, and a recursion that is too deep, whose stack no longer shows where it began.
 * They are logged instead. Anything else still ends it.
 */
export function surviveUnawaitedRefusals(warn: (error: unknown) => void): void {
  process.on('unhandledRejection', (reason) => {
    const expected =
      isDirectusError(reason) ||
      explainHostError(reason) ||
      isRedisAway(reason) ||
      isStackOverflow(reason);
    if (!expected) throw reason;
    warn(reason);
  });
}

const isStackOverflow = (error: unknown) =>
  error instanceof RangeError && error.message === 'Maximum call stack size exceeded';
