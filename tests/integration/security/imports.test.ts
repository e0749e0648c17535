/** Rows that staff import from a file: what may be in it, and what becomes of it when it breaks off. */
import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AccountName, accounts } from '../../harness/accounts.ts';
import { type Answer, type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';
import { expectRefusal } from '../input/refusal.ts';

const PATH = '/utils/import/merch';
const TYPE = 'multipart/form-data; boundary=limit';
const part = (content: string, type = 'text/csv') =>
  `--limit\r\nContent-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: ${type}\r\n\r\n${content}`;
const END = '\r\n--limit--\r\n';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer({
    settings: { FILES_MAX_UPLOAD_SIZE: '5mb', MAX_PAYLOAD_SIZE: '1mb' },
  });
  as = callersOf(server.url);
});
afterAll(() => server?.stop());
// Whatever was done, the next ones find a turn.
afterEach(async () => {
  for (const type of ['text/csv', 'application/json']) {
    const answer = await importRows(good(type), type);
    expect(answer.status, answer.text).toBe(200);
  }
});

let count = 0;
function good(type: string): string {
  const row = { name: `Mug ${++count}`, price: 5, currency: 'EUR', quest: world.quest };
  return type === 'text/csv'
    ? `${Object.keys(row).map((name) => `"${name}"`)}\n${Object.values(row)}\n`
    : JSON.stringify([row]);
}

function importRows(content: string, type: string, name: AccountName = 'manager'): Promise<Answer> {
  return send(part(content, type) + END, name);
}

function send(raw: string, name: AccountName = 'manager', path = PATH): Promise<Answer> {
  return as[name]('POST', path, { raw, headers: { 'Content-Type': TYPE } });
}

const rows = async () =>
  (await server.database.client.query('select count(*)::int as n from merch')).rows[0].n;

test('rows are made, and with their keys changed', async () => {
  const before = await rows();
  expect((await importRows(good('text/csv'), 'text/csv')).status).toBe(200);
  expect((await importRows(good('application/json'), 'application/json')).status).toBe(200);
  expect(await rows()).toBe(before + 2);
  const { rows: found } = await server.database.client.query(
    'select id from merch where name = $1',
    [`Mug ${count}`],
  );
  const changed = await importRows(`id,price\n${found[0].id},7\n`, 'application/vnd.ms-excel');
  expect(changed.status, changed.text).toBe(200);
  const { rows: after } = await server.database.client.query(
    'select price::float from merch where id = $1',
    [found[0].id],
  );
  expect([after[0].price, await rows()]).toEqual([7, before + 2]);
});

describe('a file is refused', () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  const many = Array.from({ length: 10_001 }, () => '{}').join(',');
  const files: Record<string, [string, string, string]> = {
    'with a great index': ['text/csv', 'name,quest[4000000000]\nx,1\n', 'brackets'],
    'with a great number': ['text/csv', 'name,quest.4000000000\nx,1\n', 'nor numbers'],
    'with an index of a line that goes on': [
      'text/csv',
      '"a"b\nquest[4000000000]"\nx\n',
      'brackets',
    ],
    'with an index behind another sign': ['text/csv', 'name;quest[4000000000]\nx;1\n', 'brackets'],
    'with columns in columns': [
      'text/csv',
      `name,${'a.'.repeat(20_000)}b\nx,1\n`,
      '200 characters',
    ],
    'with columns in columns that are short': ['text/csv', 'name,a.b.c.d.e.f.g.h\nx,1\n', '6 dots'],
    'of many columns': ['text/csv', `${'a,'.repeat(201)}\nx\n`, '200 columns'],
    'of a row without an end': ['text/csv', `name\n"${'x'.repeat(4_000_000)}`, '1 MB'],
    'of a first row without an end': ['text/csv', 'a'.repeat(4_000_000), '1 MB'],
    'with a deep cell': [
      'text/csv',
      `name\n"${nested(200).replaceAll('"', '""')}"\n`,
      '100 levels',
    ],
    'of many lines': ['text/csv', `name\n${'x\n'.repeat(10_001)}`, '10000 rows'],
    'of many items': ['application/json', `[${many}]`, '10000 rows'],
    'of deep objects': ['application/json', `[${nested(20_000)}]`, '100 levels'],
    'of deep lists': ['application/json', '['.repeat(100_000) + ']'.repeat(100_000), '100 levels'],
    'of no list': ['application/json', '{"name":"x"}', 'a list of objects'],
    'of no rows': ['application/json', '[null]', 'a list of objects'],
    'of lists': ['application/json', '[[1]]', 'a list of objects'],
    'of texts': ['application/json', '["{}"]', 'a list of objects'],
    'of more values than columns': ['text/csv', 'name\nx,1\n', 'more values'],
    'of no JSON': ['application/json', 'name', ''],
    'of half a list': ['application/json', '[{"name":"x"},', ''],
  };
  test.each(Object.entries(files))('%s', async (what, [type, content, words]) => {
    const before = await rows();
    const began = performance.now();
    const answer = await importRows(content, type);
    expectRefusal(answer, what, [400]);
    expect(answer.text).toContain(words);
    expect(performance.now() - began).toBeLessThan(5000);
    expect(await rows()).toBe(before);
  });

  test.each([1, 30])('of %i rows that may not be, at once', async (number) => {
    const before = await rows();
    const bad = { name: 'Mug', price: -5, currency: 'EUR', quest: world.quest };
    for (let time = 0; time < 3; time++) {
      const json = JSON.stringify(Array.from({ length: number }, () => bad));
      expectRefusal(await importRows(json, 'application/json'), 'JSON', [400]);
      const line = `${Object.values(bad)}\n`;
      const csv = `${Object.keys(bad)}\n${line.repeat(number)}`;
      expectRefusal(await importRows(csv, 'text/csv'), 'CSV', [400]);
    }
    expect(await rows()).toBe(before);
  });

  test('of another type', async () => {
    expectRefusal(await importRows('x', 'text/plain'), 'type', [415]);
  });
});

