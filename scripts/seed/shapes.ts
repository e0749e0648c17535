/** The shapes of the YAML files in seeds/demo, as zod schemas. */
import { z } from 'zod';
import { paletteNames } from './images/palettes.ts';
import { pictogramNames } from './images/pictograms.ts';
import { skylineNames } from './images/skyline.ts';
import { toolKeys } from './images/tools.ts';

const key = z.string().regex(/^[a-z0-9_-]+$/, 'a key has a-z, 0-9, _ and -');
const name = z.string().trim().min(1).max(64);
const text = z.string().trim().min(1);
const credits = z.int().min(0);
const position = z.tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)]);
const radius = z.int().min(5).max(200);

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const;

/** A time before now, such as `2d 4h`; read as milliseconds. */
const ago = z
  .string()
  .regex(/^\d+[dhm]( \d+[dhm])*$/, 'write it like 12d, 3h, 40m or 2d 4h')
  .transform((value) =>
    value
      .split(' ')
      .reduce(
        (sum, part) => sum + Number.parseInt(part, 10) * UNITS[part.at(-1) as keyof typeof UNITS],
        0,
      ),
  );

export const placesFile = z.strictObject({
  cities: z.array(
    z.strictObject({
      key,
      name,
      centre: position,
      time_zone: z.string().regex(/^[A-Z][A-Za-z]+\/[A-Za-z_/]+$/),
      skyline: z.enum(skylineNames),
    }),
  ),
  categories: z.array(z.strictObject({ key, name, icon: z.enum(pictogramNames), sort: z.int() })),
});

/** The file of a point: an artifact that is drawn, or a text that becomes a .txt or .pdf. */
const pointFile = z.union([
  z.strictObject({ artifact: z.enum(pictogramNames) }),
  z.strictObject({ name: z.string().regex(/^[a-z0-9-]+\.(txt|pdf)$/), title: name, text }),
]);

const place = z.strictObject({
  at: position,
  radius: radius.default(20),
  random: radius.optional(),
  inaccuracy: radius.optional(),
  height: z.number().optional(),
  part: z.int().min(1).max(3).optional(),
});

const point = z.strictObject({
  name: name.max(32),
  description: text,
  activity: z.string(),
  photo_kind: z.enum(['face_verification', 'direction_check', 'photo_matching']).optional(),
  heading: z.int().min(0).max(359).optional(),
  heading_tolerance: z.int().min(1).max(90).optional(),
  code: z
    .string()
    .regex(/^\d{1,32}$/)
    .optional(),
  word: z.string().min(1).max(32).optional(),
  qr_secret: z.string().min(8).max(255).optional(),
  tool: z.enum(toolKeys).optional(),
  file: pointFile.optional(),
  places: z.array(place).min(1).max(3),
});

const merch = z.strictObject({
  name,
  description: text,
  price: z.int().min(0),
  currency: z.string().regex(/^[A-Z]{3}$/),
  icon: z.enum(pictogramNames),
});

export const questsFile = z.strictObject({
  city: key,
  quests: z.array(
    z.strictObject({
      key,
      name: name.max(32),
      description: text,
      category: key,
      vehicle: key,
      group_size: z.int().min(1).max(4),
      level: z.enum(['easy', 'medium', 'hard']),
      mileage: z.enum(['5_10', '10_30', '30_100', 'over_100']),
      timeframe: z.union([z.literal(1), z.literal(3), z.literal(10), z.literal(24), z.null()]),
      cost: credits,
      reward: credits,
      auto_accrual: z.boolean().default(true),
      subscription_only: z.boolean().default(false),
      pay_extra: credits.default(0),
      status: z.enum(['draft', 'in_review', 'published', 'archived']),
      cover: z.enum(paletteNames),
      skyline: z.enum(skylineNames).optional(),
      mentor: text.optional(),
      merch: z.array(merch).default([]),
      points: z.array(point),
    }),
  ),
});

