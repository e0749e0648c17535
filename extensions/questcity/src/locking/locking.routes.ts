/** Locking users, which cuts them off at once, and unlocking them. */
import { POLICY } from '../kernel/actor.ts';
import { route } from '../kernel/route.ts';
import { AccountParams, AccountStatusBody, LockBody } from './locking.schema.ts';
import * as locking from './locking.service.ts';

const TAG = 'Locking';
const NO_SUCH_USER = { status: 404, code: 'NOT_FOUND', when: 'There is no such user.' };

export const lockingRoutes = [
  route({
    method: 'post',
    path: '/users/:id/lock',
    access: [POLICY.userModerator],
    name: 'lockUser',
    tag: TAG,
    summary: 'Lock a user',
    description:
      'Within a second the user is signed out everywhere and can do nothing any more. Nobody can lock themselves, and only an administrator an administrator (403). Repeating it changes nothing.',
    params: AccountParams,
    body: LockBody,
    response: AccountStatusBody,
    errors: [
      NO_SUCH_USER,
      {
        status: 409,
        code: 'ACCOUNT_NOT_ACTIVE',
        when: 'The account is neither active nor locked: never verified, invited, archived.',
      },
      {
        status: 409,
        code: 'LAST_ADMINISTRATOR',
        when: 'No active administrator would be left.',
      },
    ],
    handle: ({ params, body }, call) => locking.lockUser(call, params.id, body.reason),
  }),
  route({
    method: 'post',
    path: '/users/:id/unlock',
    access: [POLICY.userModerator],
    name: 'unlockUser',
    tag: TAG,
    summary: 'Unlock a user',
    description:
      'A pending unlock request of the user is approved by it. The user has to sign in anew. Repeating it changes nothing.',
    params: AccountParams,
    response: AccountStatusBody,
    errors: [
      NO_SUCH_USER,
      {
        status: 409,
        code: 'ACCOUNT_NOT_LOCKED',
        when: 'The account is neither locked nor active: never verified, invited, archived.',
      },
    ],
    handle: ({ params }, call) => locking.unlockUser(call, params.id),
  }),
];
