/** The OpenAPI 3.1 document, made of the same routes and schemas that answer the requests. */
import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { type Route, readsBody } from '../kernel/route.ts';

const ErrorBody = z
  .object({
    errors: z.array(
      z.object({
        message: z.string().describe('For people; may change.'),
        extensions: z.looseObject({ code: z.string().describe('Stable; see the API guide.') }),
      }),
    ),
  })
  .meta({ id: 'Errors' });

/** What any route may answer with, besides its own errors. */
const COMMON_ERRORS = [
  { status: 400, code: 'INVALID_QUERY', when: 'A parameter is unknown or has a wrong value.' },
  { status: 429, code: 'REQUESTS_EXCEEDED', when: 'Too many requests; see Retry-After.' },
  { status: 503, code: 'SERVICE_UNAVAILABLE', when: 'A part is down; see Retry-After.' },
] as const;
const SIGNED_IN_ERRORS = [
  { status: 401, code: 'INVALID_CREDENTIALS', when: 'No valid token.' },
  { status: 401, code: 'TOKEN_EXPIRED', when: 'The access token has run out; refresh it.' },
  { status: 403, code: 'FORBIDDEN', when: 'Not allowed to this user.' },
] as const;
const BODY_ERRORS = [
  { status: 400, code: 'INVALID_PAYLOAD', when: 'A field is unknown or has a wrong value.' },
  { status: 413, code: 'CONTENT_TOO_LARGE', when: 'The body is too large.' },
  { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', when: 'The body is not application/json.' },
] as const;

const IMPOSSIBLE_ID = {
  status: 404,
  code: 'NOT_FOUND',
  when: 'An id in the path is none of anything.',
} as const;

/** Of every list. */
const INVALID_CURSOR = {
  status: 400,
  code: 'INVALID_CURSOR',
  when: 'The cursor is damaged or belongs to another list or other filters.',
} as const;

/** The document as JSON text. `version` is the project's, `url` where the API is reached. */
export function openApiDocument(routes: readonly Route[], version: string, url: string): string {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'QuestCity API',
      version,
      description:
        'The routes that QuestCity adds to Directus. Sign in with Directus’s own /auth/login.',
      license: { name: 'GPL-3.0-only', identifier: 'GPL-3.0-only' },
    },
    servers: [{ url }],
    security: [{ accessToken: [] }],
    components: {
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', description: 'A Directus access token.' },
      },
    },
    paths,
  });
  return JSON.stringify(document);
}

function operation(route: Route) {
  const { params, query, body } = route;
  const hasKeys = (schema: z.ZodObject) => Object.keys(schema.shape).length > 0;
  return {
    operationId: route.name,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description && { description: route.description }),
    ...(route.access === 'public' && { security: [] }),
    requestParams: {
      ...(hasKeys(params) && { path: params }),
      ...(hasKeys(query) && { query }),
      ...(route.idempotent && { header: z.object({ 'Idempotency-Key': IDEMPOTENCY_KEY }) }),
    },
    ...(body && {
      requestBody: { required: true, content: { 'application/json': content(body) } },
    }),
    responses: responses(route),
  };
}

/** zod leaves out the examples of a schema that transforms something, so the body itself has one. */
function content(schema: z.ZodObject) {
  const [example] = schema.meta()?.examples ?? [];
  return { schema, ...(example !== undefined && { example }) };
}

const IDEMPOTENCY_KEY = z
  .string()
  .min(1)
  .max(255)
  .optional()
  .describe('Repeating a request with the same key and body returns the first answer.');

const FILE = z.string().meta({ override: { type: 'string', format: 'binary' } });

function responses(route: Route): ZodOpenApiResponsesObject {
  const result: ZodOpenApiResponsesObject = {};
  for (const { status, when } of [{ status: route.status, when: 'Done.' }, ...route.also]) {
    result[`${status}` as '200'] = {
      description: when,
      ...(route.response && { content: { 'application/json': { schema: route.response } } }),
      ...(route.file && { content: { 'application/octet-stream': { schema: FILE } } }),
    };
  }
  const errors = [
    ...COMMON_ERRORS,
    ...(route.access === 'public' ? [] : SIGNED_IN_ERRORS),
    ...(readsBody(route) ? BODY_ERRORS : []),
    ...(Object.keys(route.params.shape).length > 0 ? [IMPOSSIBLE_ID] : []),
    ...('cursor' in route.query.shape ? [INVALID_CURSOR] : []),
    ...route.errors,
  ];
  for (const [status, group] of Map.groupBy(errors, (error) => error.status)) {
    result[`${status}` as '400'] = {
      description: group.map(({ code, when }) => `\`${code}\`: ${when}`).join('\n\n'),
      content: { 'application/json': { schema: ErrorBody } },
    };
  }
  return result;
}
