/** What the routes of attempts take and give. */
import { z } from 'zod';
import { dataOf, uuid } from '../kernel/fields.ts';
import { REASON_CODES } from './reasons.ts';
import { SessionCard, SessionPoint } from './sessions.schema.ts';

/** How many attempts a batch may hold. */
const MOST_AT_ONCE = 100;

/** Phones whose clock is off by more are refused outright. */
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

export const Position = z
  .strictObject({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    accuracy: z.number().min(0).max(10_000_000).describe('Metres, as the phone gives it.'),
    captured_at: z.iso
      .datetime({ offset: true })
      .refine((text) => Date.parse(text) > EARLIEST && Date.parse(text) < LATEST, {
        error: 'must be a time of this century',
      })
      .describe('When the phone measured it.'),
    heading: z
      .number()
      .min(0)
      .max(360)
      .optional()
      .describe('Where the phone looks: degrees clockwise from north.'),
    mocked: z.boolean().optional().describe('Whether the phone says that the position is made up.'),
  })
  .meta({ id: 'Position' });

export const Answer = z
  .strictObject({
    word: z.string().max(255).optional(),
    code: z.string().max(255).optional(),
    qr: z.string().max(2048).optional().describe('The payload of the QR code.'),
    file_id: uuid.optional().describe('The photo: a file that the caller has uploaded.'),
    part: z.int().min(1).max(3).optional().describe('Of an artifact in parts.'),
  })
  .meta({ id: 'AttemptProof' });

const EXAMPLE = {
  client_attempt_id: '6f0d8f0e-5c0a-4f55-9a5e-2f6b1c0f7a11',
  position: {
    latitude: 59.9343,
    longitude: 30.3351,
    accuracy: 8,
    captured_at: '2026-11-22T19:36:33Z',
  },
  answer: { word: 'sphinx' },
};

export const AttemptBody = z
  .strictObject({
    client_attempt_id: uuid.describe('Made by the client; repeating it returns the first answer.'),
    position: Position,
    answer: Answer.optional(),
  })
  .meta({ examples: [EXAMPLE] });
export type AttemptBody = z.infer<typeof AttemptBody>;

export const Reason = z.object({
  code: z.enum(REASON_CODES),
  message: z.string().describe('For the player, in the language of the account.'),
});

export const AttemptResult = z
  .object({
    outcome: z.enum(['arrived', 'solved', 'rejected', 'in_review']),
    reasons: z.array(Reason),
    point: SessionPoint.nullable().describe('As it is after the attempt.'),
    next_point: SessionPoint.optional().describe('The point that this attempt has opened.'),
    session: SessionCard,
  })
  .meta({ id: 'AttemptResult' });
export type AttemptResult = z.infer<typeof AttemptResult>;

export const AttemptResultBody = dataOf(AttemptResult);

export const BatchBody = z
  .strictObject({
    attempts: z
      .array(AttemptBody.extend({ point_id: uuid }))
      .min(1)
      .max(MOST_AT_ONCE)
      .describe('In the order in which they were made.'),
  })
  .meta({
    examples: [{ attempts: [{ ...EXAMPLE, point_id: 'c7a1c9f2-5a1f-4d0b-9a55-7a0d5d9b3a10' }] }],
  });
export type BatchBody = z.infer<typeof BatchBody>;

export const BatchResultBody = dataOf(
  z.array(
    AttemptResult.extend({ client_attempt_id: uuid, point_id: uuid }).meta({ id: 'BatchResult' }),
  ),
);
