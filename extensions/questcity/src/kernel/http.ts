/**
 * Mounts routes on Express. Every request goes the same way: rate limit, who is calling, input
 * checked against the route's schemas, handler, answer. The router stands in front of Directus's own
 * middleware (see docs/decisions), so what that would do for a route is done here; errors are passed
 * on and leave through Directus's error handler in Directus's form.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse as parseCookies } from 'cookie';
import express, {
  type Express,
  type NextFunction,
  type Request,
  type Response,
  Router,
} from 'express';
import type { z } from 'zod';
import { type Actor, type Authenticator, POLICY } from './actor.ts';
import type { Database } from './database.ts';
import {
  ContentTooLargeError,
  ForbiddenError,
  InvalidCredentialsError,
  InvalidPayloadError,
  InvalidQueryError,
  MethodNotAllowedError,
  NotFoundError,
  RouteNotFoundError,
  UnsupportedMediaTypeError,
} from './errors.ts';
import { idempotent } from './idempotency.ts';
import type { RouteLimiter } from './limits.ts';
import {
  type Call,
  FileBody,
  JsonStream,
  JsonText,
  Reply,
  type Route,
  type RouteLimit,
  readsBody,
} from './route.ts';

/** What the router needs from its surroundings. */
export interface HttpOptions {
  database: Database;
  authenticate: Authenticator;
  /** Name of Directus's session cookie. */
  sessionCookie: string;
  /** Largest JSON body, in the form of Express (`1mb`). */
  maxBody: string;
  now: () => Date;
  /** Makes the limiter of a route. */
  limiter: (limits: readonly RouteLimit[]) => RouteLimiter;
}

/** A router with all `routes`; answers 404 and 405 for the rest of its path. */
export function createRouter(routes: readonly Route[], options: HttpOptions): Router {
  const router = Router({ caseSensitive: true });
  const readBody = jsonBody(options.maxBody);
  const paths = Map.groupBy(routes, (route) => route.path);
  for (const [path, here] of paths) {
    const place = router.route(path);
    for (const route of here) {
      const handler = createHandler(route, options);
      if (readsBody(route)) place[route.method](readBody, handler);
      else place[route.method](handler);
    }
    const allowed = here.map((route) => route.method.toUpperCase());
    place.all((request, _response, next) =>
      next(new MethodNotAllowedError({ allowed, current: request.method })),
    );
  }
  return router;
}

/**
 * Mounts a router ahead of the headers that Directus sets for pages (content security policy and
 * such): JSON needs none of them, and making them costs a tenth of a short request. What limits the
 * load of the whole server stays in front. Without such headers it comes last, as always.
 */
export function mountInFront(app: Express, path: string, router: Router): void {
  app.use(path, router);
  // Express 4 has no public way to put a layer anywhere but last.
  const { stack } = app._router as { stack: { name: string }[] };
  const pages = stack.findIndex(({ name }) => name === 'contentSecurityPolicyMiddleware');
  const last = stack.pop();
  if (last) stack.splice(pages === -1 ? stack.length : pages, 0, last);
}

/** Ends a router: nothing that came before knew the path. */
export function routeNotFound(request: Request, _response: Response, next: NextFunction): void {
  next(new RouteNotFoundError({ path: request.originalUrl.split('?')[0] ?? '' }));
}

function createHandler(route: Route, options: HttpOptions) {
  const limit = route.limits.length > 0 ? options.limiter(route.limits) : undefined;
  return (request: Request, response: Response, next: NextFunction): void => {
    answer(route, options, request, response, limit).catch(next);
  };
}

async function answer(
  route: Route,
  options: HttpOptions,
  request: Request,
  response: Response,
  limit?: RouteLimiter,
): Promise<void> {
  const actor = route.access === 'public' ? undefined : await identify(route, options, request);
  const input = {
    params: parseParams(route, request.params),
    query: parse(route.query, request.query, InvalidQueryError),
    body: route.body ? parse(route.body, request.body, InvalidPayloadError) : undefined,
  };
  if (!route.body) refuseBody(request);
  await limit?.(request, response, input.body);
  const { database, now } = options;
  const call = { actor, database, now } as Call;

  const key = route.idempotent ? request.header('idempotency-key') : undefined;
  if (key === undefined || !actor) {
    const { status, body } = replyOf(route, await route.handle(input, call));
    if (body instanceof JsonStream) await sendPieces(response, status, body);
    else if (body instanceof FileBody) await sendFile(response, status, body);
    else send(response, status, body);
    return;
  }
  const first = await idempotent(
    database,
    { user: actor.id, key, route: `${request.method} ${request.path}`, body: request.body },
    async (transaction) => {
      const result = await route.handle(input, { ...call, database: transaction });
      const { status, body } = replyOf(route, result);
      return {
        status,
        body: body instanceof JsonText ? JSON.parse(body.text) : body,
      };
    },
  );
  if (first.repeated) response.setHeader('Idempotency-Replayed', 'true');
  send(response, first.status, first.body);
}

