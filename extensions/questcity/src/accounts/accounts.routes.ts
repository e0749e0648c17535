/** The own account and profile. Signing in, registering and passwords are Directus's own routes. */
import { route } from '../kernel/route.ts';
import { confirmEmailChange } from './email-change.service.ts';
import { exportMe } from './export.ts';
import { ConfirmEmail, DeleteMe, ExportBody, MeBody, MePatch } from './me.schema.ts';
import * as me from './me.service.ts';

export const accountRoutes = [
  route({
    method: 'get',
    path: '/me',
    access: 'player',
    name: 'getMe',
    tag: 'Account',
    summary: 'Own account, profile, balance and unread counts',
    response: MeBody,
    handle: (_, call) => me.readMe(call),
  }),
  route({
    method: 'patch',
    path: '/me',
    access: 'player',
    name: 'changeMe',
    tag: 'Account',
    summary: 'Change the own profile',
    description:
      'Fields that are left out stay. The address and the password are changed by `PATCH /users/me`.',
    body: MePatch,
    response: MeBody,
    handle: ({ body }, call) => me.updateMe(call, body),
  }),
  route({
    method: 'delete',
    path: '/me',
    access: 'player',
    name: 'deleteMe',
    tag: 'Account',
    summary: 'Delete the own account',
    description:
      'At once and for good. Messages and reviews stay without a name; everything else of the account, files included, is removed.',
    body: DeleteMe,
    errors: [
      { status: 401, code: 'INVALID_CREDENTIALS', when: 'The password is wrong.' },
      { status: 422, code: 'UNPROCESSABLE_CONTENT', when: 'The caller is the last administrator.' },
    ],
    handle: ({ body }, call) => me.deleteMe(call, body),
  }),
  route({
    method: 'get',
    path: '/me/export',
    access: 'player',
    name: 'exportMe',
    tag: 'Account',
    summary: 'Everything that is stored about the caller',
    response: ExportBody,
    handle: (_, call) => exportMe(call),
  }),
  route({
    method: 'post',
    path: '/email-changes/confirm',
    access: 'public',
    name: 'confirmEmailChange',
    tag: 'Account',
    summary: 'Confirm a new e-mail address',
    description:
      'With the token from the link that was mailed to it. Signs the account out everywhere. Repeating it changes nothing.',
    body: ConfirmEmail,
    errors: [
      {
        status: 403,
        code: 'INVALID_TOKEN',
        when: 'The token was not given here, or the address or password has changed since.',
      },
      { status: 401, code: 'TOKEN_EXPIRED', when: 'The token is older than a day.' },
    ],
    handle: ({ body }) => confirmEmailChange(body.token),
  }),
];
