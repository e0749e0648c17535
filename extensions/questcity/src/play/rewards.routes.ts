/** What managers do about whole sessions: approve rewards, cancel. */
import { POLICY } from '../kernel/actor.ts';
import { route } from '../kernel/route.ts';
import {
  CancelBody,
  RewardQueueBody,
  RewardQueueQuery,
  SessionReportBody,
} from './rewards.schema.ts';
import * as rewards from './rewards.service.ts';
import { SessionParams } from './sessions.schema.ts';

const NO_SUCH_SESSION = { status: 404, code: 'NOT_FOUND', when: 'There is no such session.' };
const DECIDED = { status: 409, code: 'ALREADY_DECIDED', when: 'It has been decided already.' };

export const rewardRoutes = [
  route({
    method: 'get',
    path: '/rewards/review-queue',
    access: [POLICY.manager],
    name: 'listRewardQueue',
    tag: 'Managing play',
    summary: 'Completed sessions whose reward waits for approval, the first completed first',
    description:
      'Of quests without automatic accrual, and those that were completed by attempts sent after the deadline. See approveReward and cancelSession.',
    query: RewardQueueQuery,
    response: RewardQueueBody,
    handle: ({ query }, call) => rewards.listRewardQueue(call, query),
  }),
  route({
    method: 'get',
    path: '/sessions/:id/report',
    access: [POLICY.manager],
    name: 'getSessionReport',
    tag: 'Managing play',
    summary:
      'Read any session: points, members, attempts by outcome, credits moved, what can be decided',
    params: SessionParams,
    response: SessionReportBody,
    errors: [NO_SUCH_SESSION],
    handle: async ({ params }, call) => ({
      data: await rewards.getSessionReport(call, params.id),
    }),
  }),
  route({
    method: 'post',
    path: '/sessions/:id/reward',
    access: [POLICY.manager],
    name: 'approveReward',
    tag: 'Managing play',
    summary: 'Pay the reward of a completed session to each of its members',
    description: 'Where it was not paid at once: see listRewardQueue.',
    params: SessionParams,
    errors: [
      NO_SUCH_SESSION,
      { status: 409, code: 'SESSION_NOT_COMPLETED', when: 'The session is not completed.' },
      DECIDED,
    ],
    handle: ({ params }, call) => rewards.approveReward(call, params.id),
  }),
  route({
    method: 'post',
    path: '/sessions/:id/cancel',
    access: [POLICY.manager],
    name: 'cancelSession',
    tag: 'Managing play',
    summary: 'End a session and refund what its owner has paid',
    description:
      'One that is active, expired, or completed while its reward waits for approval, which then is never paid.',
    params: SessionParams,
    body: CancelBody,
    errors: [
      NO_SUCH_SESSION,
      {
        status: 409,
        code: 'SESSION_NOT_ACTIVE',
        when: 'The session was abandoned, or its reward was paid.',
      },
      DECIDED,
    ],
    handle: ({ params, body }, call) => rewards.cancelSession(call, params.id, body.note || null),
  }),
];
