/** What unlock requests take and give. */
import { z } from 'zod';
import { dataOf, listOf, pageParameters, text, uuid } from '../kernel/fields.ts';
import { PlayerCard } from '../users/player-card.ts';

export const UnlockRequestForm = z
  .strictObject({
    email: text(3, 255)
      .regex(/^\S+@\S+$/, 'must be an e-mail address')
      .describe('Of the account, in any case.'),
    reason: text(1, 128),
    message: text(1, 1024),
  })
  .meta({
    examples: [
      { email: 'locked@demo.example.com', reason: 'A mistake', message: 'It was my brother.' },
    ],
  });
export type UnlockRequestForm = z.infer<typeof UnlockRequestForm>;

export const ReceivedBody = dataOf(
  z.object({
    status: z.literal('received').describe('The same whether or not there is such an account.'),
  }),
);

export const UnlockRequestStatus = z.enum(['pending', 'approved', 'rejected']);

export const UnlockRequestQuery = z.strictObject({
  ...pageParameters,
  status: UnlockRequestStatus.optional(),
});
export type UnlockRequestQuery = z.infer<typeof UnlockRequestQuery>;

const UnlockRequest = z
  .object({
    id: uuid,
    user: PlayerCard,
    reason: z.string(),
    message: z.string(),
    status: UnlockRequestStatus,
    note: z.string().nullable(),
    decided_by: PlayerCard.nullable(),
    decided_at: z.iso.datetime({ offset: true }).nullable(),
    created_at: z.iso.datetime({ offset: true }),
  })
  .meta({ id: 'UnlockRequest' });

export const UnlockRequestListBody = listOf(UnlockRequest);
export const UnlockRequestBody = dataOf(UnlockRequest);

export const UnlockRequestParams = z.strictObject({ id: uuid });

export const DecisionBody = z
  .strictObject({
    note: text(1, 1024).describe('Why it was decided so; the user may read it.'),
  })
  .meta({ examples: [{ note: 'It is the first time.' }] });

export type Decision = 'approved' | 'rejected';
