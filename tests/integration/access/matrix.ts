/**
 * Who may do what at Directus's own doors, written by hand from the domain's rules and not from
 * snapshots/access.yaml, which is what it checks. What is not listed is not allowed.
 */
import { accounts } from '../../harness/accounts.ts';
import { world } from '../../harness/world.ts';
import { files } from '../../harness/world-files.ts';
import { type Owner, own, system } from './system-rows.ts';

/** Rows by id, or all there are, or all but some. */
export type Rows = 'all' | readonly string[] | { readonly but: readonly string[] };
/** Fields by name, or all there are. */
export type Fields = 'all' | readonly string[];

export interface Rights {
  readonly read?: { readonly rows: Rows; readonly fields: Fields };
  /** Fields that may be given. */
  readonly create?: Fields;
  /** Which fields of which rows; a row is in one of these at most. */
  readonly update?: readonly { readonly rows: Rows; readonly fields: Fields }[];
  readonly delete?: { readonly rows: Rows };
}

export type Table = Readonly<Record<string, Rights>>;

const words = (text: string): string[] => text.trim().split(/\s+/);

const questCard =
  words(`id status name description image category city vehicle group_size level mileage
  timeframe cost reward auto_accrual subscription_only pay_extra merch rating reviews_count
  favorites_count sessions_count points_count published_at`);
const questForm =
  words(`status name description image category city vehicle group_size level mileage
  timeframe cost reward auto_accrual subscription_only pay_extra mentor_preference points merch`);
const pointForm = words(`quest order name description activity photo_kind reference_photo heading
  heading_tolerance code word qr_secret tool file divided places`);
const placeForm = words(`point location detection_radius height random_occurrence_radius
  interaction_inaccuracy part`);
const reviewCard = words(`id quest author rating text status response responded_at created_at
  updated_at`);
const merchForm = words('quest name description price currency image sort');
const publicProfile = words(`id username first_name last_name full_name avatar bio instagram
  created_at updated_at`);
const profileForm = words('username first_name last_name avatar bio instagram');
const fileCard = words(`id title description type width height filesize folder filename_download
  uploaded_on`);
const fileForm = words(`folder title description tags location filename_download focal_point_x
  focal_point_y`);
/** The e-mail is taken for a question that the new address has to answer; see tests/integration/accounts. */
const ownSettings = words(`password email language appearance theme_light theme_dark text_direction
  email_notifications`);

const everything = { rows: 'all', fields: 'all' } as const;
const id = (fields: readonly string[]) => ['id', ...fields];

/** What each player may, here told for the account `player`. */
export const player: Table = {
  quests: { read: { rows: [world.quest], fields: questCard } },
  merch: { read: { rows: [world.merch], fields: id(merchForm) } },
  categories: { read: everything },
  cities: { read: everything },
  vehicles: { read: everything },
  activities: { read: everything },
  tools: { read: everything },
  profiles: {
    read: { rows: [accounts.player.id], fields: publicProfile },
    update: [{ rows: [accounts.player.id], fields: profileForm }],
  },
  favorites: { read: { rows: [world.favorite.player], fields: words('id quest created_at') } },
  reviews: {
    read: {
      rows: [world.review],
      fields: words('id quest rating text response responded_at created_at updated_at'),
    },
  },
  ledger_entries: {
    read: {
      rows: [world.ledgerEntry.player],
      fields: words('id kind amount reference quest session note created_at'),
    },
  },
  directus_users: {
    read: { rows: [accounts.player.id], fields: words('id email status language last_access') },
    update: [{ rows: [accounts.player.id], fields: ownSettings }],
  },
  directus_files: {
    read: { rows: [files.catalogue, files.avatar, files.ownUpload], fields: fileCard },
    create: words('storage folder title description filename_download type'),
  },
};

