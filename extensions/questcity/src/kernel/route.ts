/**
 * A route is one value: where it is, who may call it, what goes in and out, and what answers it.
 * Validation, types and the OpenAPI document all come from it.
 */
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Actor } from './actor.ts';
import type { Database } from './database.ts';

/** What a handler gets besides its input. */
export interface Call {
  readonly actor: Actor;
  readonly database: Database;
  /** The present moment; passed in so that time limits can be tested without waiting. */
  readonly now: () => Date;
}

/** A call without a signed-in user. */
export type PublicCall = Omit<Call, 'actor'>;

/** A body that is JSON text already, for answers that PostgreSQL composed. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A body too large to be held at once: pieces of JSON text, sent as the client reads them. */
export class JsonStream {
  readonly pieces: AsyncIterable<string>;
  constructor(pieces: AsyncIterable<string>) {
    this.pieces = pieces;
  }
}

/** A body that is a file, for a route with `file`. */
export class FileBody {
  readonly stream: Readable;
  /** MIME type. */
  readonly type: string;
  readonly name: string;
  constructor(stream: Readable, type: string, name: string) {
    this.stream = stream;
    this.type = type;
    this.name = name;
  }
}

/** An answer with another status than the route's own; one of those that its `also` lists. */
export class Reply<Body> {
  readonly status: number;
  readonly body: Body;
  constructor(status: number, body: Body) {
    this.status = status;
    this.body = body;
  }
}

/**
 * Who may call: `public` everybody without a token; `player` any signed-in user who plays; a list
 * of policy ids: users with one of them. Administrators may call everything.
 */
export type Access = 'public' | 'player' | readonly string[];

/** A limit of one route, beyond that of all. */
export interface RouteLimit {
  /** Unique; under it the calls are counted. */
  name: string;
  points: number;
  seconds: number;
  /** What is counted by: the caller's address or network, or a part of the body, kept as a hash. */
  of: 'address' | ((body: unknown) => string);
}

type Shape = z.ZodObject;
type Empty = z.ZodObject<Record<never, never>>;

type BodyOf<Response extends z.ZodType> = z.input<Response> | JsonText | JsonStream;

/** What {@link route} takes. `response` is the schema of the whole body; without it the answer is 204. */
export interface RouteDefinition<
  A extends Access,
  Params extends Shape,
  Query extends Shape,
  Body extends Shape,
  Response extends z.ZodType,
> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below /api/v2, in Express's form: `/quests/:id`. */
  path: string;
  access: A;
  /** Unique name; the SDK's function and OpenAPI's operationId. */
  name: string;
  tag: string;
  summary: string;
  description?: string;
  params?: Params;
  query?: Query;
  body?: Body;
  response?: Response;
  /** Status of success; 200 with a response and 204 without unless given. */
  status?: 200 | 201 | 202 | 204;
  /** Further statuses of success with the same body, which the handler gives as a {@link Reply}. */
  also?: readonly { status: 200 | 201 | 202; when: string }[];
  /** The answer is a file: the handler gives a {@link FileBody}, and there is no `response`. */
  file?: true;
  /** Errors beyond those that every route can answer with: status and stable code. */
  errors?: readonly { status: number; code: string; when: string }[];
  limits?: readonly RouteLimit[];
  /** Accepts `Idempotency-Key`: see idempotency.ts. Runs the handler inside a transaction. */
  idempotent?: boolean;
  handle(
    input: { params: z.output<Params>; query: z.output<Query>; body: z.output<Body> },
    call: A extends 'public' ? PublicCall : Call,
  ): Promise<
    // biome-ignore lint/suspicious/noConfusingVoidType: a handler without an answer returns nothing
    z.ZodType extends Response ? void | FileBody : BodyOf<Response> | Reply<BodyOf<Response>>
  >;
}

/** A route whose types are forgotten, as the router and the OpenAPI document see it. */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly access: Access;
  readonly name: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body?: z.ZodObject;
  readonly response?: z.ZodType;
  readonly status: number;
  readonly also: readonly { status: number; when: string }[];
  readonly file: boolean;
  readonly errors: readonly { status: number; code: string; when: string }[];
  readonly limits: readonly RouteLimit[];
  readonly idempotent: boolean;
  handle(input: { params: unknown; query: unknown; body: unknown }, call: Call): Promise<unknown>;
}

/** Whether a request's body is read: also of a writing route without one, so that none slips through. */
export function readsBody({ method, body }: Route): boolean {
  return body !== undefined || ['post', 'put', 'patch'].includes(method);
}

const nothing = z.strictObject({});

/** With its examples, which a copy that is strict would lose. */
function strictBody(body: z.ZodObject): z.ZodObject {
  const strict = body.strict();
  const meta = body.meta();
  return meta ? strict.meta(meta) : strict;
}

/** Defines a route. Objects that go in are strict: an unknown key is a 400 that names it. */
export function route<
  const A extends Access,
  Params extends Shape = Empty,
  Query extends Shape = Empty,
  Body extends Shape = Empty,
  Response extends z.ZodType = z.ZodType,
>(definition: RouteDefinition<A, Params, Query, Body, Response>): Route {
  const { response, status, params, query } = definition;
  return {
    ...definition,
    params: params?.strict() ?? nothing,
    query: query?.strict() ?? nothing,
    body: definition.body && strictBody(definition.body),
    status: status ?? (response || definition.file ? 200 : 204),
    file: definition.file ?? false,
    also: definition.also ?? [],
    errors: definition.errors ?? [],
    limits: definition.limits ?? [],
    idempotent: definition.idempotent ?? false,
  } as unknown as Route;
}
