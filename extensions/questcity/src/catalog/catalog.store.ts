/**
 * The catalogue's SQL. PostgreSQL composes the JSON of each quest, so that a page is read, joined
 * and written out in one statement and goes to the client as it came.
 */
import {
  type Database,
  empty,
  exactText,
  join,
  limitOf,
  literal,
  query,
  queryPrepared,
  raw,
  type Sql,
  sql,
  utcText,
} from '../kernel/database.ts';
import type { QuestListQuery, QuestSort } from './catalog.schema.ts';

export interface Position {
  latitude: number;
  longitude: number;
}

/** A quest as JSON text, with the value it is ordered by in this list, exact and as text. */
export interface QuestRow {
  id: string;
  card: string;
  sort_value: string | null;
}

/** Where the page before ended. */
export interface After {
  value: string | null;
  id: string;
}

/** What narrows the list; the fields of the query string. */
export type QuestFilters = Pick<
  QuestListQuery,
  'category' | 'city' | 'vehicle' | 'level' | 'group_size' | 'max_cost' | 'near' | 'radius'
>;

/** How `search` looks: whole words and their forms, or similar spelling. */
export type SearchMode = 'words' | 'similar';

export interface Search {
  text: string;
  mode: SearchMode;
}

export interface QuestPage {
  user: string;
  filters: QuestFilters;
  search?: Search;
  sort: QuestSort;
  after?: After;
  limit: number;
}

/**
 * The most matches that are ranked by relevance. A word that more quests than this have says too
 * little to rank by; without a bound, the work would grow with the catalogue.
 */
const MOST_RANKED = 100;

/** The most quests of similar spelling from which a filter or another order chooses. */
const MOST_SIMILAR = 5_000;

/** Start areas are rounded to about 110 m, so a distance says no more than that either. */
const DISTANCE_STEP_METRES = 100;

const EARTH_POSITION = raw('ll_to_earth(q.start_latitude, q.start_longitude)');

/** Great-circle metres from `near` to the quest's start area (extension earthdistance). */
function distanceTo(near: Position): Sql {
  return sql`earth_distance(${EARTH_POSITION}, ll_to_earth(${near.latitude}, ${near.longitude}))`;
}

function conditionsOf(filters: QuestFilters): Sql[] {
  return [sql`q.status = 'published'`, ...narrowingOf(filters)];
}

/** The conditions of the query string; none when nothing narrows the list. */
function narrowingOf(filters: QuestFilters): Sql[] {
  const { category, city, vehicle, level, group_size, max_cost, near, radius } = filters;
  const conditions: Sql[] = [];
  if (category) conditions.push(sql`q.category = any(${category}::uuid[])`);
  if (city) conditions.push(sql`q.city = any(${city}::uuid[])`);
  if (vehicle) conditions.push(sql`q.vehicle = any(${vehicle}::uuid[])`);
  if (level) conditions.push(sql`q.level = any(${level}::text[])`);
  if (group_size !== undefined) conditions.push(sql`q.group_size = ${group_size}`);
  if (max_cost !== undefined) conditions.push(sql`q.cost <= ${max_cost}`);
  if (near && radius !== undefined) {
    // The box is what the index can find; the distance cuts its corners off.
    conditions.push(
      sql`earth_box(ll_to_earth(${near.latitude}, ${near.longitude}), ${radius}) @> ${EARTH_POSITION}`,
      sql`${distanceTo(near)} <= ${radius}`,
    );
  }
  return conditions;
}

/** The fields of a card, from `q` joined with its category, city and vehicle. */
const CARD_FIELDS = sql`
  q.id, q.name, q.description, q.image,
  case when c.id is not null then json_build_object('id', c.id, 'name', c.name, 'image', c.image) end as category,
  case when t.id is not null then json_build_object('id', t.id, 'name', t.name, 'time_zone', t.time_zone) end as city,
  case when v.id is not null then json_build_object('id', v.id, 'name', v.name) end as vehicle,
  q.group_size, q.level, q.mileage, q.timeframe, q.cost, q.reward, q.subscription_only,
  q.rating, q.reviews_count, q.favorites_count, q.sessions_count, q.points_count,
  ${utcText('q.published_at')} as published_at`;

const CARD_JOINS = raw(`
  left join categories c on c.id = q.category
  left join cities t on t.id = q.city
  left join vehicles v on v.id = q.vehicle`);

function isFavorite(user: string): Sql {
  return sql`exists (select from favorites f where f.quest = q.id and f."user" = ${user}) as is_favorite`;
}

