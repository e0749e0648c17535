/** Rows that nothing else refers to, to be deleted. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { insert } from '../../harness/postgres.ts';
import { world } from '../../harness/world.ts';
import { folders } from '../../harness/world-files.ts';

export interface Spare {
  readonly id: string;
}

const location = { type: 'Point', coordinates: [37.6, 55.7] };

const rows: Record<string, (name: string) => Record<string, unknown>> = {
  quests: (name) => ({
    name,
    category: world.category,
    city: world.city,
    vehicle: world.vehicle,
    level: 'easy',
    mileage: '5_10',
  }),
  points: (name) => ({ name, quest: world.draft, activity: 'catch_ghost' }),
  places: () => ({ point: world.draftPoint, location, part: null }),
  merch: (name) => ({ name, quest: world.draft, price: 1, currency: 'EUR' }),
  categories: (name) => ({ name }),
  cities: (name) => ({ name, location, time_zone: 'Europe/Madrid' }),
  vehicles: (name) => ({ name, top_speed_kmh: 5 }),
  tools: (name) => ({ name }),
  directus_files: (name) => ({
    storage: 'local',
    filename_disk: `${name}.png`,
    filename_download: `${name}.png`,
    type: 'image/png',
    folder: folders.catalogue,
  }),
};

/** Inserts a row of a collection that has none of its kind depending on it. */
export async function insertSpare(client: pg.Client, collection: string): Promise<Spare> {
  if (collection === 'activities') {
    // Their ids are fixed, so one is deleted that no point uses.
    return { id: 'pick_up_artifact' };
  }
  const make = rows[collection];
  if (!make) throw new Error(`There is no spare row for ${collection}`);
  const id = randomUUID();
  await insert(client, collection, { id, ...make(`spare ${id.slice(0, 8)}`) });
  return { id };
}
