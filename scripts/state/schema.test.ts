import { expect, it } from 'vitest';
import { compareSnapshots, type Snapshot } from './schema.ts';

const snapshot = (): Snapshot => ({
  collections: [{ collection: 'quests', meta: { icon: 'map' } }],
  fields: [
    { collection: 'quests', field: 'id', meta: { note: null } },
    { collection: 'quests', field: 'name', meta: { note: null } },
  ],
  relations: [],
});

it('finds nothing between equal snapshots', () => {
  expect(compareSnapshots(snapshot(), snapshot())).toEqual([]);
});

it('names collections, fields and properties that differ', () => {
  const database = snapshot();
  database.collections.push({ collection: 'notes' });
  database.fields.push({ collection: 'notes', field: 'id' });
  database.fields[0] = { collection: 'quests', field: 'id', meta: { note: 'by hand' } };
  database.fields.splice(1, 1);
  expect(compareSnapshots(snapshot(), database)).toEqual([
    'schema: collection notes: not in the file',
    'schema: field quests.id: meta.note: by hand in the database, null in the file',
    'schema: field quests.name: missing in the database',
  ]);
});
