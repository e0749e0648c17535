/** Requests for whole addresses that cannot be read; anybody may send them. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const TARGETS = [
  'http://xn--0000h/',
  'http://xn--0000h/websocket',
  'http://[bad/websocket',
  'http://[::1/items/quests',
  '//[bad/websocket',
  '//a@xn--0000h/websocket',
  '/\\a@[bad/websocket',
  '*',
  '/websocket?%',
];
const UPGRADE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
];

/** Sends a request as it is, and gives the first line of what comes back. */
function firstLine(target: string, headers: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1');
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk;
      socket.destroy();
    });
    socket.on('close', () => resolve(text.split('\r\n')[0] ?? ''));
    socket.write([`GET ${target} HTTP/1.1`, 'Host: x', ...headers, '', ''].join('\r\n'));
  });
}

describe.each([
  ['an upgrade', UPGRADE],
  ['a request', ['Connection: close']],
])('%s', (_, headers) => {
  test.each(TARGETS)('to %s is answered, and the server goes on', async (target) => {
    expect(await firstLine(target, headers)).toMatch(/^HTTP\/1\.1 [1-4]\d\d /);
    expect((await as.nobody.get('/health/live')).status).toBe(200);
  });
});