function distanceField(near: Position | undefined): Sql {
  if (!near) return sql`null::integer as distance`;
  const steps = sql`round(${distanceTo(near)} / ${DISTANCE_STEP_METRES}::float8)`;
  return sql`(${steps} * ${DISTANCE_STEP_METRES}::float8)::integer as distance`;
}

/** One page of published quests; up to `limit` rows in the order of `sort`. */
export async function readQuestPage(database: Database, page: QuestPage): Promise<QuestRow[]> {
  const { user, filters, after, limit } = page;
  const { source, conditions, id, value, order, keyset } = orderingOf(page);
  const where = [...conditions, ...(after ? [keyset(after)] : [])];
  // What is searched for decides the plan: a rare word wants the index, a common one does not.
  // Filters combine to more texts than can stay prepared.
  const run = page.search || narrowingOf(filters).length > 0 ? query : queryPrepared;
  // Rows are chosen first and decorated afterwards, so joins run for one page only.
  return run<QuestRow>(
    database,
    sql`with page as materialized (
          select ${id} as quest, ${value} as sort_value, row_number() over (order by ${order}) as place
            from ${source}
           ${where.length > 0 ? sql`where ${join(where, ' and ')}` : empty}
           order by ${order}
           limit ${limitOf(limit)}
        )
        select p.quest as id, ${exactText('p.sort_value')} as sort_value, (
            select row_to_json(card)::text from (
              select ${CARD_FIELDS}, ${isFavorite(user)}, ${distanceField(filters.near)}
            ) card
          ) as card
          from page p join quests q on q.id = p.quest ${CARD_JOINS}
         order by p.place`,
  );
}

interface Ordering {
  /** What stands behind FROM. */
  source: Sql;
  /** What holds for all of the list. */
  conditions: Sql[];
  /** The quest's id. */
  id: Sql;
  /** What the list is ordered by, before the id. */
  value: Sql;
  order: Sql;
  /** The condition for what comes after a row. */
  keyset: (after: After) => Sql;
}

function orderingOf(page: QuestPage): Ordering {
  const { sort, search, filters } = page;
  const descending = (value: Sql, type: Sql, id: Sql) => ({
    id,
    value,
    order: sql`${value} desc, ${id} desc`,
    keyset: ({ value: last, id: lastId }: After) =>
      sql`(${value}, ${id}) < (${last}::${type}, ${lastId}::uuid)`,
  });
  if (sort === 'relevance' && search) {
    const ordering = descending(sql`m.relevance`, sql`float8`, sql`m.quest`);
    return { ...ordering, ...rankedQuests(search, page) };
  }
  const id = sql`q.id`;
  const all = {
    source: search ? matchingQuests(search) : sql`quests q`,
    conditions: conditionsOf(filters),
  };
  if (sort === 'distance' && filters.near) {
    const { latitude, longitude } = filters.near;
    // cube's <-> is the chord through the Earth: it orders like the distance, and the index knows it.
    const chord = sql`(${EARTH_POSITION} <-> ll_to_earth(${latitude}, ${longitude}))`;
    return {
      ...all,
      id,
      value: chord,
      order: sql`${chord}, ${id}`,
      keyset: (after) => sql`(${chord}, ${id}) > (${after.value}::float8, ${after.id}::uuid)`,
    };
  }
  switch (sort) {
    case 'popular':
      return { ...all, ...descending(sql`q.sessions_count`, sql`integer`, id) };
    case 'rating':
      // What nobody has reviewed yet comes after all that somebody has.
      return { ...all, ...descending(sql`coalesce(q.rating, 0)`, sql`numeric`, id) };
    default:
      return { ...all, ...descending(sql`q.published_at`, sql`timestamptz`, id) };
  }
}

/** All quests that match the search, for lists in another order than by relevance. */
function matchingQuests({ text, mode }: Search): Sql {
  return mode === 'words'
    ? sql`questcity.quest_search s
            join quests q on q.id = s.quest and s.document @@ questcity.search_query(${text})`
    : sql`questcity.similar_quests(${text}, ${MOST_SIMILAR}) m join quests q on q.id = m.quest`;
}

/**
 * Published quests that match the search as `m`. `m.relevance` is between 0 and 1, and between 1 and 2 of
 * quests that are named after the words. The list's other conditions hold before the bound of what is
 * ranked, or a frequent word would hide all matches of a city behind those of others. What is searched
 * holds published quests alone, so that without other conditions the quests themselves need not be read.
 */
