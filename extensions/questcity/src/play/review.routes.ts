/** What managers do about sessions: decide attempts, approve rewards, cancel. */
import { POLICY } from '../kernel/actor.ts';
import { route } from '../kernel/route.ts';
import {
  AttemptParams,
  CancelBody,
  DecideBody,
  QueueQuery,
  ReviewQueueBody,
} from './review.schema.ts';
import * as review from './review.service.ts';
import { SessionParams } from './sessions.schema.ts';
import * as sessions from './sessions.service.ts';

const NO_SUCH_SESSION = { status: 404, code: 'NOT_FOUND', when: 'There is no such session.' };
const DECIDED = { status: 409, code: 'ALREADY_DECIDED', when: 'It has been decided already.' };

export const reviewQueueRoutes = [
  route({
    method: 'get',
    path: '/attempts/review-queue',
    access: [POLICY.manager],
    name: 'listReviewQueue',
    tag: 'Managing play',
    summary: 'Attempts that wait for a decision, the oldest first',
    query: QueueQuery,
    response: ReviewQueueBody,
    errors: [
      {
        status: 400,
        code: 'INVALID_CURSOR',
        when: 'The cursor is damaged or belongs to another list or other filters.',
      },
    ],
    handle: ({ query }, call) => review.listQueue(call, query),
  }),
  route({
    method: 'post',
    path: '/attempts/:id/decide',
    access: [POLICY.manager],
    name: 'decideAttempt',
    tag: 'Managing play',
    summary: 'Accept or reject an attempt that is in review',
    description:
      'Accepting it moves the session on: the point is arrived at or solved, as `effect` said. The player sees it when the session is read next.',
    params: AttemptParams,
    body: DecideBody,
    errors: [{ status: 404, code: 'NOT_FOUND', when: 'There is no such attempt.' }, DECIDED],
    handle: ({ params, body }, call) => review.decideAttempt(call, params.id, body),
  }),
  route({
    method: 'post',
    path: '/sessions/:id/reward',
    access: [POLICY.manager],
    name: 'approveReward',
    tag: 'Managing play',
    summary: 'Pay the reward of a completed session to each of its members',
    description: 'For quests without automatic accrual.',
    params: SessionParams,
    errors: [
      NO_SUCH_SESSION,
      { status: 409, code: 'SESSION_NOT_COMPLETED', when: 'The session is not completed.' },
      DECIDED,
    ],
    handle: ({ params }, call) => sessions.approveReward(call, params.id),
  }),
  route({
    method: 'post',
    path: '/sessions/:id/cancel',
    access: [POLICY.manager],
    name: 'cancelSession',
    tag: 'Managing play',
    summary: 'End an active or expired session and refund what its owner has paid',
    params: SessionParams,
    body: CancelBody,
    errors: [
      NO_SUCH_SESSION,
      {
        status: 409,
        code: 'SESSION_NOT_ACTIVE',
        when: 'The session was completed or abandoned.',
      },
      DECIDED,
    ],
    handle: ({ params, body }, call) => sessions.cancelSession(call, params.id, body.note || null),
  }),
];