const bySelf = (account: { id: string }): Table => ({
  ...player,
  profiles: {
    read: { rows: [account.id], fields: publicProfile },
    update: [{ rows: [account.id], fields: profileForm }],
  },
  favorites: { read: { rows: [], fields: player.favorites?.read?.fields ?? [] } },
  reviews: { read: { rows: [], fields: player.reviews?.read?.fields ?? [] } },
  ledger_entries: { read: { rows: [], fields: player.ledger_entries?.read?.fields ?? [] } },
  directus_files: {
    ...player.directus_files,
    read: { rows: [files.catalogue, files.avatar], fields: fileCard },
  },
});

/** What Directus lets everybody with the admin app see of themselves, and what a player sees. */
const ownAccount =
  words(`id first_name last_name last_page email password location title description
  tags provider avatar language appearance theme_light theme_dark tfa_secret status role last_access`);

/** Directus shows everybody with the admin app the own role. */
const ownRole = (role: string): Rights => ({ read: { rows: [role], fields: 'all' } });

/** What Directus gives everybody who may open the admin app: what is their own there, and what it is made of. */
const inAdminApp = (owner: Owner): Table => {
  const mine = own(owner);
  return {
    directus_settings: { read: everything },
    directus_translations: { read: everything },
    directus_activity: { read: { rows: [mine.activity], fields: 'all' } },
    directus_comments: {
      read: { rows: [mine.comment], fields: 'all' },
      create: 'all',
      update: [{ rows: [mine.comment], fields: ['comment'] }],
      delete: { rows: [mine.comment] },
    },
    directus_presets: {
      read: { rows: { but: system.otherPresets(owner) }, fields: 'all' },
      create: 'all',
      update: [{ rows: [mine.preset], fields: 'all' }],
      delete: { rows: [mine.preset] },
    },
    directus_notifications: {
      read: { rows: [mine.notification], fields: 'all' },
      update: [{ rows: [mine.notification], fields: ['status'] }],
    },
    directus_shares: { read: { rows: [mine.share], fields: 'all' } },
  };
};

const folderNames: Rights = { read: { rows: 'all', fields: words('id name parent') } };

/** The dashboard of user moderators, by the ids of the state. */
const moderation = {
  dashboard: '50000000-0000-4000-8000-000000000020',
  panels: ['50000000-0000-4000-8000-000000000009', '50000000-0000-4000-8000-000000000015'],
};

const dashboards = (rows: Rows, panels: Rows): Table => ({
  directus_dashboards: {
    read: { rows, fields: words('id name icon note color panels date_created') },
  },
  directus_panels: {
    read: {
      rows: panels,
      fields: words(`id dashboard name icon color show_header note type position_x position_y
        width height options date_created`),
    },
  },
});

/** The history of what they edit; of it, who did what and no more. */
const history = (owner: Owner): Table => ({
  directus_activity: {
    read: { rows: [own(owner).activity, system.activity.quest], fields: 'all' },
  },
  directus_revisions: {
    read: {
      rows: [system.revision.quest],
      fields: words('id activity collection item data delta parent version'),
    },
  },
});

export const manager: Table = {
  ...bySelf(accounts.manager),
  ...inAdminApp('manager'),
  directus_folders: folderNames,
  ...history('manager'),
  ...dashboards({ but: [moderation.dashboard] }, { but: moderation.panels }),
  quests: {
    read: everything,
    create: id(questForm),
    update: [{ rows: 'all', fields: questForm }],
    delete: { rows: [world.draft] },
  },
  points: {
    read: everything,
    create: id(pointForm),
    update: [{ rows: 'all', fields: pointForm }],
    delete: { rows: 'all' },
  },
  places: {
    read: everything,
    create: id(placeForm),
    update: [{ rows: 'all', fields: placeForm }],
    delete: { rows: 'all' },
  },
  merch: {
    read: everything,
    create: id(merchForm),
    update: [{ rows: 'all', fields: merchForm }],
    delete: { rows: 'all' },
  },
  reviews: { read: everything, update: [{ rows: 'all', fields: words('status response') }] },
  profiles: {
    read: { rows: 'all', fields: publicProfile },
    update: [{ rows: [accounts.manager.id], fields: profileForm }],
  },
  chats: { read: everything },
  chat_members: { read: everything },
  messages: { read: everything, update: [{ rows: 'all', fields: ['deleted_at'] }] },
  // The pinned content has the hashes of answers.
  sessions: {
    read: {
      rows: 'all',
      fields: words(`id quest owner status extensions started_at deadline ended_at cost members
        points attempts rewarded_at rewarded_by cancelled_at cancelled_by note`),
    },
  },
  session_members: { read: everything },
  session_points: { read: everything },
  attempts: { read: everything },
  directus_users: {
    read: { rows: [accounts.manager.id], fields: ownAccount },
    update: [{ rows: [accounts.manager.id], fields: ownSettings }],
  },
  directus_roles: ownRole('10000000-0000-4000-8000-000000000002'),
  directus_files: {
    read: everything,
    create: id(['storage', 'type', ...fileForm]),
    update: [
      { rows: [files.catalogue, files.mentor, files.reference, files.artifact], fields: fileForm },
    ],
  },
};

