/**
 * How players find each other. Never by e-mail; whose account is not active, or who has blocked the
 * caller, does not exist.
 */
import { z } from 'zod';
import { decodeCursor, listFingerprint } from '../kernel/cursor.ts';
import { NotFoundError } from '../kernel/errors.ts';
import { DEFAULT_LIMIT } from '../kernel/fields.ts';
import { pageBody } from '../kernel/page.ts';
import { type Call, JsonText } from '../kernel/route.ts';
import type { PlayerSearchQuery } from './users.schema.ts';
import * as store from './users.store.ts';

const Key = z.tuple([z.number(), z.string().max(15)]);

/**
 * Players with that username or name, but not the caller and nobody with a block between them.
 *
 * @throws InvalidCursorError
 */
export async function findPlayers(
  { actor, database }: Call,
  { search, limit = DEFAULT_LIMIT, cursor }: PlayerSearchQuery,
): Promise<JsonText> {
  const fingerprint = listFingerprint('users', { user: actor.id, search });
  const key = cursor && decodeCursor(fingerprint, cursor, Key);
  const rows = await store.findPlayers(database, actor.id, {
    search,
    limit: limit + 1,
    after: key ? { rank: key[0], username: key[1] } : undefined,
  });
  return pageBody(
    rows,
    limit,
    fingerprint,
    (row) => row.item,
    (row) => [row.rank, row.username],
  );
}

/**
 * The public profile of a player, also of one whom the caller has blocked.
 *
 * @throws NotFoundError
 */
export async function getPlayer({ actor, database }: Call, player: string): Promise<JsonText> {
  const profile = await store.readProfile(database, actor.id, player);
  if (profile === undefined) throw new NotFoundError({ thing: 'player' });
  return new JsonText(`{"data":${profile}}`);
}
