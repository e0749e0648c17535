/** Entries of the ledger that somebody makes by hand, at any of Directus's doors. */
import { randomUUID } from 'node:crypto';
import type { RegisterFunctions } from '@directus/extensions';
import { ForbiddenError, InvalidPayloadError } from '../kernel/errors.ts';

/**
 * By hand there are adjustments only; all other kinds come with what they are for. Who sends a
 * reference may repeat the request without a second entry.
 */
export function registerWalletHooks({ filter }: Pick<RegisterFunctions, 'filter'>): void {
  filter('ledger_entries.items.create', (payload, _meta, { accountability }) => {
    // Filters come before permissions.
    if (accountability && !accountability.admin) throw new ForbiddenError();
    const { kind = 'adjustment', reference, ...entry } = payload as Record<string, unknown>;
    if (kind !== 'adjustment') {
      throw new InvalidPayloadError({
        reason:
          'By hand, kind can only be adjustment: the other kinds are entered by what they are for',
      });
    }
    return { ...entry, kind, reference: reference || `adjustment:${randomUUID()}` };
  });
}