/** A player with the policy Quest editor. */
export const editor: Table = {
  ...bySelf(accounts.editor),
  ...inAdminApp('editor'),
  ...history('editor'),
  directus_folders: folderNames,
  quests: {
    read: everything,
    create: id(questForm),
    update: [{ rows: 'all', fields: questForm }],
    delete: { rows: 'all' },
  },
  // The names of those who wrote them.
  profiles: {
    read: { rows: 'all', fields: publicProfile },
    update: [{ rows: [accounts.editor.id], fields: profileForm }],
  },
  // The published ones, which everybody sees.
  reviews: { read: { rows: [world.review], fields: reviewCard } },
  points: manager.points ?? {},
  places: manager.places ?? {},
  merch: manager.merch ?? {},
  categories: listed('name image sort'),
  cities: listed('name time_zone location'),
  vehicles: listed('name top_speed_kmh sort'),
  tools: listed('name reveals range_m image sort'),
  activities: listed('name description sort'),
  directus_users: {
    read: { rows: [accounts.editor.id], fields: ownAccount },
    update: [{ rows: [accounts.editor.id], fields: ownSettings }],
  },
  directus_roles: ownRole('10000000-0000-4000-8000-000000000001'),
  directus_files: {
    ...manager.directus_files,
    delete: { rows: [files.catalogue, files.mentor, files.reference, files.artifact] },
  },
};

/** A player with the policy User moderator. */
export const moderator: Table = {
  ...bySelf(accounts.moderator),
  ...inAdminApp('moderator'),
  directus_folders: folderNames,
  ...dashboards([moderation.dashboard], moderation.panels),
  quests: { read: { rows: [world.quest], fields: [...questCard, 'reviews', 'updated_at'] } },
  profiles: {
    read: { rows: 'all', fields: [...publicProfile, 'account'] },
    update: [
      {
        rows: Object.values(accounts)
          .filter(({ role }) => role !== 'administrator')
          .map((account) => account.id),
        fields: profileForm,
      },
    ],
  },
  friend_edges: {
    read: { rows: 'all', fields: words('id user other state created_at updated_at') },
  },
  unlock_requests: {
    read: everything,
    // Who decided is what the server says, whatever is given.
    update: [{ rows: [world.unlockRequest], fields: words('status note decided_by') }],
  },
  account_locks: { read: everything },
  reviews: { read: { rows: 'all', fields: reviewCard } },
  directus_users: {
    read: { rows: 'all', fields: ownAccount },
    update: [
      { rows: [accounts.moderator.id], fields: ownSettings },
      // Locking and unlocking; never administrators, nor somebody who has not verified the e-mail.
      {
        rows: [
          accounts.player,
          accounts.other,
          accounts.manager,
          accounts.editor,
          accounts.suspended,
        ].map((account) => account.id),
        fields: ['status'],
      },
    ],
  },
  directus_roles: { read: everything },
  directus_files: {
    ...player.directus_files,
    read: { rows: [files.catalogue, files.avatar], fields: [...fileCard, 'modified_on'] },
  },
};

function listed(form: string): Rights {
  const fields = words(form);
  return {
    read: everything,
    create: id(fields),
    update: [{ rows: 'all', fields }],
    delete: { rows: 'all' },
  };
}
