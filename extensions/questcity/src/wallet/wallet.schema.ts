/** What the wallet's routes take and give. */
import { z } from 'zod';
import { dataOf, listOf, pageParameters, uuid } from '../kernel/fields.ts';

/** What an entry is; the sign of its amount follows: see the rules of ledger_entries. */
export const EntryKind = z.enum([
  'purchase',
  'quest_cost',
  'reward',
  'extension',
  'refund',
  'adjustment',
]);

export const Wallet = z
  .object({ balance: z.int().min(0).describe('Credits; the sum of all entries.') })
  .meta({ id: 'Wallet' });

export const WalletEntry = z
  .object({
    id: uuid,
    kind: EntryKind,
    amount: z.int().describe('Credits; below zero for what was spent.'),
    quest: z
      .object({ id: uuid, name: z.string() })
      .nullable()
      .describe('The quest that it was about, if that is still there.'),
    session: uuid.nullable(),
    note: z.string().nullable(),
    created_at: z.iso.datetime({ offset: true }),
  })
  .meta({ id: 'WalletEntry' });

export const WalletBody = dataOf(Wallet);
export const WalletEntryListBody = listOf(WalletEntry);

export const PageQuery = z.strictObject(pageParameters);
export type PageQuery = z.infer<typeof PageQuery>;
