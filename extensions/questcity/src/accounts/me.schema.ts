/** The own account and profile, as /me takes and gives them. */
import { z } from 'zod';
import { dataOf, text, uuid } from '../kernel/fields.ts';

const Language = z.enum(['en-US', 'ru-RU']);
const Settings = z.record(z.string().max(64), z.unknown());

const Me = z
  .object({
    id: uuid,
    email: z.string().nullable(),
    role: z.string().nullable().describe('Player, Manager or Administrator.'),
    two_factor: z.boolean().describe('Whether signing in needs a one-time password.'),
    language: z
      .string()
      .nullable()
      .describe('Of mails and of the admin app; null for the default.'),
    username: z.string(),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    full_name: z.string().nullable(),
    avatar: uuid.nullable().describe('A file: /assets/:id?key=avatar'),
    bio: z.string().nullable(),
    instagram: z.string().nullable(),
    settings: Settings.describe('What the app keeps here for itself.'),
    credits: z.int(),
    unread: z
      .object({
        chats: z.int().describe('Chats with unread messages.'),
        messages: z.int().describe('Unread messages of others, up to 1000 of each chat.'),
      })
      .describe('Of messages in all chats.'),
    created_at: z.iso.datetime({ offset: true }),
  })
  .meta({ id: 'Me' });
export const MeBody = dataOf(Me);

/** Empty text means nothing, as in a form. */
const optionalText = (maximum: number) =>
  text(0, maximum)
    .transform((value) => value || null)
    .nullable()
    .optional();

export const MePatch = z
  .strictObject({
    username: z
      .string()
      .regex(/^[A-Za-z0-9_.]{3,15}$/, 'must have 3 to 15 of the characters a-z, A-Z, 0-9, _ and .')
      .optional(),
    first_name: optionalText(50),
    last_name: optionalText(50),
    avatar: uuid
      .nullable()
      .optional()
      .describe('An image that the caller has uploaded; it becomes visible to other players.'),
    bio: optionalText(500),
    instagram: z
      .string()
      .regex(/^[A-Za-z0-9_.]{1,30}$/, 'must have up to 30 of the characters a-z, A-Z, 0-9, _ and .')
      .nullable()
      .optional(),
    settings: Settings.optional().describe('Replaces the stored ones; at most 16 KiB as JSON.'),
    language: Language.optional(),
  })
  .meta({ examples: [{ bio: 'I count bridges.', language: 'en-US' }] });
export type MePatch = z.infer<typeof MePatch>;

export const DeleteMe = z
  .strictObject({
    password: z
      .string()
      .min(1)
      .max(1024)
      .optional()
      .describe('Needed unless the account signs in elsewhere and has none.'),
  })
  .meta({ examples: [{ password: 'the password of the account' }] });

const Rows = z.array(z.looseObject({}));
export const ExportBody = dataOf(
  z.object({
    exported_at: z.iso.datetime({ offset: true }),
    account: z.looseObject({}),
    profile: z.looseObject({}),
    sign_ins: Rows.describe('Where the account is signed in.'),
    activity: Rows.describe('What was done in its name, with addresses.'),
    wallet: Rows,
    game_sessions: Rows,
    attempts: Rows,
    messages: Rows,
    reviews: Rows,
    favorites: Rows,
    friends: Rows.describe('Friends, requests and blocks.'),
    rejected_requests: Rows.describe('Friend requests that were rejected, as long as it is kept.'),
    locks: Rows,
    unlock_requests: Rows,
    notifications: Rows,
    files: Rows.describe('Of each, /assets/:id gives the content.'),
  }),
);

export const ConfirmEmail = z
  .strictObject({
    token: z.string().min(1).max(4096).describe('From the link in the mail to the new address.'),
  })
  .meta({ examples: [{ token: 'the token of the link' }] });
