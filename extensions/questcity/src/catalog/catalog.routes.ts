/** Quests as players find them, and their favourites. */
import { route } from '../kernel/route.ts';
import {
  PageQuery,
  QuestDetailBody,
  QuestListBody,
  QuestListQuery,
  QuestParams,
} from './catalog.schema.ts';
import * as catalog from './catalog.service.ts';

const NO_SUCH_QUEST = { status: 404, code: 'NOT_FOUND', when: 'There is no such published quest.' };

export const catalogRoutes = [
  route({
    method: 'get',
    path: '/quests',
    access: 'player',
    name: 'listQuests',
    tag: 'Quests',
    summary: 'Find published quests',
    query: QuestListQuery,
    response: QuestListBody,
    handle: ({ query }, call) => catalog.listQuests(call, query),
  }),
  route({
    method: 'get',
    path: '/quests/:id',
    access: 'player',
    name: 'getQuest',
    tag: 'Quests',
    summary: 'Read one published quest',
    params: QuestParams,
    response: QuestDetailBody,
    errors: [NO_SUCH_QUEST],
    handle: ({ params }, call) => catalog.getQuest(call, params.id),
  }),
  route({
    method: 'put',
    path: '/quests/:id/favorite',
    access: 'player',
    name: 'addFavorite',
    tag: 'Quests',
    summary: 'Make a quest a favourite',
    description: 'Repeating it changes nothing.',
    params: QuestParams,
    errors: [NO_SUCH_QUEST],
    handle: ({ params }, call) => catalog.addFavorite(call, params.id),
  }),
  route({
    method: 'delete',
    path: '/quests/:id/favorite',
    access: 'player',
    name: 'removeFavorite',
    tag: 'Quests',
    summary: 'Remove a quest from the favourites',
    description: 'Repeating it changes nothing.',
    params: QuestParams,
    handle: ({ params }, call) => catalog.removeFavorite(call, params.id),
  }),
  route({
    method: 'get',
    path: '/favorites',
    access: 'player',
    name: 'listFavorites',
    tag: 'Quests',
    summary: 'Own favourites, the newest first',
    query: PageQuery,
    response: QuestListBody,
    handle: ({ query }, call) => catalog.listFavorites(call, query),
  }),
];
