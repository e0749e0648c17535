/** What happens in a session: the state of its points, and the attempts. */
import { migration } from './kit.ts';

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
  new.solved_at := questcity.kept_time(new.solved_at, old.solved_at);
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
export const guardAttempt = `
create or replace function questcity.guard_attempt() returns trigger language plpgsql as $$
declare
  decision constant text[] := array['outcome', 'reasons', 'decided_by', 'decided_at', 'note'];
  before jsonb;
  after jsonb;
begin
  if tg_op = 'DELETE' then
    if pg_trigger_depth() = 1 then
      perform questcity.refuse('attempts_append_only', 'Attempts cannot be deleted', 'attempts');
    end if;
    return old;
  end if;
  new.created_at := questcity.kept_time(new.created_at, old.created_at);
  new.captured_at := questcity.kept_time(new.captured_at, old.captured_at);
  new.decided_at := questcity.kept_time(new.decided_at, old.decided_at);
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
     or to_jsonb(new) -> 'note' is distinct from to_jsonb(old) -> 'note'
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
  needs: ['session_points', 'attempts'],
  before: [
    // Directus makes 32-bit columns of its type float: a position would be off by metres.
    `alter table public.attempts
       alter column latitude type double precision,
       alter column longitude type double precision,
       alter column accuracy type double precision,
       alter column heading type double precision`,
  ],
  functions: [guardPoint, guardAttempt],
  rules: [
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
  ],
  triggers: [
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
