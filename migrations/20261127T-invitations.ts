/** Who blocks a player, or is blocked, has no invitation open to or from that player. */
import { migration } from './kit.ts';

const endInvitations = `
create or replace function questcity.end_invitations() returns trigger language plpgsql as $$
begin
  if new.state = 'blocked' then
    update public.session_members m set status = 'declined'
      from public.sessions s
     where s.id = m.session and m.status = 'invited'
       and ((s.owner = new."user" and m."user" = new.other)
         or (s.owner = new.other and m."user" = new."user"));
  end if;
  return null;
end $$`;

export const { up, down } = migration({
  needs: ['friend_edges', 'session_members', 'sessions'],
  functions: [endInvitations],
  triggers: [
    {
      on: 'friend_edges',
      name: 'friend_edges_end_invitations',
      when: 'after insert or update',
      call: 'questcity.end_invitations()',
    },
  ],
});
