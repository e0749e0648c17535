/**
 * The lists of the admin app as the project lays them out: whoever can open one can also have it
 * filtered and sorted, and sees in every row what is in its columns.
 */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';

interface Preset {
  collection: string;
  bookmark?: string;
  filter?: object;
  layout_query?: { tabular?: { fields: string[]; sort: string[] } };
}

const studio: { presets: Preset[] } = parse(
  readFileSync(new URL('../../../snapshots/studio.yaml', import.meta.url), 'utf8'),
);

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

type Rows = { id: string }[];
const byId = (rows: Rows) => new Map(rows.map((row) => [row.id, row]));

describe.each(['manager', 'editor', 'moderator'] as const)('a %s', (who) => {
  test.each(
    studio.presets.map(
      (preset) => [`${preset.collection} ${preset.bookmark ?? ''}`.trim(), preset] as const,
    ),
  )('sees all of %s', async (_, { collection, filter = {}, layout_query: query }) => {
    const path = `/items/${collection}`;
    // Who may not open it has no entry for it.
    const { access } = (await as[who].get('/permissions/me')).body.data[collection]?.read ?? {};
    if (!access || access === 'none') return;
    const known = await as[who].get(`/fields/${collection}`);
    const readable = known.body.data.map(({ field }: { field: string }) => field);
    const { fields = [], sort = [] } = query?.tabular ?? {};
    // The admin app leaves out columns that it does not know of.
    const shown = ['id', ...fields].filter((field) => readable.includes(field));
    const wish = new URLSearchParams({
      ...{ filter: JSON.stringify(filter), fields: shown.join(), sort: sort.join(), limit: '-1' },
    });
    const seen = await as[who].get(`${path}?${wish}`);
    expect(seen.status, seen.text).toBe(200);
    const all = byId((await as.administrator.get(`${path}?${wish}`)).body.data);
    for (const row of seen.body.data as Rows) expect(row).toEqual(all.get(row.id));
  });
});
