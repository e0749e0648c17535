import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../extensions/questcity/src/documentation/openapi.ts';
import { API_ROOT, routes } from '../../extensions/questcity/src/routes.ts';
import { generateRoutes } from './sdk-routes.ts';

type Document = Parameters<typeof generateRoutes>[0];

const text = { type: 'string' } as const;
const answers = (status: string, schema?: object) => ({
  [status]: { description: '', ...(schema && { content: { 'application/json': { schema } } }) },
  '404': { description: '`NOT_FOUND`: There is none.\n\n`LOCKED_POINT`: It is locked.' },
});
const object = (properties: Record<string, object>, required: string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

/** A document with one route. */
function documentOf(operation: Record<string, unknown>): Document {
  return {
    servers: [{ url: '/api/v2' }],
    paths: {
      '/sessions/{id}/points/{pointId}/attempts': {
        post: { operationId: 'attemptPoint', summary: 'Try', ...operation },
      },
    },
    components: {
      schemas: { Attempt: object({ id: text, part: { type: ['integer', 'null'] } }, ['id']) },
    },
  } as unknown as Document;
}

const path = ['id', 'pointId'].map((name) => ({ in: 'path', name, required: true, schema: text }));

describe('a route with everything', async () => {
  const generated = await generateRoutes(
    documentOf({
      description: 'Once per attempt.',
      parameters: [
        ...path,
        { in: 'query', name: 'latitude', required: true, schema: { type: 'number' } },
        { in: 'header', name: 'Idempotency-Key', schema: text },
      ],
      requestBody: {
        content: {
          'application/json': {
            schema: object({ codes: { type: 'array', items: text, minItems: 1, maxItems: 20 } }),
          },
        },
      },
      responses: answers(
        '201',
        object({ data: { $ref: '#/components/schemas/Attempt' } }, ['data']),
      ),
    }),
  );

  it('has a function: ids, body, query, options', () => {
    expect(generated).toContain(
      'attemptPoint(id: string, pointId: string, body: AttemptPointBody, query: AttemptPointQuery, ' +
        "options?: IdempotentCallOptions): Promise<AttemptPointResponse['data']>;",
    );
  });

  it('says what it does and throws', () => {
    expect(generated).toContain(' * Try.\n * Once per attempt.\n');
    expect(generated).toContain('@throws 404 NOT_FOUND, 404 LOCKED_POINT');
  });

  it('is in the table', () => {
    expect(generated).toContain(
      "attemptPoint: { method: 'POST', path: '/api/v2/sessions/{id}/points/{pointId}/attempts', " +
        "takes: ['body', 'query'], gives: 'data' },",
    );
  });

  it('has types, with lists as arrays', () => {
    expect(generated).toContain('codes?: string[];');
    expect(generated).toMatch(/export interface AttemptPointQuery \{\s+latitude: number;\s+\}/);
    expect(generated).toMatch(/data: Attempt;/);
    expect(generated).toMatch(
      /export interface Attempt \{\s+id: string;\s+part\?: number \| null;/,
    );
    expect(generated).not.toContain('AllTypes');
  });
});

describe('what a function gives', () => {
  const giving = (responses: object) => generateRoutes(documentOf({ parameters: path, responses }));

  it('is nothing without a body', async () => {
    expect(await giving(answers('204'))).toMatch(/options\?: CallOptions\): Promise<void>;/);
  });

  it('is the whole body when more than data is in it', async () => {
    const list = object({ data: { type: 'array', items: text }, meta: object({}) }, [
      'data',
      'meta',
    ]);
    const generated = await giving(answers('200', list));
    expect(generated).toContain('Promise<AttemptPointResponse>;');
    expect(generated).toContain("gives: 'body'");
  });
});

it('refuses a name that @directus/sdk has', async () => {
  const operation = { operationId: 'sendMessage', responses: answers('204') };
  await expect(generateRoutes(documentOf(operation))).rejects.toThrow('"sendMessage"');
});

it('the API guide lists every error code of the routes', async () => {
  const guide = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8');
  const codes = openApiDocument(routes, '', API_ROOT).match(/(?<=`)[A-Z]+(_[A-Z]+)+(?=`)/g) ?? [];
  expect(codes.length).toBeGreaterThan(0);
  expect(codes.filter((code) => !guide.includes(`\`${code}\``))).toEqual([]);
});
