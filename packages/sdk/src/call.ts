/** How a route becomes a request, and its answer a value or an error. */
import type { DirectusClient, DirectusError, RestConfig } from '@directus/sdk';

/** What every function takes last. */
export interface CallOptions {
  /** Ends the request, e.g. `AbortSignal.timeout(10_000)` (milliseconds). */
  signal?: AbortSignal;
  /** More headers for this request. */
  headers?: Record<string, string>;
}

/** Options of a command that may be repeated safely. */
export interface IdempotentCallOptions extends CallOptions {
  /**
   * The same key with the same body gets the first answer and does nothing again: make one per
   * command (a UUID), keep it until the answer has come, and send it with every repetition.
   */
  idempotencyKey?: string;
}

/** A route as the table in routes.generated.ts describes it. */
export interface RouteEntry {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `{name}` for each parameter, which are the function's first arguments in that order. */
  readonly path: string;
  /** What comes after them, each one argument. */
  readonly takes: readonly ('body' | 'query')[];
  /** What the function returns: the answer's `data`, the whole body (lists), a file, or nothing (204). */
  readonly gives: 'data' | 'body' | 'file' | 'nothing';
}

/** The parts of a client that a call needs. `getToken` is there once the client signs in. */
export type CallingClient = Pick<DirectusClient<unknown>, 'url' | 'globals'> & {
  getToken?: () => Promise<string | null>;
};

/**
 * Calls a route.
 * @param values the function's arguments
 * @throws DirectusError (plain object, as @directus/sdk throws it; see `isDirectusError`) when the
 *   server refuses; what `fetch` throws when it can't be reached
 */
export async function call(
  client: CallingClient,
  config: RestConfig,
  name: string,
  route: RouteEntry,
  values: readonly unknown[],
): Promise<unknown> {
  const rest = [...values];
  const path = route.path.replace(/\{(\w+)\}/g, (_, key: string) =>
    pathSegment(name, key, rest.shift()),
  );
  const input: { body?: unknown; query?: unknown } = {};
  for (const part of route.takes) input[part] = rest.shift();
  const options = (rest.shift() ?? {}) as IdempotentCallOptions;

  let request: RequestInit = {
    method: route.method,
    headers: {
      ...(input.body !== undefined && { 'Content-Type': 'application/json' }),
      ...(await authorization(client)),
      ...(options.idempotencyKey && { 'Idempotency-Key': options.idempotencyKey }),
      ...options.headers,
    },
    ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
    ...(options.signal && { signal: options.signal }),
    ...(config.credentials && { credentials: config.credentials }),
  };
  if (config.onRequest) request = await config.onRequest(request);

  const url = addressOf(client.url, path, input.query as Record<string, unknown> | undefined);
  const response = (await client.globals.fetch(url, request)) as Response;
  const answer = pick(await readBody(response, route.gives), route.gives);
  return config.onResponse ? config.onResponse(answer, request) : answer;
}

/** An id as a part of a path. A dot alone would lead to another route, an empty id too. */
function pathSegment(name: string, key: string, value: unknown): string {
  if (typeof value !== 'string' || /^\.{0,2}$/.test(value)) {
    throw new TypeError(`${name}: "${key}" must be an id, not ${JSON.stringify(value)}`);
  }
  return encodeURIComponent(value);
}

async function authorization(client: CallingClient): Promise<{ Authorization?: string }> {
  const token = await client.getToken?.();
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/** Below the client's URL, which may itself have a path. A list of values is joined by commas. */
function addressOf(base: URL, path: string, query: Record<string, unknown> = {}): string {
  const url = new URL(`${base.pathname.replace(/\/$/, '')}${path}`, base);
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(key, String(value));
  }
  return url.toString();
}

/** The body of a success. What a refusal becomes is what @directus/sdk's rest() makes of it. */
async function readBody(response: Response, gives: RouteEntry['gives']): Promise<unknown> {
  if (response.status === 204) return undefined;
  if (gives === 'file' && response.ok) return response.blob();
  const type = response.headers.get('Content-Type') ?? '';
  const isJson = type.toLowerCase().startsWith('application/json');
  const body: unknown = isJson ? await response.json() : await response.text();
  if (response.ok && isJson) return body;
  const errors = isJson ? (body as { errors?: unknown } | null)?.errors : body;
  const refusal = { message: firstMessage(errors), errors, response };
  throw refusal as DirectusError<Response>;
}

function firstMessage(errors: unknown): string {
  return (Array.isArray(errors) && (errors[0] as { message?: string } | undefined)?.message) || '';
}

function pick(body: unknown, gives: RouteEntry['gives']): unknown {
  switch (gives) {
    case 'data':
      return (body as { data: unknown }).data;
    case 'body':
    case 'file':
      return body;
    case 'nothing':
      return undefined;
  }
}
