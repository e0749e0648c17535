/** Sessions, their members, the state of their points, and the attempts. */
import { migration } from './kit.ts';

/** active -> completed | abandoned | expired; expired -> active (an extension). What is played is pinned. */
const guardSession = `
create or replace function questcity.guard_session() returns trigger language plpgsql as $$
begin
  if new.status <> old.status and (old.status, new.status) not in (
    ('active', 'completed'), ('active', 'abandoned'), ('active', 'expired'), ('expired', 'active')
  ) then
    perform questcity.refuse('sessions_status_step',
      format('A session that is %s cannot become %s', old.status, new.status), 'sessions', 'status');
  end if;
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

/** locked -> available -> arrived -> solved; steps may be skipped, never taken back. */
const guardPoint = `
create or replace function questcity.guard_session_point() returns trigger language plpgsql as $$
declare
  states constant text[] := array['locked', 'available', 'arrived', 'solved'];
begin
  if (new.session, new.point, new."order") is distinct from (old.session, old.point, old."order") then
    perform questcity.refuse('session_points_fixed',
      'A point keeps its place in the session', 'session_points');
  end if;
  if array_position(states, new.state::text) < array_position(states, old.state::text) then
    perform questcity.refuse('session_points_forward',
      format('A point that is %s cannot become %s again', old.state, new.state), 'session_points', 'state');
  end if;
  if old.state = 'solved' and (new.solved_at is distinct from old.solved_at
     or (new.solved_by is not null and new.solved_by is distinct from old.solved_by)) then
    perform questcity.refuse('session_points_solved_once',
      'This point is solved already', 'session_points', 'solved_by');
  end if;
  return new;
end $$`;

/**
 * What a player did is kept as it was: only the decision on an attempt in review is added, once,
 * and references to deleted things go. An attempt is deleted only with its session.
 */
const guardAttempt = `
create or replace function questcity.guard_attempt() returns trigger language plpgsql as $$
declare
  decision constant text[] := array['outcome', 'reasons', 'decided_by', 'decided_at'];
  before jsonb;
  after jsonb;
begin
  if tg_op = 'DELETE' then
    if pg_trigger_depth() = 1 then
      perform questcity.refuse('attempts_append_only', 'Attempts cannot be deleted', 'attempts');
    end if;
    return old;
  end if;
  before := to_jsonb(old) - decision;
  after := to_jsonb(new) - decision;
  if pg_trigger_depth() > 1 then
    before := before - case when new."user" is null then 'user' else '' end
                     - case when new.file is null then 'file' else '' end;
    after := after - case when new."user" is null then 'user' else '' end
                   - case when new.file is null then 'file' else '' end;
  end if;
  if before is distinct from after then
    perform questcity.refuse('attempts_append_only',
      'Attempts cannot be changed, only decided', 'attempts');
  end if;
  if old.outcome <> 'in_review' and (new.outcome <> old.outcome
     or new.reasons::text <> old.reasons::text
     or new.decided_at is distinct from old.decided_at
     or (new.decided_by is not null and new.decided_by is distinct from old.decided_by)) then
    perform questcity.refuse('attempts_decided_once',
      'This attempt has been decided already', 'attempts', 'outcome');
  end if;
  if new.outcome <> old.outcome and new.decided_at is null then
    new.decided_at := now();
  end if;
  return new;
end $$`;

export const { up, down } = migration({
  needs: ['quests', 'sessions', 'session_members', 'session_points', 'attempts'],
  before: [
    // Directus makes 32-bit columns of its type float: a position would be off by metres.
    `alter table public.attempts
       alter column latitude type double precision,
       alter column longitude type double precision,
       alter column accuracy type double precision,
       alter column heading type double precision`,
  ],
  functions: [guardSession, sessionChanged, guardMember, guardPoint, guardAttempt],
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
    {
      on: 'session_points',
      name: 'session_points_order_unique',
      rule: 'unique (session, "order")',
      message: 'The session has a point of this order already',
    },
    {
      on: 'session_points',
      name: 'session_points_point_unique',
      rule: 'unique (session, point)',
      message: 'The session has this point already',
    },
    {
      on: 'session_points',
      name: 'session_points_state_known',
      rule: `check (state in ('locked', 'available', 'arrived', 'solved'))`,
      message: 'state must be one of: locked, available, arrived, solved',
    },
    {
      on: 'session_points',
      name: 'session_points_solved_time',
      rule: `check ((state = 'solved') = (solved_at is not null))`,
      message: 'A solved point has the time it was solved at, any other has none',
    },
    {
      on: 'attempts',
      name: 'attempts_once',
      rule: 'unique (session, client_attempt_id)',
      message: 'This attempt has been recorded already',
    },
    {
      on: 'attempts',
      name: 'attempts_outcome_known',
      rule: `check (outcome in ('arrived', 'solved', 'rejected', 'in_review'))`,
      message: 'outcome must be one of: arrived, solved, rejected, in_review',
    },
    {
      on: 'attempts',
      name: 'attempts_position_range',
      rule: `check (latitude between -90 and 90 and longitude between -180 and 180
                    and accuracy between 0 and 1e7 and heading between 0 and 360)`,
      message:
        'The position must be on earth: latitude -90 to 90, longitude -180 to 180, accuracy from 0 m, heading 0 to 360',
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
    // A point's attempts in the order they came, and the last accepted fix of a player.
    {
      on: 'attempts',
      name: 'attempts_by_point',
      using: '(session, point, created_at)',
    },
    {
      on: 'attempts',
      name: 'attempts_by_user',
      using: '(session, "user", captured_at desc)',
    },
    // The review queue, oldest first.
    {
      on: 'attempts',
      name: 'attempts_in_review',
      using: `(created_at, id) where outcome = 'in_review'`,
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
    {
      on: 'session_points',
      name: 'session_points_guarded',
      when: 'before update',
      call: 'questcity.guard_session_point()',
    },
    {
      on: 'attempts',
      name: 'attempts_guarded',
      when: 'before update or delete',
      call: 'questcity.guard_attempt()',
    },
  ],
});
