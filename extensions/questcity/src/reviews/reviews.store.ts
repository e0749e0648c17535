/** The SQL of reviews. PostgreSQL composes the JSON of each, as in the catalogue. */
import {
  type Database,
  empty,
  exactText,
  limitOf,
  query,
  queryPrepared,
  raw,
  type Sql,
  sql,
  utcText,
} from '../kernel/database.ts';
import { PLAYER_CARD } from '../users/player-card.ts';
import type { ReviewSort } from './reviews.schema.ts';

/** A review as JSON text, with what it is ordered by, exact and as text. */
export interface ReviewRow {
  id: string;
  rating: number;
  created_at: string;
  review: string;
}

/** Where the page before ended. */
export interface After {
  rating: number;
  created_at: string;
  id: string;
}

/** The JSON of the review `r` with its author `p`, as `user` sees it. */
function asJson(user: string): Sql {
  return sql`(select row_to_json(review)::text from (
      select r.id, r.rating, r.text,
             case when p.id is not null then ${PLAYER_CARD} end as author,
             r.author is not distinct from ${user}::uuid as is_own, r.status,
             case when r.response is not null then json_build_object('text', r.response,
               'responded_at', ${utcText('r.responded_at')}) end as response,
             ${utcText('r.created_at')} as created_at, ${utcText('r.updated_at')} as updated_at
    ) review)`;
}

/** A page of a quest's published reviews that `user` may see; up to `limit` rows. */
export async function readReviews(
  database: Database,
  user: string,
  quest: string,
  { sort, limit, after }: { sort: ReviewSort; limit: number; after?: After | undefined },
): Promise<ReviewRow[]> {
  const byRating = sort === 'rating';
  let keyset = empty;
  if (after && byRating) {
    keyset = sql`and (r.rating, r.created_at, r.id)
                     < (${after.rating}::int, ${after.created_at}::timestamptz, ${after.id}::uuid)`;
  } else if (after) {
    keyset = sql`and (r.created_at, r.id) < (${after.created_at}::timestamptz, ${after.id}::uuid)`;
  }
  // Rows are chosen first, so that authors are joined and JSON is made for one page only.
  return queryPrepared<ReviewRow>(
    database,
    sql`with page as materialized (
          select r.* from reviews r
           where r.quest = ${quest} and r.status = 'published' ${keyset}
             and (r.author is null or not questcity.blocked(${user}::uuid, r.author))
           order by ${byRating ? raw('r.rating desc,') : empty} r.created_at desc, r.id desc
           limit ${limitOf(limit)}
        )
        select r.id, r.rating, ${exactText('r.created_at')} as created_at, ${asJson(user)} as review
          from page r left join profiles p on p.id = r.author
         order by ${byRating ? raw('r.rating desc,') : empty} r.created_at desc, r.id desc`,
  );
}

/** Whether there is such a published quest. */
export async function isPublished(database: Database, quest: string): Promise<boolean> {
  const rows = await queryPrepared(
    database,
    sql`select from quests where id = ${quest} and status = 'published'`,
  );
  return rows.length > 0;
}

/** Whether the quest is published and whether the user has started it; undefined without a quest. */
export async function readStanding(
  database: Database,
  user: string,
  quest: string,
): Promise<{ published: boolean; started: boolean } | undefined> {
  const [row] = await queryPrepared<{ published: boolean; started: boolean }>(
    database,
    sql`select q.status = 'published' as published, exists (
            select from session_members m
             where m.quest = q.id and m."user" = ${user} and m.joined_at is not null
          ) as started
          from quests q where q.id = ${quest}`,
  );
  return row;
}

/** The review as JSON text, found by its id; undefined when there is none. */
export async function readReview(
  database: Database,
  user: string,
  id: string,
): Promise<string | undefined> {
  const [row] = await queryPrepared<{ review: string }>(
    database,
    sql`select ${asJson(user)} as review
          from reviews r left join profiles p on p.id = r.author where r.id = ${id}`,
  );
  return row?.review;
}

/** The user's own review of a quest, whatever its status. */
export async function findOwn(
  database: Database,
  user: string,
  quest: string,
): Promise<{ id: string; status: 'published' | 'hidden' } | undefined> {
  const [row] = await queryPrepared<{ id: string; status: 'published' | 'hidden' }>(
    database,
    sql`select id, status from reviews where quest = ${quest} and author = ${user}`,
  );
  return row;
}

/** Writes the user's review of a quest; the same again changes nothing. */
export async function upsertReview(
  database: Database,
  user: string,
  quest: string,
  { rating, text }: { rating: number; text: string | null },
): Promise<{ id: string; created: boolean }> {
  const [row] = await query<{ id: string; created: boolean }>(
    database,
    sql`insert into reviews (id, quest, author, rating, text)
        values (gen_random_uuid(), ${quest}, ${user}, ${rating}, ${text})
        on conflict (quest, author) do update set rating = excluded.rating, text = excluded.text
        -- Only a row that was there before has been locked by this statement.
        returning id, xmax = 0 as created`,
  );
  return row as { id: string; created: boolean };
}

/** Deletes the user's review of a quest unless it is hidden. */
export async function deleteReview(database: Database, user: string, quest: string): Promise<void> {
  await query(
    database,
    sql`delete from reviews where quest = ${quest} and author = ${user} and status = 'published'`,
  );
}

/** Sets or, with null, removes the response; tells whether there was one, undefined without a review. */
export async function updateResponse(
  database: Database,
  manager: string,
  review: string,
  response: string | null,
): Promise<{ had: boolean } | undefined> {
  const [row] = await query<{ had: boolean }>(
    database,
    sql`with before as (
          select id, response is not null as had from reviews where id = ${review} for update
        )
        update reviews r set response = ${response}, responded_by = ${manager}
          from before where r.id = before.id
        returning before.had`,
  );
  return row;
}
