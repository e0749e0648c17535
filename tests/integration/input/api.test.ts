/**
 * Bad input at each route of /api/v2, worked out from the OpenAPI document: always refused with a
 * reason, and never an error of the server.
 */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Callers, callersOf } from '../../harness/api.ts';
import { type DescribedRoute, readDocument, routesOf } from '../../harness/openapi.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';
import { expectRefusal } from './refusal.ts';
import { HOSTILE, WRONG_JSON, wrongTexts } from './schema-values.ts';

const ROOT = '/api/v2';

/** What fits into a URL: Node itself refuses longer ones, and lone surrogates cannot be encoded. */
const WITHIN_A_URL = HOSTILE.filter(
  (text) => text.isWellFormed() && encodeURIComponent(text).length < 12_000,
);

let server: TestServer;
let as: Callers;
let routes: DescribedRoute[];

beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
  routes = routesOf(await readDocument(server.url));
});
afterAll(() => server?.stop());

/** The path of a route with ids that exist. */
function pathOf(route: DescribedRoute, replace: Record<string, string> = {}): string {
  return ROOT + route.path.replace(/\{(\w+)\}/g, (_, name: string) => replace[name] ?? world.quest);
}

const parametersOf = (route: DescribedRoute, place: string) =>
  (route.operation.parameters ?? []).filter((parameter) => parameter.in === place);

const sends = ({ method, operation }: DescribedRoute) =>
  operation.requestBody !== undefined || ['POST', 'PUT', 'PATCH'].includes(method);

/** Each route in turn, as a step of one test: the routes are known only once the server runs. */
async function everyRoute(
  check: (route: DescribedRoute, name: string) => Promise<void>,
): Promise<void> {
  expect(routes.length).toBeGreaterThan(0);
  for (const route of routes) await check(route, `${route.method} ${route.path}`);
}

const open = (route: DescribedRoute) => route.operation.security?.length === 0;

describe('every route refuses', () => {
  test('callers without a valid token', async () => {
    await everyRoute(async (route, name) => {
      if (open(route)) return;
      const tries: Record<string, string>[] = [
        {},
        { Authorization: 'Bearer x' },
        { Authorization: 'Basic eDp5' },
        { Authorization: `Bearer ${'x'.repeat(6000)}` },
        { Authorization: 'Bearer' },
        { Cookie: 'directus_session_token=x.y.z' },
      ];
      for (const headers of tries) {
        const answer = await as.nobody(route.method, pathOf(route), { headers });
        expectRefusal(answer, name, [401]);
      }
    });
  });

  test('unknown parameters, and names them', async () => {
    await everyRoute(async (route, name) => {
      for (const unknown of ['unknown', 'fields', 'access_token', 'limit[]', 'cursor[x]']) {
        const answer = await as.administrator(
          route.method,
          `${pathOf(route)}?${encodeURIComponent(unknown)}=1`,
        );
        expectRefusal(answer, `${name} ${unknown}`, [400]);
        expect(answer.text).toContain(unknown.split('[')[0]);
      }
    });
  });

  test('wrong values of each parameter, and names it', async () => {
    await everyRoute(async (route, name) => {
      for (const parameter of parametersOf(route, 'query')) {
        for (const text of wrongTexts(parameter.schema)) {
          const path = `${pathOf(route)}?${parameter.name}=${encodeURIComponent(text)}`;
          const answer = await as.administrator(route.method, path);
          expectRefusal(answer, `${name} ${parameter.name}=${text.slice(0, 40)}`, [400]);
          expect(answer.text).toContain(parameter.name);
        }
      }
    });
  });

  test('a parameter that is given twice or as something else', async () => {
    await everyRoute(async (route, name) => {
      for (const { name: parameter } of parametersOf(route, 'query')) {
        for (const text of [
          `${parameter}=1&${parameter}=2`,
          `${parameter}[]=1`,
          `${parameter}[a]=1`,
          `${parameter}[a][b]=1`,
        ]) {
          const answer = await as.administrator(route.method, `${pathOf(route)}?${text}`);
          expectRefusal(answer, `${name} ${text}`, [400]);
        }
      }
    });
  });

  test('hostile ids in its path', async () => {
    await everyRoute(async (route, name) => {
      for (const { name: parameter } of parametersOf(route, 'path')) {
        for (const text of WITHIN_A_URL) {
          const path = pathOf(route, { [parameter]: encodeURIComponent(text) });
          const answer = await as.administrator(route.method, path);
          expectRefusal(answer, `${name} ${parameter}=${text.slice(0, 40)}`, [400, 404]);
        }
      }
    });
  });

  test('bodies that are not JSON objects of its form', async () => {
    await everyRoute(async (route, name) => {
      if (!sends(route)) return;
      const json = { 'Content-Type': 'application/json' };
      for (const raw of [
        '{',
        '[]',
        '"x"',
        '1',
        'null',
        '{"a":}',
        '\u0000',
        '['.repeat(50_000),
        '{"a":'.repeat(5000),
      ]) {
        const answer = await as.administrator(route.method, pathOf(route), { raw, headers: json });
        // A route without a body takes an empty one of any kind.
        const bare = !route.operation.requestBody;
        if (bare && answer.status === route204(route)) continue;
        expectRefusal(
          answer,
          `${name} ${raw.slice(0, 20)}`,
          bare ? [400, 402, 403, 404, 409] : [400],
        );
      }
      for (const value of WRONG_JSON) {
        const answer = await as.administrator(route.method, pathOf(route), {
          body: { unknown_field: value },
        });
        expectRefusal(answer, `${name} unknown_field`, [400]);
      }
    });
  });

  test('other content types and huge bodies', async () => {
    await everyRoute(async (route, name) => {
      if (!sends(route)) return;
      const path = pathOf(route);
      for (const type of [
        'text/plain',
        'application/xml',
        'multipart/form-data; boundary=x',
        'application/x-www-form-urlencoded',
        'x',
        'application/json-patch+json',
      ]) {
        const answer = await as.administrator(route.method, path, {
          raw: 'a=1',
          headers: { 'Content-Type': type },
        });
        expectRefusal(answer, `${name} ${type}`, [415]);
      }
      const raw = JSON.stringify({ text: 'x'.repeat(3_000_000) });
      const answer = await as.administrator(route.method, path, {
        raw,
        headers: { 'Content-Type': 'application/json' },
      });
      expectRefusal(answer, `${name} 3 MB`, [413]);
    });
  });

  test('methods that it does not have', async () => {
    for (const path of new Set(routes.map(({ path: place }) => place))) {
      const here = routes.filter((route) => route.path === path);
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        if (here.some((route) => route.method === method)) continue;
        const [first] = here;
        if (!first) continue;
        expectRefusal(await as.administrator(method, pathOf(first)), `${method} ${path}`, [405]);
      }
    }
  });
});

