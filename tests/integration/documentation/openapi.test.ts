/** The OpenAPI document: valid by itself, and true to the server. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Callers, callersOf } from '../../harness/api.ts';
import { type OpenApiDocument, readDocument, routesOf } from '../../harness/openapi.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';

let server: TestServer;
let as: Callers;
let document: OpenApiDocument;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
  document = await readDocument(server.url);
});
afterAll(() => server?.stop());

test('is valid by the rules of OpenAPI 3.1', async () => {
  const result = await new Validator().validate({ ...structuredClone(document) });
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
  expect(document.openapi).toMatch(/^3\.1\./);
});

test('needs no token, and says which routes do', async () => {
  const answer = await as.nobody.get('/api/v2/openapi.json');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  for (const { operation } of routesOf(document)) {
    expect(operation.responses, operation.operationId).toHaveProperty('503');
    if (operation.security?.length !== 0) expect(operation.responses).toHaveProperty('401');
  }
});

test('names each operation once, with a summary, a tag and every answer described', () => {
  const operations = routesOf(document).map(({ operation }) => operation);
  const names = operations.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const operation of operations as ((typeof operations)[number] & Record<string, unknown>)[]) {
    expect(operation.summary, operation.operationId).toBeTruthy();
    expect(operation.tags, operation.operationId).toHaveLength(1);
    for (const response of Object.values(operation.responses) as { description?: string }[]) {
      expect(response.description, operation.operationId).toBeTruthy();
    }
  }
});

/** What apps are promised, but for chats, which are not built. */
const CONTRACT = {
  '/me': 'GET PATCH DELETE',
  '/me/export': 'GET',
  '/users': 'GET',
  '/users/{id}': 'GET',
  '/users/{id}/lock': 'POST',
  '/users/{id}/unlock': 'POST',
  '/unlock-requests': 'GET POST',
  '/unlock-requests/{id}/approve': 'POST',
  '/unlock-requests/{id}/reject': 'POST',
  '/quests': 'GET',
  '/quests/{id}': 'GET',
  '/quests/{id}/favorite': 'PUT DELETE',
  '/favorites': 'GET',
  '/quests/{id}/reviews': 'GET',
  '/quests/{id}/review': 'PUT DELETE',
  '/reviews/{id}/response': 'PUT DELETE',
  '/quests/{id}/sessions': 'POST',
  '/sessions': 'GET',
  '/sessions/{id}': 'GET',
  '/sessions/{id}/members': 'POST',
  '/sessions/{id}/members/accept': 'POST',
  '/sessions/{id}/members/{userId}': 'DELETE',
  '/sessions/{id}/points/{pointId}/attempts': 'POST',
  '/sessions/{id}/attempts/batch': 'POST',
  '/sessions/{id}/points/{pointId}/radar': 'GET',
  '/sessions/{id}/abandon': 'POST',
  '/sessions/{id}/extend': 'POST',
  '/wallet': 'GET',
  '/wallet/entries': 'GET',
  '/friends': 'GET',
  '/friends/{userId}': 'DELETE',
  '/friend-requests': 'GET POST',
  '/friend-requests/{id}': 'DELETE',
  '/friend-requests/{id}/accept': 'POST',
  '/friend-requests/{id}/reject': 'POST',
  '/blocks': 'GET',
  '/blocks/{userId}': 'PUT DELETE',
};

test('has the routes of the public contract that are built', () => {
  const routes = routesOf(document).map(({ method, path }) => `${method} ${path}`);
  const promised = Object.entries(CONTRACT).flatMap(([path, methods]) =>
    methods.split(' ').map((method) => `${method} ${path}`),
  );
  expect(routes).toEqual(expect.arrayContaining(promised));
});

test('describes answers exactly: nothing may come that it does not name', () => {
  const objects: object[] = [];
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('properties' in value) objects.push(value);
    for (const inner of Object.values(value)) collect(inner);
  };
  collect(document.components?.schemas ?? {});
  for (const { operation } of routesOf(document)) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (status.startsWith('2')) collect(response);
    }
  }
  expect(objects.length).toBeGreaterThan(3);
  const loose = objects.filter(
    (schema) => !('additionalProperties' in schema) && !JSON.stringify(schema).includes('"code"'),
  );
  expect(loose).toEqual([]);
});

test('shows a body for every route that takes one, and the server takes it', async () => {
  const withBody = routesOf(document).filter(({ operation }) => operation.requestBody);
  expect(withBody.length).toBeGreaterThan(10);
  for (const { method, path, operation } of withBody) {
    const body = operation.requestBody?.content['application/json']?.example;
    expect(body, operation.operationId).toBeTypeOf('object');
    const place = `/api/v2${path.replace(/\{\w+\}/g, world.quest)}`;
    const answer = await as.administrator(method, place, { body });
    expect(answer.code, `${operation.operationId} ${answer.text}`).not.toBe('INVALID_PAYLOAD');
    expect(answer.status, operation.operationId).toBeLessThan(500);
  }
});

describe('every operation', () => {
  test('answers an administrator as it says', async () => {
    for (const { method, path } of routesOf(document)) {
      // The caller holds each answer against the document by itself.
      const answer = await as.administrator(
        method,
        `/api/v2${path.replace(/\{\w+\}/g, world.quest)}`,
      );
      expect(answer.status, `${method} ${path} ${answer.text}`).toBeLessThan(500);
      expect(answer.code, `${method} ${path}`).not.toBe('ROUTE_NOT_FOUND');
    }
  });
});

describe('the page', () => {
  test.each([
    ['/api/v2/docs', 'text/html'],
    ['/api/v2/docs/start.js', 'javascript'],
    ['/api/v2/docs/swagger-ui.css', 'text/css'],
    ['/api/v2/docs/swagger-ui-bundle.js', 'javascript'],
    ['/api/v2/docs/favicon-32x32.png', 'image/png'],
  ])('%s comes from this server', async (path, type) => {
    const answer = await as.nobody.get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain(type);
  });

  test('does not give out other files of the server', async () => {
    for (const path of [
      '/api/v2/docs/package.json',
      '/api/v2/docs/..%2f..%2fpackage.json',
      '/api/v2/docs/.env',
    ]) {
      const answer = await as.nobody.get(path);
      if (answer.status === 200) expect(answer.body?.name).toBe('swagger-ui-dist');
      else expect(answer.status).toBe(404);
    }
  });
});
