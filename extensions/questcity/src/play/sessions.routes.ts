/** Sessions: starting, reading and ending them. */
import { route } from '../kernel/route.ts';
import {
  QuestParams,
  SessionBody,
  SessionListBody,
  SessionListQuery,
  SessionParams,
} from './sessions.schema.ts';
import * as sessions from './sessions.service.ts';

export const NO_SUCH_SESSION = {
  status: 404,
  code: 'NOT_FOUND',
  when: 'The caller is no member of such a session.',
};
export const NOT_ACTIVE = {
  status: 409,
  code: 'SESSION_NOT_ACTIVE',
  when: 'The session has ended.',
};
const TOO_FEW_CREDITS = {
  status: 402,
  code: 'INSUFFICIENT_CREDITS',
  when: 'The wallet holds less than it costs.',
};
const SUBSCRIBERS_ONLY = {
  status: 403,
  code: 'SUBSCRIPTION_REQUIRED',
  when: 'The quest is `subscription_only`, and the caller has no subscription.',
};
const ACTIVE_ALREADY = {
  status: 409,
  code: 'SESSION_ACTIVE',
  when: 'The player has an active session of this quest.',
};
const OWNER_ONLY = { status: 403, code: 'FORBIDDEN', when: 'The caller is not the owner.' };

export const sessionRoutes = [
  route({
    method: 'post',
    path: '/quests/:id/sessions',
    access: 'player',
    name: 'startSession',
    tag: 'Play',
    summary: 'Start a quest',
    description:
      'Charges the cost, pins the quest as it is now, and opens its first point. Later changes of the quest do not change the session.',
    params: QuestParams,
    response: SessionBody,
    status: 201,
    idempotent: true,
    errors: [
      TOO_FEW_CREDITS,
      SUBSCRIBERS_ONLY,
      { status: 404, code: 'NOT_FOUND', when: 'There is no such published quest.' },
      ACTIVE_ALREADY,
    ],
    handle: async ({ params }, call) => ({ data: await sessions.startSession(call, params.id) }),
  }),
  route({
    method: 'get',
    path: '/sessions',
    access: 'player',
    name: 'listSessions',
    tag: 'Play',
    summary: 'Own sessions and invitations, the newest first',
    query: SessionListQuery,
    response: SessionListBody,
    handle: ({ query }, call) => sessions.listSessions(call, query),
  }),
  route({
    method: 'get',
    path: '/sessions/:id',
    access: 'player',
    name: 'getSession',
    tag: 'Play',
    summary: 'Read a session: members, progress, and its points as far as they are known',
    params: SessionParams,
    response: SessionBody,
    errors: [NO_SUCH_SESSION],
    handle: async ({ params }, call) => ({ data: await sessions.getSession(call, params.id) }),
  }),
  route({
    method: 'post',
    path: '/sessions/:id/abandon',
    access: 'player',
    name: 'abandonSession',
    tag: 'Play',
    summary: 'Give a session up, for all its members',
    description: 'Its owner only. Nothing is refunded. Repeating it changes nothing.',
    params: SessionParams,
    response: SessionBody,
    errors: [OWNER_ONLY, NO_SUCH_SESSION, NOT_ACTIVE],
    handle: async ({ params }, call) => ({ data: await sessions.abandonSession(call, params.id) }),
  }),
  route({
    method: 'post',
    path: '/sessions/:id/extend',
    access: 'player',
    name: 'extendSession',
    tag: 'Play',
    summary: 'Make an expired session active for another timeframe',
    description: 'Its owner only, who pays `extension_cost`.',
    params: SessionParams,
    response: SessionBody,
    idempotent: true,
    errors: [
      TOO_FEW_CREDITS,
      OWNER_ONLY,
      NO_SUCH_SESSION,
      { status: 409, code: 'SESSION_NOT_EXPIRED', when: 'The session has not expired.' },
      { ...ACTIVE_ALREADY, when: 'A member plays this quest in another session.' },
    ],
    handle: async ({ params }, call) => ({ data: await sessions.extendSession(call, params.id) }),
  }),
];
