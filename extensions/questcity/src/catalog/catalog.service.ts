/** The catalogue's rules: what a player sees of the quests, in which order, and the favourites. */
import { z } from 'zod';
import { InvalidQueryError, NotFoundError } from '../kernel/errors.ts';
import { uuid } from '../kernel/fields.ts';
import { listPage, TimeKey } from '../kernel/page.ts';
import { type Call, JsonText } from '../kernel/route.ts';
import type { PageQuery, QuestListQuery, QuestSort } from './catalog.schema.ts';
import * as store from './catalog.store.ts';

/** What a cursor of each sort may carry: the text of a PostgreSQL value. */
const Timestamp = z.iso.datetime({ offset: true });
const Decimal = z.string().regex(/^\d{1,20}(\.\d{1,30})?(e-?\d{1,3})?$/);
const SORT_VALUE = {
  relevance: Decimal,
  rating: Decimal,
  newest: Timestamp,
  distance: Decimal,
  popular: z.string().regex(/^\d{1,10}$/),
} satisfies Record<QuestSort, z.ZodType>;

const cardOf = ({ card }: store.QuestRow) => card;

const SearchModeSchema = z.enum(['words', 'similar']);

/**
 * A page of published quests as a list body.
 * @throws InvalidQueryError when parameters don't go together
 * @throws InvalidCursorError
 */
export async function listQuests(
  { actor, database }: Call,
  parameters: QuestListQuery,
): Promise<JsonText> {
  const { limit: _limit, cursor: _cursor, sort: _sort, search, ...filters } = parameters;
  const sort = sortOf(parameters);
  /** By which the page was found; cursors carry it on. */
  let mode: store.SearchMode = 'words';
  return listPage(parameters, {
    name: 'quests',
    filters: { ...filters, search, sort },
    key: z.tuple([SearchModeSchema, SORT_VALUE[sort], uuid]),
    async read({ limit, after }) {
      const find = (by: store.SearchMode) => {
        mode = by;
        return store.readQuestPage(database, {
          user: actor.id,
          filters,
          ...(search !== undefined && { search: { text: search, mode: by } }),
          sort,
          ...(after && { after: { value: after[1], id: after[2] } }),
          limit,
        });
      };
      const rows = await find(after?.[0] ?? 'words');
      // A first page without words that match may hold a typo.
      return search === undefined || after || rows.length > 0 ? rows : find('similar');
    },
    textOf: cardOf,
    keyOf: (row) => [mode, row.sort_value, row.id],
  });
}

/** The sort that holds; each must have what it sorts by. */
function sortOf({ sort, search, near, radius }: QuestListQuery): QuestSort {
  if (radius !== undefined && !near) {
    throw new InvalidQueryError({ reason: '"radius" needs "near"' });
  }
  if (sort === 'distance' && !near) {
    throw new InvalidQueryError({ reason: '"sort=distance" needs "near"' });
  }
  if (sort === 'relevance' && search === undefined) {
    throw new InvalidQueryError({ reason: '"sort=relevance" needs "search"' });
  }
  return sort ?? (search !== undefined ? 'relevance' : near ? 'distance' : 'newest');
}

/**
 * One published quest, without anything that a locked point must keep.
 * @throws NotFoundError
 */
export async function getQuest({ actor, database, now }: Call, quest: string): Promise<JsonText> {
  const detail = await store.readQuest(database, actor.id, quest, now());
  if (detail === undefined) throw new NotFoundError({ thing: 'quest' });
  return new JsonText(`{"data":${detail}}`);
}

/** @throws NotFoundError when there is no such published quest */
export async function addFavorite({ actor, database }: Call, quest: string): Promise<void> {
  const found = await store.insertFavorite(database, actor.id, quest);
  if (!found) throw new NotFoundError({ thing: 'quest' });
}

/** Removing what is no favourite changes nothing. */
export async function removeFavorite({ actor, database }: Call, quest: string): Promise<void> {
  await store.deleteFavorite(database, actor.id, quest);
}

/** @throws InvalidCursorError */
export function listFavorites({ actor, database }: Call, query: PageQuery): Promise<JsonText> {
  return listPage(query, {
    name: 'favorites',
    filters: { user: actor.id },
    key: TimeKey,
    read: ({ limit, after }) =>
      store.readFavorites(database, actor.id, limit, after && { value: after[0], id: after[1] }),
    textOf: cardOf,
    keyOf: (row) => [row.sort_value, row.id],
  });
}