const route204 = (route: DescribedRoute) => Number(Object.keys(route.operation.responses)[0]);

describe('hostile texts', () => {
  test('in each parameter never harm', async () => {
    await everyRoute(async (route, name) => {
      for (const { name: parameter } of parametersOf(route, 'query')) {
        for (const text of WITHIN_A_URL) {
          const path = `${pathOf(route)}?${parameter}=${encodeURIComponent(text)}`;
          const answer = await as.administrator(route.method, path);
          if (answer.status === 200) continue;
          expectRefusal(answer, `${name} ${parameter}=${text.slice(0, 40)}`, [400]);
        }
      }
    });
    const { rows } = await server.database.client.query(
      'select count(*)::int as count from quests',
    );
    expect(rows[0].count).toBe(4);
  });

  test('with broken percent-encoding are refused', async () => {
    for (const path of [
      '/quests?search=%',
      '/quests?search=%E0%A4%A',
      '/quests/%',
      '/quests/%E0%A4%A',
      '/quests?%=1',
      '/quests?search=%00',
      '/%C0%AE%C0%AE/',
      '/quests/%2e%2e/quests',
      '/quests?search=%ED%A0%80',
    ]) {
      const answer = await as.administrator.get(ROOT + path);
      if (answer.status !== 200) expectRefusal(answer, path, [400, 404]);
      expect(answer.status, path).toBeLessThan(500);
    }
  });

  test('of a megabyte in the URL are refused', async () => {
    for (const path of [
      `/quests?search=${'x'.repeat(1_000_000)}`,
      `/quests?${'a=1&'.repeat(250_000)}`,
      `/quests/${'x'.repeat(1_000_000)}`,
    ]) {
      const answer = await as.administrator.get(ROOT + path);
      expectRefusal(answer, path.slice(0, 40), [431]);
      expect(answer.code).toBe('HEADERS_TOO_LARGE');
    }
  });

  test.each([
    ['no HTTP', 'HELLO\r\n\r\n', 400, 'INVALID_REQUEST'],
    ['a header without a name', 'GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n', 400, 'INVALID_REQUEST'],
    [
      'a long header',
      `GET / HTTP/1.1\r\nHost: x\r\nA: ${'y'.repeat(100_000)}\r\n\r\n`,
      431,
      'HEADERS_TOO_LARGE',
    ],
  ])('that are %s are refused with a reason', async (_, request, status, code) => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write(request);
    const answer = await text(socket);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(body).errors[0].extensions).toEqual({ code });
  });

  test('of many kilobytes within what HTTP allows are refused with a reason', async () => {
    const many = Array.from({ length: 1500 }, (_, n) => `a${n}=1`).join('&');
    for (const path of [
      `/quests?search=${'x'.repeat(12_000)}`,
      `/quests?${many}`,
      `/quests?${'limit=1&'.repeat(1500)}`,
      `/quests?a${'[b]'.repeat(3000)}=1`,
    ]) {
      expectRefusal(await as.administrator.get(ROOT + path), path.slice(0, 40), [400]);
    }
  });
});

describe('what is no route', () => {
  test.each([
    '/',
    '',
    '/nothing',
    '/Quests',
    '/quests/',
    '/quests//',
    '/quests/x/y/z',
    '/../users',
    '/openapi.json/x',
    '/docs/../../../package.json',
    '/docs/%2e%2e/%2e%2e/package.json',
  ])('%s is not found', async (path) => {
    const answer = await as.administrator.get(ROOT + path);
    expect([200, 404], answer.text).toContain(answer.status);
    expect(answer.text).not.toContain('"workspaces"');
    if (answer.status === 404) expectRefusal(answer, path, [404]);
    else expect(path).toBe('/quests/');
  });
});

describe('parameters that need each other', () => {
  test.each([
    ['radius=100', 'near'],
    ['sort=distance', 'near'],
    ['sort=relevance', 'search'],
    ['near=91,0', 'near'],
    ['near=0,181', 'near'],
    ['near=1', 'near'],
    ['near=1,2,3', 'near'],
    ['near=NaN,NaN', 'near'],
    ['near=1e1,1', 'near'],
    [`category=${Array(21).fill(world.category).join(',')}`, 'category'],
    [`category=${world.category},`, 'category'],
    ['level=easy,nightmare', 'level'],
  ])('%s is refused, naming %s', async (text, name) => {
    const answer = await as.administrator.get(`${ROOT}/quests?${text}`);
    expectRefusal(answer, text, [400]);
    expect(answer.body.errors[0].message).toContain(name);
  });
});
