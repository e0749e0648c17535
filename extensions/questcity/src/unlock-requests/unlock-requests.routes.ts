/** The public form of locked users, and the decisions about it. */
import { POLICY } from '../kernel/actor.ts';
import { route } from '../kernel/route.ts';
import {
  DecisionBody,
  ReceivedBody,
  UnlockRequestBody,
  UnlockRequestForm,
  UnlockRequestListBody,
  UnlockRequestParams,
  UnlockRequestQuery,
} from './unlock-requests.schema.ts';
import * as unlockRequests from './unlock-requests.service.ts';

const TAG = 'Unlock requests';
const HOUR_SECONDS = 3600;
const MODERATORS = [POLICY.userModerator];
const DECISION_ERRORS = [
  { status: 404, code: 'NOT_FOUND', when: 'There is no such request.' },
  { status: 409, code: 'ALREADY_DECIDED', when: 'Somebody else decided first.' },
];

export const unlockRequestRoutes = [
  route({
    method: 'post',
    path: '/unlock-requests',
    access: 'public',
    name: 'requestUnlock',
    tag: TAG,
    summary: 'Ask for a locked account to be unlocked',
    description:
      'The answer is the same whether there is such an account, it is locked, or a request of it is pending. 5 an hour from an address, and 5 an hour for an e-mail. A mail tells the decision.',
    body: UnlockRequestForm,
    response: ReceivedBody,
    status: 202,
    limits: [
      { name: 'unlock-address', points: 5, seconds: HOUR_SECONDS, of: 'address' },
      {
        name: 'unlock-email',
        points: 5,
        seconds: HOUR_SECONDS,
        of: (body) => (body as UnlockRequestForm).email.normalize('NFKC').toLowerCase(),
      },
    ],
    handle: ({ body }, call) => unlockRequests.submit(call, body),
  }),
  route({
    method: 'get',
    path: '/unlock-requests',
    access: MODERATORS,
    name: 'listUnlockRequests',
    tag: TAG,
    summary: 'Unlock requests, the newest first',
    query: UnlockRequestQuery,
    response: UnlockRequestListBody,
    handle: ({ query }, call) => unlockRequests.listRequests(call, query),
  }),
  route({
    method: 'post',
    path: '/unlock-requests/:id/approve',
    access: MODERATORS,
    name: 'approveUnlockRequest',
    tag: TAG,
    summary: 'Approve an unlock request',
    description:
      'The account is active again at once. Only an administrator decides about an administrator (403).',
    params: UnlockRequestParams,
    body: DecisionBody,
    response: UnlockRequestBody,
    errors: DECISION_ERRORS,
    handle: ({ params, body }, call) =>
      unlockRequests.decide(call, params.id, 'approved', body.note),
  }),
  route({
    method: 'post',
    path: '/unlock-requests/:id/reject',
    access: MODERATORS,
    name: 'rejectUnlockRequest',
    tag: TAG,
    summary: 'Reject an unlock request',
    description: 'Only an administrator decides about an administrator (403).',
    params: UnlockRequestParams,
    body: DecisionBody,
    response: UnlockRequestBody,
    errors: DECISION_ERRORS,
    handle: ({ params, body }, call) =>
      unlockRequests.decide(call, params.id, 'rejected', body.note),
  }),
];