export const peopleFile = z.strictObject({
  accounts: z.array(
    z.strictObject({
      key,
      role: z.enum(['player', 'manager']),
      joined: ago,
      policy: z.enum(['quest_editor', 'user_moderator']).optional(),
      status: z.enum(['active', 'suspended']).default('active'),
      language: z.enum(['en-US', 'ru-RU']),
      username: z.string().regex(/^[A-Za-z0-9_.]{3,15}$/),
      first_name: text.max(50),
      last_name: text.max(50),
      bio: text.max(500),
      instagram: z.string().max(30).optional(),
    }),
  ),
  friends: z.array(z.strictObject({ between: z.tuple([key, key]), ago })),
  friend_requests: z.array(z.strictObject({ from: key, to: key, ago })),
  blocks: z.array(z.strictObject({ from: key, to: key, ago })),
  /** Of accounts that are suspended. */
  locks: z.array(z.strictObject({ user: key, ago, by: key, reason: text })),
  unlock_requests: z.array(
    z.strictObject({
      user: key,
      status: z.enum(['pending', 'rejected']),
      reason: text.max(128),
      message: text.max(1024),
      ago,
      decided_by: key.optional(),
      decided_ago: ago.optional(),
      note: text.optional(),
    }),
  ),
});

export const playFile = z.strictObject({
  purchases: z.array(
    z.strictObject({ user: key, amount: z.int().min(1), ago, note: text.max(255) }),
  ),
  sessions: z.array(
    z.strictObject({
      key,
      quest: key,
      owner: key,
      members: z.array(key),
      invited: z.array(key).default([]),
      status: z.enum(['active', 'completed', 'abandoned', 'expired']),
      ago,
      minutes: z.int().min(1),
      /** How many points are solved; all of them when completed. */
      solved: z.int().min(0).optional(),
      /** How many attempts of the last point await a decision. */
      suspicious: z.int().min(0).default(0),
      extensions: z.int().min(0).default(0),
      rewarded: z.boolean().default(true),
    }),
  ),
  reviews: z.array(
    z.strictObject({
      quest: key,
      author: key,
      rating: z.int().min(1).max(5),
      text: text.max(2000),
      status: z.enum(['published', 'hidden']).default('published'),
      ago,
      response: text.max(2000).optional(),
      responded_by: key.optional(),
      responded_ago: ago.optional(),
    }),
  ),
  favorites: z.record(key, z.array(key)),
});

export const chatsFile = z.strictObject({
  chats: z.array(
    z.strictObject({
      between: z.tuple([key, key]).optional(),
      session: key.optional(),
      read: z.record(key, z.int().min(0)).default({}),
      messages: z.array(
        z.strictObject({
          from: key,
          ago,
          text: text.max(4000),
          /** The text after an edit. */
          edited: text.max(4000).optional(),
          deleted: z.boolean().default(false),
        }),
      ),
    }),
  ),
});

const uuid = z.uuid();
const sort = z.int();

/** seeds/reference.yaml: rows by collection, as they stand in the database. */
export const referenceFile = z.strictObject({
  activities: z.array(z.strictObject({ id: z.string(), name, description: text, sort })),
  tools: z.array(
    z.strictObject({
      id: uuid,
      name,
      reveals: z.enum(['nothing', 'proximity', 'bearing', 'distance', 'location']),
      range_m: z.int().min(1).nullable(),
      sort,
    }),
  ),
  vehicles: z.array(z.strictObject({ id: uuid, name, top_speed_kmh: z.int().min(1), sort })),
});

export type City = z.infer<typeof placesFile>['cities'][number];
export type Category = z.infer<typeof placesFile>['categories'][number];
export type Quest = z.infer<typeof questsFile>['quests'][number] & { city: string };
export type Point = Quest['points'][number];
export type People = z.infer<typeof peopleFile>;
export type Play = z.infer<typeof playFile>;
export type Session = Play['sessions'][number];
export type Chat = z.infer<typeof chatsFile>['chats'][number];
export type Reference = z.infer<typeof referenceFile>;
