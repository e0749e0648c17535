/** What managers are told of a session before they pay its reward or cancel it. */
import { z } from 'zod';
import { dataOf, listOf, pageParameters, text, uuid } from '../kernel/fields.ts';
import { EntryKind } from '../wallet/wallet.schema.ts';
import { PointState, SessionStatus } from './sessions.schema.ts';

const Time = z.iso.datetime({ offset: true });
const Count = z.int().min(0);

export const RewardQueueQuery = z.strictObject({
  ...pageParameters,
  quest: uuid.optional().describe('Only sessions of this quest.'),
});
export type RewardQueueQuery = z.infer<typeof RewardQueueQuery>;

const Person = z.object({ id: uuid, username: z.string(), avatar: uuid.nullable() });
const Role = z.enum(['owner', 'member']);
const Account = z.object({ id: uuid, username: z.string() });
const QuestName = z.object({ id: uuid, name: z.string() });

const Attempts = z
  .object({
    total: Count,
    in_review: Count.describe('Those that wait for a decision.'),
    rejected: Count,
    reasons: z
      .array(z.object({ reason: z.string().describe('A code.'), count: Count }))
      .describe(
        'Of those in review and rejected, the most frequent first. An attempt with two reasons counts for both.',
      ),
  })
  .describe('All attempts of the session.');
export type Attempts = z.infer<typeof Attempts>;

export const RewardItem = z
  .object({
    id: uuid.describe('Of the session.'),
    quest: QuestName,
    players: z
      .array(Person.extend({ role: Role }))
      .describe('Who is paid: the members who have joined, the owner first.'),
    started_at: Time,
    completed_at: Time,
    duration: Count.describe('Seconds from start to completion.'),
    attempts: Attempts,
    reward: Count.describe('Credits for each player.'),
  })
  .meta({ id: 'RewardItem' });
export type RewardItem = z.infer<typeof RewardItem>;

export const RewardQueueBody = listOf(RewardItem);

export const SessionReport = z
  .object({
    id: uuid,
    quest: QuestName,
    status: SessionStatus,
    started_at: Time,
    deadline: Time.nullable(),
    ended_at: Time.nullable(),
    duration: Count.nullable().describe('Seconds from start to end; null until it has ended.'),
    progress: z.object({ solved: Count, total: Count }).describe('In points.'),
    points: z
      .array(
        z.object({
          id: uuid,
          order: z.int(),
          name: z.string().describe('As it was when the session started.'),
          state: PointState,
          arrived_at: Time.nullable(),
          solved_at: Time.nullable(),
          solved_by: Account.nullable().describe('Null also when the account was deleted.'),
        }),
      )
      .describe('In their order, those that are locked too.'),
    members: z
      .array(
        Person.extend({
          role: Role,
          status: z.enum(['invited', 'joined', 'left', 'declined', 'removed']),
          joined_at: Time.nullable(),
        }),
      )
      .describe('Past ones too, the owner first.'),
    attempts: Attempts,
    reward: z.object({
      credits: Count.describe('For each player.'),
      auto_accrual: z.boolean().describe('Paid at completion, without a manager.'),
      paid_at: Time.nullable(),
      paid_by: Account.nullable().describe('The manager who approved it.'),
    }),
    cancelled: z
      .object({ at: Time, by: Account.nullable(), note: z.string().nullable() })
      .nullable()
      .describe('When a manager has cancelled it.'),
    refund: Count.describe('Credits that its owner has paid, and gets back when it is cancelled.'),
    entries: z
      .array(
        z.object({
          id: uuid,
          user: Account.nullable().describe('Null when the account was deleted.'),
          kind: EntryKind,
          amount: z.int(),
          created_at: Time,
        }),
      )
      .describe('The ledger’s entries about the session, the oldest first.'),
    may: z
      .object({ approve: z.boolean(), cancel: z.boolean() })
      .describe('What can be decided now: see approveReward and cancelSession.'),
  })
  .meta({ id: 'SessionReport' });
export type SessionReport = z.infer<typeof SessionReport>;

export const SessionReportBody = dataOf(SessionReport);

export const CancelBody = z
  .strictObject({ note: text(0, 500).optional() })
  .meta({ examples: [{ note: 'The bridge is closed.' }] });
