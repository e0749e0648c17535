/** What the routes of the review queue take and give. */
import { z } from 'zod';
import { dataOf, listOf, pageParameters, uuid } from '../kernel/fields.ts';
import { Reason } from './attempts.schema.ts';
import { Activity, PointState, SessionStatus } from './sessions.schema.ts';

const Time = z.iso.datetime({ offset: true });

export const QueueQuery = z.strictObject({
  ...pageParameters,
  quest: uuid.optional().describe('Only attempts at this quest.'),
});
export type QueueQuery = z.infer<typeof QueueQuery>;

/** A point as it was pinned, without its answers. */
const PointOfAttempt = z.object({
  id: uuid,
  order: z.int(),
  name: z.string(),
  activity: Activity,
  photo_kind: z.enum(['face_verification', 'direction_check', 'photo_matching']).nullable(),
  reference_photo: uuid.nullable().describe('A file.'),
  heading: z.number().nullable(),
  heading_tolerance: z.number().nullable(),
  places: z.array(
    z.object({
      latitude: z.number(),
      longitude: z.number(),
      detection_radius: z.number().describe('Metres.'),
      interaction_inaccuracy: z
        .number()
        .describe('Metres that are added for an inaccurate position, at most.'),
      part: z.int().nullable(),
    }),
  ),
});
export type PointOfAttempt = z.infer<typeof PointOfAttempt>;

/** Of what is done to the point, as it and the session are now. */
const AcceptingEffect = z.enum(['solved', 'arrived', 'none']);
export type AcceptingEffect = z.infer<typeof AcceptingEffect>;

const WHAT_ACCEPTING_DOES =
  'What accepting it does as the session is now: the point is solved or arrived at (with one more part, if it is in parts), or it is only noted, since the point is solved already or the session is completed, given up or cancelled. In an expired session it counts.';

export const AttemptTask = z
  .object({
    point: PointOfAttempt.nullable().describe('Null when it is not in the pinned quest.'),
    judged: z
      .object({
        place: z.int().describe('Index in `places`: the one that the position fits best.'),
        distance: z.number().describe('Metres from it.'),
        reach: z.number().describe('Up to so many metres the position counts as being there.'),
      })
      .nullable()
      .describe('Null when there is no position or no place.'),
    speed_kmh: z
      .number()
      .nullable()
      .describe(
        'From the last accepted position of the player, at least: their inaccuracies may hide more. Null when there is none.',
      ),
    top_speed_kmh: z.number().nullable().describe("Of the quest's vehicle."),
    effect: AcceptingEffect.nullable().describe(
      `${WHAT_ACCEPTING_DOES} Null when it does not wait for a decision.`,
    ),
  })
  .meta({ id: 'AttemptTask' });
export type AttemptTask = z.infer<typeof AttemptTask>;

export const AttemptTaskBody = dataOf(AttemptTask);

export const ReviewItem = z
  .object({
    id: uuid,
    created_at: Time.describe('When the server got it.'),
    player: z
      .object({ id: uuid, username: z.string(), avatar: uuid.nullable() })
      .nullable()
      .describe('Null when the account was deleted.'),
    quest: z.object({ id: uuid, name: z.string() }),
    session: z.object({ id: uuid, status: SessionStatus, started_at: Time }),
    point: PointOfAttempt.extend({
      state: PointState.describe('In the session now.'),
    }).nullable(),
    position: z.object({
      latitude: z.number().nullable(),
      longitude: z.number().nullable(),
      accuracy: z.number().nullable(),
      heading: z.number().nullable(),
      captured_at: Time,
      mocked: z.boolean(),
    }),
    distance: z.number().nullable().describe('Metres from the place.'),
    score: z.number().nullable().describe('How far the position is trusted, 0 to 1.'),
    photo: uuid.nullable().describe('A file.'),
    answer: z
      .object({ given: z.array(z.string()), part: z.int().nullable() })
      .describe('What kind of answer was given; the answer itself is not kept.'),
    reasons: z.array(Reason),
    effect: AcceptingEffect.describe(WHAT_ACCEPTING_DOES),
  })
  .meta({ id: 'ReviewItem' });
export type ReviewItem = z.infer<typeof ReviewItem>;

export const ReviewQueueBody = listOf(ReviewItem);

export const AttemptParams = z.strictObject({ id: uuid });

const Note = z
  .string()
  .normalize('NFC')
  .trim()
  .max(500)
  .regex(/^(?:[\n\r\t]|\P{Cc})*$/u, 'must not hold control characters');

export const DecideBody = z
  .strictObject({
    decision: z.enum(['accept', 'reject']),
    note: Note.optional(),
  })
  .meta({ examples: [{ decision: 'accept', note: 'Both faces are there.' }] });
export type DecideBody = z.infer<typeof DecideBody>;
