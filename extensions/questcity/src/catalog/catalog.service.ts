/** The catalogue's rules: what a player sees of the quests, in which order, and the favourites. */
import { z } from 'zod';
import { decodeCursor, listFingerprint } from '../kernel/cursor.ts';
import { InvalidQueryError, NotFoundError } from '../kernel/errors.ts';
import { DEFAULT_LIMIT, uuid } from '../kernel/fields.ts';
import { pageBody } from '../kernel/page.ts';
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
  const { limit = DEFAULT_LIMIT, cursor, sort: wanted, search, ...filters } = parameters;
  const sort = sortOf(parameters);
  const fingerprint = listFingerprint('quests', { ...filters, search, sort });
  const after = cursor
    ? decodeCursor(fingerprint, cursor, z.tuple([SearchModeSchema, SORT_VALUE[sort], uuid]))
    : undefined;

  const read = (mode: store.SearchMode) =>
    store.readQuestPage(database, {
      user: actor.id,
      filters,
      ...(search !== undefined && { search: { text: search, mode } }),
      sort,
      ...(after && { after: { value: after[1], id: after[2] } }),
      limit: limit + 1,
    });
  let mode: store.SearchMode = after?.[0] ?? 'words';
  let rows = await read(mode);
  // A first page without words that match may hold a typo. Cursors carry the mode on.
  if (search !== undefined && !after && rows.length === 0) {
    mode = 'similar';
    rows = await read(mode);
  }
  return pageBody(rows, limit, fingerprint, cardOf, (row) => [mode, row.sort_value, row.id]);
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
export async function listFavorites(
  { actor, database }: Call,
  { limit = DEFAULT_LIMIT, cursor }: PageQuery,
): Promise<JsonText> {
  const fingerprint = listFingerprint('favorites', { user: actor.id });
  const after = cursor ? decodeCursor(fingerprint, cursor, z.tuple([Timestamp, uuid])) : undefined;
  const rows = await store.readFavorites(
    database,
    actor.id,
    limit + 1,
    after && { value: after[0], id: after[1] },
  );
  return pageBody(rows, limit, fingerprint, cardOf, (row) => [row.sort_value, row.id]);
}
