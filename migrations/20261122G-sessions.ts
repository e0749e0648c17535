/** Sessions and their members. */
import { migration } from './kit.ts';

/**
 * active -> completed | abandoned | expired; expired -> active (an extension) | completed (its last
 * attempt is accepted late). What is played is pinned.
 */
export const guardSession = `
create or replace function questcity.guard_session() returns trigger language plpgsql as $$
begin
  if new.status <> old.status and (old.status, new.status) not in (
    ('active', 'completed'), ('active', 'abandoned'), ('active', 'expired'), ('expired', 'active'),
    ('expired', 'completed')
  ) then
    perform questcity.refuse('sessions_status_step',
      format('A session that is %s cannot become %s', old.status, new.status), 'sessions', 'status');
  end if;
  new.started_at := questcity.kept_time(new.started_at, old.started_at);
  if new.quest <> old.quest or new.started_at <> old.started_at
     or new.content::text <> old.content::text then
    perform questcity.refuse('sessions_pinned',
      'A session keeps the quest, the content and the start it began with', 'sessions', 'content');
  end if;
  return new;
end $$`;

/** Members of an ended session are free to start the quest again; see session_members_one_active. */
const sessionChanged = `
create or replace function questcity.session_changed() returns trigger language plpgsql as $$
begin
  if new.status <> old.status then
    update public.session_members set active = (new.status = 'active' and status = 'joined')
     where session = new.id;
  end if;
  return null;
end $$`;

/**
 * quest and active are copies that make "one active session per quest and user" an index. The size
 * of the group is the pinned one (content.group_size) when the content has it. Invitations count,
 * else a fifth player could accept; the session's lock makes two who accept at once take turns.
 */
const guardMember = `
create or replace function questcity.guard_session_member() returns trigger language plpgsql as $$
declare
  s record;
begin
  if tg_op = 'UPDATE' and (new.session <> old.session or new."user" <> old."user") then
    perform questcity.refuse('session_members_fixed',
      'A member stays in the session: remove this one and invite the other player', 'session_members');
  end if;
  select sessions.quest, sessions.status,
         case when json_typeof(sessions.content -> 'group_size') = 'number'
              then (sessions.content ->> 'group_size')::numeric else quests.group_size end as size
    into s
    from public.sessions join public.quests on quests.id = sessions.quest
   where sessions.id = new.session
     for no key update of sessions;
  if not found then
    return new; -- the foreign key says so
  end if;
  new.quest := s.quest;
  new.active := s.status = 'active' and new.status = 'joined';
  if new.status = 'joined' and new.joined_at is null then
    new.joined_at := now();
  end if;
  if new.status in ('invited', 'joined')
     and (tg_op = 'INSERT' or old.status not in ('invited', 'joined'))
     and (select count(*) from public.session_members
           where session = new.session and id <> new.id and status in ('invited', 'joined')) >= s.size then
    perform questcity.refuse('session_members_group_size',
      format('The group is full: this quest is for at most %s', s.size), 'session_members', 'session');
  end if;
  return new;
end $$`;

export const { up, down } = migration({
  needs: ['quests', 'sessions', 'session_members'],
  functions: [guardSession, sessionChanged, guardMember],
  rules: [
    {
      on: 'sessions',
      name: 'sessions_status_known',
      rule: `check (status in ('active', 'completed', 'abandoned', 'expired'))`,
      message: 'status must be one of: active, completed, abandoned, expired',
    },
    {
      on: 'sessions',
      name: 'sessions_ended_not_active',
      rule: `check (status <> 'active' or ended_at is null)`,
      message: 'An active session has no end: empty ended_at',
    },
    {
      on: 'sessions',
      name: 'sessions_deadline_after_start',
      rule: 'check (deadline > started_at)',
      message: 'The deadline must be after the start',
    },
    {
      on: 'sessions',
      name: 'sessions_numbers',
      rule: 'check (extensions >= 0 and cost >= 0)',
      message: 'extensions and cost must not be below zero',
    },
    {
      on: 'session_members',
      name: 'session_members_unique',
      rule: 'unique (session, "user")',
      message: 'This player is in the session already',
    },
    {
      on: 'session_members',
      name: 'session_members_role_known',
      rule: `check (role in ('owner', 'member'))`,
      message: 'role must be owner or member',
    },
    {
      on: 'session_members',
      name: 'session_members_status_known',
      rule: `check (status in ('invited', 'joined', 'left', 'declined', 'removed'))`,
      message: 'status must be one of: invited, joined, left, declined, removed',
    },
  ],
  indexes: [
    {
      on: 'session_members',
      name: 'session_members_one_active',
      using: '("user", quest) where active',
      unique: true,
      message: 'This player has an active session of this quest already',
    },
    {
      on: 'session_members',
      name: 'session_members_one_owner',
      using: `(session) where role = 'owner'`,
      unique: true,
      message: 'The session has an owner already',
    },
    // "Has this player ever started the quest", asked when a review is written.
    {
      on: 'session_members',
      name: 'session_members_started',
      using: '(quest, "user") where joined_at is not null',
    },
    // For the job that expires sessions.
    {
      on: 'sessions',
      name: 'sessions_due',
      using: `(deadline, id) where status = 'active'`,
    },
  ],
  triggers: [
    {
      on: 'sessions',
      name: 'sessions_guarded',
      when: 'before update',
      call: 'questcity.guard_session()',
    },
    {
      on: 'sessions',
      name: 'sessions_members_active',
      when: 'after update',
      call: 'questcity.session_changed()',
    },
    {
      on: 'session_members',
      name: 'session_members_guarded',
      when: 'before insert or update',
      call: 'questcity.guard_session_member()',
    },
  ],
});
