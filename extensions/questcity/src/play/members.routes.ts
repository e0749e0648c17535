/** Playing together. */
import { route } from '../kernel/route.ts';
import * as members from './members.service.ts';
import { NO_SUCH_SESSION, NOT_ACTIVE } from './sessions.routes.ts';
import { InviteBody, MemberParams, SessionBody, SessionParams } from './sessions.schema.ts';

const NOT_FRIENDS = {
  status: 409,
  code: 'NOT_FRIENDS',
  when: 'The two are no friends, there is no such player, or somebody of the session and the player have blocked each other.',
};

export const memberRoutes = [
  route({
    method: 'post',
    path: '/sessions/:id/members',
    access: 'player',
    name: 'inviteSessionMember',
    tag: 'Play',
    summary: 'Invite a friend into the own session',
    params: SessionParams,
    body: InviteBody,
    response: SessionBody,
    status: 201,
    also: [{ status: 200, when: 'The player was invited or in the session already.' }],
    errors: [
      { status: 403, code: 'FORBIDDEN', when: 'The caller is not the owner.' },
      NO_SUCH_SESSION,
      NOT_ACTIVE,
      NOT_FRIENDS,
      {
        status: 409,
        code: 'GROUP_FULL',
        when: 'The group is as large as the quest allows, invitations included.',
      },
    ],
    handle: ({ params, body }, call) => members.inviteMember(call, params.id, body.user_id),
  }),
  route({
    method: 'post',
    path: '/sessions/:id/members/accept',
    access: 'player',
    name: 'acceptSessionInvitation',
    tag: 'Play',
    summary: 'Accept an invitation',
    description: 'Repeating it changes nothing.',
    params: SessionParams,
    response: SessionBody,
    errors: [
      { status: 404, code: 'NOT_FOUND', when: 'The caller is not invited to such a session.' },
      NOT_ACTIVE,
      NOT_FRIENDS,
      {
        status: 409,
        code: 'SESSION_ACTIVE',
        when: 'The caller has an active session of this quest.',
      },
    ],
    handle: async ({ params }, call) => ({
      data: await members.acceptInvitation(call, params.id),
    }),
  }),
  route({
    method: 'delete',
    path: '/sessions/:id/members/:userId',
    access: 'player',
    name: 'removeSessionMember',
    tag: 'Play',
    summary: 'Leave a session, decline an invitation, or remove a member from the own session',
    description: 'Repeating it changes nothing. The owner cannot leave, only abandon the session.',
    params: MemberParams,
    errors: [
      { status: 403, code: 'FORBIDDEN', when: 'It is another player, and not the own session.' },
      NO_SUCH_SESSION,
      { status: 409, code: 'OWNER_STAYS', when: 'The owner wants to leave.' },
      NOT_ACTIVE,
    ],
    handle: ({ params }, call) => members.removeMember(call, params.id, params.userId),
  }),
];
