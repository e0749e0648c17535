/** The SQL of finding players and of their public profiles. */
import {
  type Database,
  empty,
  limitOf,
  literal,
  queryPrepared,
  type Sql,
  sql,
  utcText,
} from '../kernel/database.ts';
import { PLAYER_CARD } from './player-card.ts';

/** A found player as JSON text, with what the list is ordered by. */
export interface PlayerRow {
  item: string;
  /** The smaller, the better. */
  rank: number;
  username: string;
}

export interface After {
  rank: number;
  username: string;
}

/** The most players that a search finds. */
const MOST_FOUND = 100;

const relationTo = (viewer: string): Sql => sql`coalesce((
    select e.state from friend_edges e where e."user" = ${viewer} and e.other = p.id), 'none')`;

/** A page of active players whom the viewer may find, the best match first. */
export function findPlayers(
  database: Database,
  viewer: string,
  { search, limit, after }: { search: string; limit: number; after: After | undefined },
): Promise<PlayerRow[]> {
  const keyset = after
    ? sql`(f.rank, f.username) > (${after.rank}::float8, ${after.username}::text) and`
    : empty;
  // The inner limit also keeps the blocks from being looked up for all of them: a page's are enough.
  return queryPrepared<PlayerRow>(
    database,
    sql`select f.rank, f.username, (${PLAYER_CARD}::jsonb
                 || jsonb_build_object('relation', ${relationTo(viewer)}))::text as item
          from (
            select f.player, f.rank, f.username collate "C" as username
              from questcity.find_players(${search}, ${viewer}) f
             order by f.rank, f.username collate "C"
             limit ${literal(MOST_FOUND)}
          ) f
          join profiles p on p.id = f.player
         where ${keyset} not questcity.blocked(${viewer}, f.player)
         order by f.rank, f.username
         limit ${limitOf(limit)}`,
  );
}

const CREATED_AT = utcText('p.created_at');

/** A public profile as JSON text; undefined when there is none for this viewer. */
export async function readProfile(
  database: Database,
  viewer: string,
  player: string,
): Promise<string | undefined> {
  const [row] = await queryPrepared<{ profile: string }>(
    database,
    sql`select (${PLAYER_CARD}::jsonb || jsonb_build_object(
                 'bio', p.bio, 'instagram', p.instagram, 'created_at', ${CREATED_AT},
                 'relation', case when p.id = ${viewer} then 'self' else ${relationTo(viewer)} end,
                 'friend_request', (
                   select e.id from friend_edges e
                    where e.state = 'request_sent'
                      and ((e."user" = ${viewer} and e.other = p.id)
                        or (e."user" = p.id and e.other = ${viewer})))))::text as profile
          from profiles p join directus_users u on u.id = p.id and u.status = 'active'
         where p.id = ${player}
           and not exists (select from friend_edges b
                            where b."user" = p.id and b.other = ${viewer} and b.state = 'blocked')`,
  );
  return row?.profile;
}
