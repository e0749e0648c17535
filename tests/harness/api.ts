/**
 * Calls a server as one of the accounts. Every answer of /api/v2 is checked against the server's own
 * OpenAPI document, so that no route can answer with anything but what it promises.
 */
import { type Account, type AccountName, accounts } from './accounts.ts';
import { OpenApiChecker } from './openapi.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when there is none or it is something else. */
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the body
  readonly body: any;
  /** `errors[0].extensions.code`, if there is one. */
  readonly code: string | undefined;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, instead of `body` as JSON. */
  readonly raw?: string | FormData;
}

/** Calls as one person. */
export interface Caller {
  (method: string, path: string, options?: CallOptions): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  put(path: string, body?: unknown): Promise<Answer>;
  patch(path: string, body?: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  /** The same as `get` of /graphql with variables. */
  graphql(query: string, variables?: Record<string, unknown>): Promise<Answer>;
}

export type Callers = Record<AccountName | 'nobody', Caller> & {
  /** With any other token. */
  withToken(token: string): Caller;
};

/** Callers for all accounts, and for `nobody` without a token. */
export function callersOf(url: string): Callers {
  const checker = new OpenApiChecker(url);
  const withToken = (token: string | undefined) => caller(url, token, checker);
  const entries = Object.entries<Account>(accounts).map(([name, { token }]) => [
    name,
    withToken(token),
  ]);
  return { ...Object.fromEntries(entries), nobody: withToken(undefined), withToken };
}

function caller(url: string, token: string | undefined, checker: OpenApiChecker): Caller {
  const call = async (method: string, path: string, options: CallOptions = {}): Promise<Answer> => {
    const { body, raw, headers } = options;
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
    const answer = await readAnswer(response);
    await checker.check(method, path, answer);
    return answer;
  };
  return Object.assign(call, {
    get: (path: string) => call('GET', path),
    post: (path: string, body?: unknown) => call('POST', path, { body }),
    put: (path: string, body?: unknown) => call('PUT', path, { body }),
    patch: (path: string, body?: unknown) => call('PATCH', path, { body }),
    delete: (path: string) => call('DELETE', path),
    graphql: (query: string, variables?: Record<string, unknown>) =>
      call('POST', '/graphql', { body: { query, variables } }),
  });
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  let body: Answer['body'];
  try {
    body = text === '' ? undefined : JSON.parse(text);
  } catch {
    body = undefined;
  }
  const code: unknown = body?.errors?.[0]?.extensions?.code;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body,
    code: typeof code === 'string' ? code : undefined,
  };
}

/** A query string of parameters, each value as JSON unless it is text already. */
export function query(parameters: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return `${encodeURIComponent(name)}=${encodeURIComponent(text)}`;
    });
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}
