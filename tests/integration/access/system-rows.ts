/** Rows of Directus's own tables that the tests' world has none of, each belonging to somebody. */
import type pg from 'pg';
import { type AccountName, accounts, roles } from '../../harness/accounts.ts';
import { insert } from '../../harness/postgres.ts';
import { world } from '../../harness/world.ts';

const uuid = (number: number) => `cafecafe-0000-4000-9000-${String(number).padStart(12, '0')}`;

/** Who has a row of their own in each table where there are own rows. */
const OWNERS = ['other', 'manager', 'editor', 'moderator', 'administrator'] as const;
export type Owner = (typeof OWNERS)[number];

/** Far from what the server counts by itself. */
const FIRST = 900_000;

const number = (owner: Owner) => OWNERS.indexOf(owner) + 1;

/** The ids of somebody's own rows. */
export const own = (owner: Owner) => ({
  activity: String(FIRST + number(owner)),
  comment: uuid(number(owner)),
  preset: String(FIRST + number(owner)),
  notification: String(FIRST + number(owner)),
  share: uuid(10 + number(owner)),
});

export const system = {
  /** What an editor did to a quest, and to what only administrators see. */
  activity: { quest: String(FIRST + 11), user: String(FIRST + 12) },
  revision: { quest: String(FIRST + 11), user: String(FIRST + 12) },
  /** A list as administrators see it. */
  presetOfRole: String(FIRST + 11),
  /** Lists of people, and of a role. */
  otherPresets: (owner: Owner) => [
    ...OWNERS.filter((name) => name !== owner).map((name) => own(name).preset),
    String(FIRST + 11),
  ],
  flow: uuid(20),
  operation: uuid(21),
  version: uuid(22),
} as const;

/** The address of whoever did something, which only administrators may know. */
export const ADDRESS = '203.0.113.77';

/** Inserts them all. */
export async function insertSystemRows(client: pg.Client): Promise<void> {
  const idOf = (name: AccountName) => accounts[name].id;
  const quest = { collection: 'quests', item: world.quest };
  for (const owner of OWNERS) {
    const id = own(owner);
    const user = idOf(owner);
    await insert(client, 'directus_activity', {
      id: id.activity,
      action: 'login',
      user,
      collection: 'directus_users',
      item: user,
    });
    await insert(client, 'directus_comments', {
      id: id.comment,
      ...quest,
      comment: 'canary-comment',
      user_created: user,
    });
    await insert(client, 'directus_presets', { id: id.preset, collection: 'quests', user });
    await insert(client, 'directus_notifications', {
      id: id.notification,
      recipient: user,
      subject: 'canary-notification',
    });
    await insert(client, 'directus_shares', { id: id.share, ...quest, user_created: user });
  }
  await insert(client, 'directus_presets', {
    id: system.presetOfRole,
    collection: 'quests',
    role: roles.administrator,
  });
  const done = {
    quest,
    user: { collection: 'directus_users', item: idOf('other') },
  };
  for (const kind of ['quest', 'user'] as const) {
    await insert(client, 'directus_activity', {
      id: system.activity[kind],
      action: 'update',
      user: idOf('administrator'),
      ip: ADDRESS,
      ...done[kind],
    });
    await insert(client, 'directus_revisions', {
      id: system.revision[kind],
      activity: system.activity[kind],
      data: { name: 'canary-revision' },
      ...done[kind],
    });
  }
  await insert(client, 'directus_flows', {
    id: system.flow,
    name: 'canary-flow',
    status: 'inactive',
  });
  await insert(client, 'directus_operations', {
    id: system.operation,
    flow: system.flow,
    key: 'say',
    type: 'log',
    position_x: 1,
    position_y: 1,
  });
  await insert(client, 'directus_versions', { id: system.version, key: 'next', ...quest });
}
