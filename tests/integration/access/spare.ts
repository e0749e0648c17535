/** Rows that nothing else refers to, to be made and deleted. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { FOLDER } from '../../../extensions/questcity/src/kernel/actor.ts';
import { type Account, accounts, roles } from '../../harness/accounts.ts';
import { insert } from '../../harness/postgres.ts';
import { world } from '../../harness/world.ts';
import { own, system } from './system-rows.ts';

type Row = Record<string, unknown>;

const location = { type: 'Point', coordinates: [37.6, 55.7] };
/** An activity has a fixed id; of these, no point of the world uses this one. */
const ACTIVITY = 'pick_up_artifact';
const USER_MODERATOR = '20000000-0000-4000-8000-000000000005';
const OVERVIEW = '50000000-0000-4000-8000-000000000001';
const quest = { collection: 'quests', item: world.quest };
const place = { position_x: 1, position_y: 1 };

/** What each row needs, with a name of its own, made by somebody. */
const rows: Readonly<Record<string, (name: string, by: Account) => Row>> = {
  quests: (name) => ({
    name,
    category: world.category,
    city: world.city,
    vehicle: world.vehicle,
    level: 'easy',
    mileage: '5_10',
  }),
  points: (name) => ({ name, quest: world.draft, activity: 'catch_ghost' }),
  places: () => ({ location, part: null }),
  merch: (name) => ({ name, quest: world.draft, price: 1, currency: 'EUR' }),
  categories: (name) => ({ name }),
  cities: (name) => ({ name, location, time_zone: 'Europe/Madrid' }),
  vehicles: (name) => ({ name, top_speed_kmh: 5 }),
  activities: (name) => ({ id: ACTIVITY, name }),
  tools: (name) => ({ name }),
  favorites: () => ({ quest: world.archived, user: accounts.other.id }),
  ledger_entries: (name) => ({
    user: accounts.other.id,
    kind: 'adjustment',
    amount: 1,
    reference: name,
  }),
  directus_users: (name) => ({
    email: `${name.replace(' ', '-')}@test.example.com`,
    role: roles.player,
  }),
  directus_roles: (name) => ({ name }),
  directus_policies: (name) => ({ name }),
  directus_permissions: () => ({
    policy: USER_MODERATOR,
    collection: 'favorites',
    action: 'delete',
    fields: ['*'],
  }),
  directus_access: () => ({ user: accounts.suspended.id, policy: USER_MODERATOR }),
  directus_files: (name) => ({
    storage: 'local',
    filename_download: `${name}.png`,
    type: 'image/png',
  }),
  directus_folders: (name) => ({ name }),
  directus_dashboards: (name) => ({ name }),
  directus_panels: () => ({ dashboard: OVERVIEW, type: 'label', ...place, width: 1, height: 1 }),
  directus_flows: (name) => ({ name, status: 'inactive', trigger: 'manual' }),
  directus_operations: (name) => ({ flow: system.flow, key: name, type: 'log', ...place }),
  directus_presets: (_, by) => ({ collection: 'quests', user: by.id }),
  directus_comments: (name) => ({ ...quest, comment: name }),
  directus_notifications: (name) => ({ recipient: accounts.suspended.id, subject: name }),
  directus_shares: (name) => ({ ...quest, name }),
  directus_translations: (name) => ({ key: name, language: 'en-US', value: name }),
};

/** What only the server and administrators may write besides. */
const hidden: Readonly<Record<string, (name: string, by: Account) => Row>> = {
  directus_files: (name) => ({ filename_disk: `${name}.png`, folder: FOLDER.catalogue }),
  directus_comments: (_, by) => ({ user_created: by.id }),
};

/** The collections of which a whole row can be made at Directus's own doors. */
export const creatable = Object.keys(rows);

/** What somebody sends to make a whole row of a collection. */
export async function spareBody(client: pg.Client, collection: string, by: Account): Promise<Row> {
  if (collection === 'activities') {
    await client.query('delete from activities where id = $1', [ACTIVITY]);
  }
  return makeRow(client, collection, by, by.role === 'administrator');
}

/** Inserts a row of a collection that has none of its kind depending on it; returns its id. */
export async function insertSpare(
  client: pg.Client,
  collection: string,
  by: Account,
): Promise<string> {
  if (collection === 'activities') return ACTIVITY;
  // Their ids are numbers, and the world has one of this person.
  if (collection === 'directus_presets') return own(ownerOf(by)).preset;
  const id = randomUUID();
  await insert(client, collection, { id, ...(await makeRow(client, collection, by, true)) });
  return id;
}

async function makeRow(
  client: pg.Client,
  collection: string,
  by: Account,
  whole: boolean,
): Promise<Row> {
  const make = rows[collection];
  if (!make) throw new Error(`There is no spare row for ${collection}`);
  const name = `spare ${randomUUID().slice(0, 8)}`;
  return {
    ...make(name, by),
    ...(whole ? hidden[collection]?.(name, by) : {}),
    // A point has at most three.
    ...(collection === 'places' ? { point: await insertSpare(client, 'points', by) } : {}),
  };
}

function ownerOf(by: Account): 'manager' | 'editor' | 'moderator' {
  if (by.role === 'manager') return 'manager';
  return by.policy === 'questEditor' ? 'editor' : 'moderator';
}