function rankedQuests(
  { text, mode }: Search,
  { filters, after, limit }: QuestPage,
): Pick<Ordering, 'source' | 'conditions'> {
  const narrowing = narrowingOf(filters);
  if (mode === 'similar') {
    // Spelling is compared before anything else is asked, so there must be some left afterwards.
    return narrowing.length > 0
      ? { source: matchingQuests({ text, mode }), conditions: narrowing }
      : { source: sql`questcity.similar_quests(${text}, ${MOST_RANKED}) m`, conditions: [] };
  }
  const words = sql`questcity.search_query(${text})`;
  const matches = (table: Sql, column: Sql, more: Sql[]) => sql`
          select s.quest, ts_rank(${column}, ${words})::float8 as relevance
            from ${table} s
                 ${narrowing.length > 0 ? sql`join quests q on q.id = s.quest` : empty}
           where ${join([...more, sql`${column} @@ ${words}`, ...narrowing], ' and ')}
           limit ${literal(MOST_RANKED)}`;
  // Other texts are looked at where too few are named after the words.
  const enough = literal(after ? MOST_RANKED : Math.min(limit, MOST_RANKED));
  const source = sql`(
        with named as materialized (${matches(sql`questcity.quest_names`, sql`s.named`, [])})
        select quest, max(relevance) as relevance
          from (
            select quest, 1 + relevance as relevance from named
            union all
            (${matches(sql`questcity.quest_search`, sql`s.document`, [
              sql`(select count(*) from named) < ${enough}`,
            ])})
          ) s
         group by quest
      ) m`;
  return { source, conditions: [] };
}

/** The detail of a published quest as JSON text; undefined when there is none. */
export async function readQuest(
  database: Database,
  user: string,
  quest: string,
  now: Date,
): Promise<string | undefined> {
  const [row] = await queryPrepared<{ detail: string }>(
    database,
    sql`select (select row_to_json(detail)::text from (
            select ${CARD_FIELDS}, ${isFavorite(user)}, q.auto_accrual, q.pay_extra,
              coalesce((
                select json_agg(json_build_object(
                    'id', m.id, 'name', m.name, 'description', m.description,
                    'price', m.price, 'currency', m.currency, 'image', m.image
                  ) order by m.sort, m.name)
                  from merch m where m.quest = q.id
              ), '[]'::json) as merch,
              (select a.session from session_members a
                 join sessions s on s.id = a.session
                where a."user" = ${user} and a.quest = q.id and a.active
                  and (s.deadline is null or s.deadline > ${now}::timestamptz)) as active_session
          ) detail) as detail
          from quests q ${CARD_JOINS}
         where q.id = ${quest} and q.status = 'published'`,
  );
  return row?.detail;
}

/** Makes a published quest a favourite; false when there is no such quest. Repeating changes nothing. */
export async function insertFavorite(
  database: Database,
  user: string,
  quest: string,
): Promise<boolean> {
  const rows = await query(
    database,
    sql`with wanted as (
          select id from quests where id = ${quest} and status = 'published'
        ), inserted as (
          insert into favorites (id, quest, "user")
          select gen_random_uuid(), id, ${user} from wanted
          on conflict (quest, "user") do nothing
        )
        select id from wanted`,
  );
  return rows.length > 0;
}

/** Removes a favourite, also of a quest that is no longer published. */
export async function deleteFavorite(
  database: Database,
  user: string,
  quest: string,
): Promise<void> {
  await query(database, sql`delete from favorites where quest = ${quest} and "user" = ${user}`);
}

/** A page of the user's favourites, the newest first; quests that are no longer published left out. */
export async function readFavorites(
  database: Database,
  user: string,
  limit: number,
  after?: After,
): Promise<QuestRow[]> {
  const keyset = after
    ? sql`and (f.created_at, f.quest) < (${after.value}::timestamptz, ${after.id}::uuid)`
    : empty;
  return queryPrepared<QuestRow>(
    database,
    sql`select f.quest as id, ${exactText('f.created_at')} as sort_value, (
            select row_to_json(card)::text from (
              select ${CARD_FIELDS}, true as is_favorite, null::integer as distance
            ) card
          ) as card
          from favorites f join quests q on q.id = f.quest ${CARD_JOINS}
         where f."user" = ${user} and q.status = 'published' ${keyset}
         order by f.created_at desc, f.quest desc
         limit ${limitOf(limit)}`,
  );
}
