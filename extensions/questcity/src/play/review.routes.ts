/** What managers do about attempts. */
import { POLICY } from '../kernel/actor.ts';
import { route } from '../kernel/route.ts';
import {
  AttemptParams,
  AttemptTaskBody,
  DecideBody,
  QueueQuery,
  ReviewQueueBody,
} from './review.schema.ts';
import * as review from './review.service.ts';

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
    handle: ({ query }, call) => review.listQueue(call, query),
  }),
  route({
    method: 'get',
    path: '/attempts/:id/task',
    access: [POLICY.manager],
    name: 'getAttemptTask',
    tag: 'Managing play',
    summary: 'What an attempt is held against, and what accepting it does',
    description:
      'Its point and the vehicle, as they were at the start, and how its position was judged by that. Without the answers, which nobody reads.',
    params: AttemptParams,
    response: AttemptTaskBody,
    errors: [{ status: 404, code: 'NOT_FOUND', when: 'There is no such attempt.' }],
    handle: async ({ params }, call) => ({ data: await review.getTask(call, params.id) }),
  }),
  route({
    method: 'post',
    path: '/attempts/:id/decide',
    access: [POLICY.manager],
    name: 'decideAttempt',
    tag: 'Managing play',
    summary: 'Accept or reject an attempt that is in review',
    description:
      'Accepting it moves the session on: the point is arrived at or solved, as `effect` says. The player sees it when the session is read next.',
    params: AttemptParams,
    body: DecideBody,
    errors: [
      { status: 404, code: 'NOT_FOUND', when: 'There is no such attempt.' },
      { status: 409, code: 'ALREADY_DECIDED', when: 'It has been decided already.' },
    ],
    handle: ({ params, body }, call) => review.decideAttempt(call, params.id, body),
  }),
];
