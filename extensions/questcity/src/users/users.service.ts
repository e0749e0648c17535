/**
 * How players find each other. Never by e-mail; whose account is not active, or who has blocked the
 * caller, does not exist.
 */
import { z } from 'zod';
import { NotFoundError } from '../kernel/errors.ts';
import { listPage } from '../kernel/page.ts';
import { type Call, JsonText } from '../kernel/route.ts';
import type { PlayerSearchQuery } from './users.schema.ts';
import * as store from './users.store.ts';

const Key = z.tuple([z.number(), z.string().max(15)]);

/**
 * Players with that username or name, but not the caller and nobody with a block between them.
 *
 * @throws InvalidCursorError
 */
export function findPlayers(
  { actor, database }: Call,
  query: PlayerSearchQuery,
): Promise<JsonText> {
  const { search } = query;
  return listPage(query, {
    name: 'users',
    filters: { user: actor.id, search },
    key: Key,
    read: ({ limit, after }) =>
      store.findPlayers(database, actor.id, {
        search,
        limit,
        after: after && { rank: after[0], username: after[1] },
      }),
    textOf: (row) => row.item,
    keyOf: (row) => [row.rank, row.username],
  });
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
