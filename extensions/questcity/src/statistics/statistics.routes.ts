/** Statistics of quests, for those who write them. */
import { POLICY } from '../kernel/actor.ts';
import { route } from '../kernel/route.ts';
import { StatisticsBody, StatisticsParams, StatisticsQuery } from './statistics.schema.ts';
import * as statistics from './statistics.service.ts';

export const statisticsRoutes = [
  route({
    method: 'get',
    path: '/quests/:id/statistics',
    access: [POLICY.manager, POLICY.questEditor],
    name: 'getQuestStatistics',
    tag: 'Statistics',
    summary: 'How a quest is played',
    description: 'For managers and quest editors, of a quest in any status.',
    params: StatisticsParams,
    query: StatisticsQuery,
    response: StatisticsBody,
    errors: [{ status: 404, code: 'NOT_FOUND', when: 'There is no such quest.' }],
    handle: ({ params, query }, call) => statistics.getQuestStatistics(call, params.id, query),
  }),
];
