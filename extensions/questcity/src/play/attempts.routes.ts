/** Attempts at points. */
import { route } from '../kernel/route.ts';
import { AttemptBody, AttemptResultBody, BatchBody, BatchResultBody } from './attempts.schema.ts';
import * as attempts from './attempts.service.ts';
import { NO_SUCH_SESSION } from './sessions.routes.ts';
import { PointParams, SessionParams } from './sessions.schema.ts';

export const attemptRoutes = [
  route({
    method: 'post',
    path: '/sessions/:id/points/:pointId/attempts',
    access: 'player',
    name: 'makeAttempt',
    tag: 'Play',
    summary: 'Try to arrive at a point or to solve it',
    description:
      'Every attempt is recorded and answered with its outcome; `reasons` say why it was not accepted. Repeating a `client_attempt_id` returns the first answer unchanged.',
    params: PointParams,
    body: AttemptBody,
    response: AttemptResultBody,
    errors: [
      {
        status: 404,
        code: 'NOT_FOUND',
        when: 'The caller is no member of such a session, or the point is not open.',
      },
    ],
    handle: ({ params, body }, call) => attempts.makeAttempt(call, params.id, params.pointId, body),
  }),
  route({
    method: 'post',
    path: '/sessions/:id/attempts/batch',
    access: 'player',
    name: 'makeAttempts',
    tag: 'Play',
    summary: 'Send attempts that were made offline',
    description:
      'Taken in order, one answer each. A position may be older than two minutes, but must lie within the session’s time and not before the one that precedes it. A point that is not open gives a rejection (`unknown_point`). Sending a batch again changes nothing.',
    params: SessionParams,
    body: BatchBody,
    response: BatchResultBody,
    errors: [NO_SUCH_SESSION],
    handle: ({ params, body }, call) => attempts.makeAttempts(call, params.id, body),
  }),
];
