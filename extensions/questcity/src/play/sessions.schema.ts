/** What the routes of sessions take and give. */
import { z } from 'zod';
import { dataOf, listOf, pageParameters, uuid } from '../kernel/fields.ts';

export const SessionStatus = z.enum(['active', 'completed', 'abandoned', 'expired']);
export type SessionStatus = z.infer<typeof SessionStatus>;

export const PointState = z.enum(['locked', 'available', 'arrived', 'solved']);

const Time = z.iso.datetime({ offset: true });

export const Activity = z.enum([
  'catch_ghost',
  'take_photo',
  'download_file',
  'scan_qr',
  'enter_code',
  'enter_word',
  'pick_up_artifact',
]);

export const SessionCard = z
  .object({
    id: uuid,
    quest: z.object({
      id: uuid,
      name: z.string(),
      image: uuid.nullable().describe('A file: /assets/:id'),
    }),
    status: SessionStatus,
    role: z.enum(['owner', 'member']).describe('The caller’s.'),
    membership: z
      .enum(['joined', 'invited'])
      .describe('The caller’s; who is invited sees no points until joined.'),
    started_at: Time,
    deadline: Time.nullable().describe('When it expires; null for no limit.'),
    ended_at: Time.nullable(),
    cancelled_at: Time.nullable().describe(
      'When a manager ended it and gave its credits back: it can neither be extended nor earn a reward.',
    ),
    extensions: z.int().describe('How often it was extended.'),
    extension_cost: z.int().describe('Credits for an extension, once it has expired.'),
    progress: z.object({ solved: z.int(), total: z.int() }).describe('In points.'),
    reward: z
      .object({
        credits: z.int(),
        paid_at: Time.nullable().describe('Null until it is paid.'),
      })
      .describe('For each member, once completed and, where the quest says so, approved.'),
  })
  .meta({ id: 'SessionCard' });
export type SessionCard = z.infer<typeof SessionCard>;

export const SessionPoint = z
  .object({
    id: uuid,
    order: z.int().describe('From 1.'),
    state: PointState.exclude(['locked']),
    name: z.string(),
    description: z.string().nullable(),
    activity: Activity,
    photo_kind: z.enum(['face_verification', 'direction_check', 'photo_matching']).nullable(),
    tool: z
      .object({
        id: uuid,
        name: z.string(),
        reveals: z.enum(['nothing', 'proximity', 'bearing', 'distance', 'location']),
        range_m: z.number().nullable().describe('Metres; null for unlimited.'),
      })
      .nullable()
      .describe('What helps in searching: see the point’s radar.'),
    parts: z
      .object({ held: z.array(z.int()), total: z.int() })
      .nullable()
      .describe('Of an artifact in parts.'),
    has_file: z
      .boolean()
      .describe('Whether the point’s file can be fetched now: see getSessionPointFile.'),
    places: z
      .array(
        z.object({
          latitude: z.number(),
          longitude: z.number(),
          part: z.int().nullable(),
        }),
      )
      .describe('Where it was, once solved; empty before.'),
    arrived_at: Time.nullable(),
    solved_at: Time.nullable(),
    solved_by: uuid.nullable().describe('A player.'),
  })
  .meta({ id: 'SessionPoint' });
export type SessionPoint = z.infer<typeof SessionPoint>;

export const SessionMember = z
  .object({
    user: z.object({
      id: uuid,
      username: z.string(),
      full_name: z.string().nullable(),
      avatar: uuid.nullable().describe('A file: /assets/:id'),
    }),
    role: z.enum(['owner', 'member']),
    status: z.enum(['joined', 'invited']),
    joined_at: Time.nullable(),
  })
  .meta({ id: 'SessionMember' });
export type SessionMember = z.infer<typeof SessionMember>;

export const Session = SessionCard.extend({
  group_size: z.int().describe('Players, at most.'),
  members: z.array(SessionMember),
  points: z.array(SessionPoint).describe('In order, as far as they are known.'),
}).meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const SessionListQuery = z.strictObject({
  ...pageParameters,
  status: SessionStatus.optional(),
});
export type SessionListQuery = z.infer<typeof SessionListQuery>;

export const SessionListBody = listOf(SessionCard);
export const SessionBody = dataOf(Session);

export const QuestParams = z.strictObject({ id: uuid });
export const SessionParams = z.strictObject({ id: uuid });
export const MemberParams = z.strictObject({ id: uuid, userId: uuid });
export const PointParams = z.strictObject({ id: uuid, pointId: uuid });

export const InviteBody = z
  .strictObject({ user_id: uuid.describe('A friend.') })
  .meta({ examples: [{ user_id: '3000593a-df47-5c0e-ba4b-d2ee39d71016' }] });