function replyOf(route: Route, result: unknown): Reply<unknown> {
  return result instanceof Reply ? result : new Reply(route.status, result);
}

/** The caller, if the route is open to them. */
async function identify(route: Route, options: HttpOptions, request: Request): Promise<Actor> {
  const token = readToken(request, options.sessionCookie);
  if (!token) throw new InvalidCredentialsError();
  const actor = await options.authenticate(token, request.ip);
  if (actor.admin) return actor;
  const needed = route.access === 'player' ? PLAYER_POLICIES : (route.access as readonly string[]);
  if (!needed.some((policy) => actor.policies.has(policy))) throw new ForbiddenError();
  return actor;
}

/** A manager may do all that a player may; see the roles in snapshots/access.yaml. */
const PLAYER_POLICIES: readonly string[] = [POLICY.player, POLICY.manager];

/** Bearer token, else the admin app's session cookie. Never from the URL, where logs would keep it. */
function readToken(request: Request, sessionCookie: string): string | undefined {
  const header = request.headers.authorization;
  if (header !== undefined) return /^bearer ([^\s]{1,4096})$/i.exec(header)?.[1];
  const cookies = request.headers.cookie;
  return cookies ? parseCookies(cookies)[sessionCookie] : undefined;
}

/** A path with an impossible id leads to nothing that exists. */
function parseParams(route: Route, params: unknown): unknown {
  const parsed = route.params.safeParse(params);
  if (!parsed.success) throw new NotFoundError({ thing: 'item' });
  return parsed.data;
}

function parse(
  schema: z.ZodType,
  value: unknown,
  Refusal: typeof InvalidQueryError | typeof InvalidPayloadError,
): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Refusal({ reason: describeIssues(parsed.error.issues) });
}

/** The issues as one sentence each, naming what was wrong and never repeating the value. */
export function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  return issues
    .slice(0, 10)
    .map((issue) => {
      const name = issue.path.join('.');
      if (issue.code === 'unrecognized_keys') {
        const keys = issue.keys
          .slice(0, 10)
          .map((key) => `"${name ? `${name}.` : ''}${key.slice(0, 64)}"`);
        return `${keys.join(', ')} ${keys.length > 1 ? 'are' : 'is'} unknown`;
      }
      return name ? `"${name}": ${issue.message}` : issue.message;
    })
    .join('; ');
}

/** A route without a body takes none, or an empty object. */
function refuseBody(request: Request): void {
  const body: unknown = request.body;
  if (body && typeof body === 'object' && Object.keys(body).length > 0) {
    throw new InvalidPayloadError({ reason: 'This route takes no body' });
  }
}

function sendHead(response: Response, status: number): void {
  response.statusCode = status;
  response.setHeader('Cache-Control', 'private, no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (status !== 204) response.setHeader('Content-Type', 'application/json; charset=utf-8');
}

/** An error after the first piece cuts the answer off: the client sees that it is not whole. */
async function sendPieces(response: Response, status: number, body: JsonStream): Promise<void> {
  const pieces = body.pieces[Symbol.asyncIterator]();
  const first = await pieces.next();
  sendHead(response, status);
  if (!first.done) response.write(first.value);
  await pipeline(Readable.from({ [Symbol.asyncIterator]: () => pieces }), response).catch(
    (error: NodeJS.ErrnoException) => {
      // A client that went away is no fault of ours.
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    },
  );
}

async function sendFile(response: Response, status: number, body: FileBody): Promise<void> {
  sendHead(response, status);
  response.attachment(body.name);
  response.setHeader('Content-Type', body.type);
  // A page that somebody uploaded must not act in this origin's name.
  response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
  // What breaks off can be told only by breaking off too.
  await pipeline(body.stream, response).catch(() => undefined);
}

function send(response: Response, status: number, body: unknown): void {
  sendHead(response, status);
  if (status === 204) {
    response.end();
    return;
  }
  response.end(body instanceof JsonText ? body.text : JSON.stringify(body));
}

function jsonBody(limit: string) {
  const readJson = express.json({ limit, strict: true });
  return (request: Request, response: Response, next: NextFunction): void => {
    const type = request.headers['content-type'];
    const empty = request.headers['content-length'] === '0';
    if (type && !empty && !request.is('application/json')) {
      const named = type.split(';')[0]?.slice(0, 64) ?? '';
      next(new UnsupportedMediaTypeError({ mediaType: named, where: 'Content-Type header' }));
      return;
    }
    readJson(request, response, (error?: unknown) => {
      if (!error) return next();
      const { status, type: kind } = error as { status?: number; type?: string };
      if (status === 413) return next(new ContentTooLargeError());
      if (status === 415) {
        return next(new UnsupportedMediaTypeError({ mediaType: kind ?? '', where: 'body' }));
      }
      return next(new InvalidPayloadError({ reason: 'The body is not valid JSON' }));
    });
  };
}