describe('a form is refused', () => {
  const forms: Record<string, [string, number]> = {
    'that is empty': ['', 400],
    'without a file': [`--limit\r\nContent-Disposition: form-data; name="a"\r\n\r\nx${END}`, 400],
    'without an end': [part('name\nx'), 400],
    'without an end, of JSON': [part('[{"name":"x"},', 'application/json'), 400],
    'without an end, of a type that is not read': [part('x', 'text/plain'), 415],
    'with half of a header': ['--limit\r\nContent-Disposition: form-data; name', 400],
    'over the limit': [part('x'.repeat(7 * 1024 ** 2)), 413],
    'of too many parts': [
      `--limit\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n`.repeat(60) + END,
      400,
    ],
  };
  test.each(Object.entries(forms))('%s', async (what, [raw, status]) => {
    const before = await rows();
    expectRefusal(await send(raw), what, [status]);
    expect(await rows()).toBe(before);
  });

  test.each(['moderator', 'player'] as const)('that a %s sends, who may not', async (name) => {
    for (const raw of [part('name\nx'), part('name\nx') + END, part('x'.repeat(4_000_000)) + END]) {
      expectRefusal(await send(raw, name), name, [403]);
    }
    // It is answered before it has come.
    const form = request(server.url + PATH, {
      method: 'POST',
      headers: { Authorization: `Bearer ${accounts[name].token}`, 'Content-Type': TYPE },
    });
    form.on('error', () => undefined);
    form.write(part('name\nx'));
    const [response] = await once(form, 'response');
    expect(response.statusCode).toBe(403);
    form.destroy();
  });

  test('that has no form', async () => {
    for (const type of ['application/json', 'multipart/form-data', 'text/csv']) {
      const options = { raw: 'name\nx\n', headers: { 'Content-Type': type } };
      expectRefusal(await as.manager('POST', PATH, options), type, [400, 415]);
    }
    expectRefusal(await as.manager('POST', PATH), 'nothing', [400, 415]);
  });
});

test('of several files in a form the first is read', async () => {
  const before = await rows();
  const form = [1, 2, 3, 4].map(() => part(good('text/csv'))).join('\r\n') + END;
  const answer = await send(form);
  expect(answer.status, answer.text).toBe(200);
  expect(await rows()).toBe(before + 1);
});

test.each(['text/csv', 'application/json'])(
  'of connections that are lost nothing stays: %s',
  async (type) => {
    const before = await rows();
    for (let lost = 0; lost < 3; lost++) {
      const form = request(server.url + PATH, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${accounts.manager.token}`,
          'Content-Type': TYPE,
          'Content-Length': '100000',
        },
      });
      form.on('error', () => undefined);
      form.write(part(type === 'text/csv' ? 'name\nx\n' : '[{"name":"x"},', type));
      await new Promise((resolve) => setTimeout(resolve, 300));
      form.destroy();
    }
    const idle = await server.database.client.query(
      `select count(*)::int as n from pg_stat_activity
        where datname = current_database() and state like 'idle in transaction%'`,
    );
    expect(idle.rows[0].n).toBe(0);
    expect(await rows()).toBe(before);
  },
);

test('more at once than there are turns are told so, and then find one', async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => importRows(good('text/csv'), 'text/csv')),
  );
  for (const { status } of answers) expect([200, 403]).toContain(status);
  expect(answers.some(({ status }) => status === 200)).toBe(true);
});
