/** What locking takes and gives. */
import { z } from 'zod';
import { dataOf, text, uuid } from '../kernel/fields.ts';

export const AccountParams = z.strictObject({ id: uuid });

export const LockBody = z
  .strictObject({
    reason: text(1, 1024).describe('Why; kept in the history of the account, for staff only.'),
  })
  .meta({ examples: [{ reason: 'Insults in reviews.' }] });
export type LockBody = z.infer<typeof LockBody>;

export const AccountStatusBody = dataOf(
  z
    .object({ id: uuid, status: z.enum(['active', 'suspended']) })
    .meta({ id: 'AccountStatus', description: 'A locked account is suspended.' }),
);
export type AccountStatusBody = z.infer<typeof AccountStatusBody>;
