/**
 * Locking: the history of every account's locks, what approving an unlock request does, and that an
 * active administrator is always left. Kept here so that it holds at whatever door it is done.
 *
 * Who does it and why come from two settings of the transaction, where a service has given them:
 * `questcity.decided_by` and `questcity.reason`.
 */
import { migration } from './kit.ts';

/** What a service has said of the present transaction; null when it has said nothing. */
const said = `
create or replace function questcity.said(name text) returns text language sql stable as $$
  select nullif(current_setting('questcity.' || name, true), '')
$$`;

/**
 * The history, whatever changes the status. Being unlocked answers a pending request too, or it would
 * wait for a decision that has been made.
 */
const recordLock = `
create or replace function questcity.record_lock() returns trigger language plpgsql as $$
declare
  before text := case when tg_op = 'UPDATE' then old.status end;
  decider uuid := questcity.said('decided_by')::uuid;
begin
  if new.status = 'suspended' and before is distinct from 'suspended' then
    insert into public.account_locks ("user", event, reason, decided_by)
    select id, 'lock', questcity.said('reason'), decider from public.profiles where id = new.id;
  elsif before = 'suspended' and new.status = 'active' then
    insert into public.account_locks ("user", event, reason, decided_by)
    select id, 'unlock', questcity.said('reason'), decider from public.profiles where id = new.id;
    update public.unlock_requests set status = 'approved', decided_by = decider
     where "user" = new.id and status = 'pending';
  end if;
  return null;
end $$`;

/**
 * History is written by the rule above and goes with its account. Of an entry made at one of
 * Directus's doors, who did it is filled in once, right after. A depth of 1 is a statement of
 * somebody's own; triggers and foreign keys are deeper.
 */
const guardHistory = `
create or replace function questcity.guard_account_lock() returns trigger language plpgsql as $$
declare
  by_hand boolean := pg_trigger_depth() = 1;
begin
  if tg_op = 'UPDATE' then
    new.created_at := questcity.kept_time(new.created_at, old.created_at);
    if (new.id, new."user", new.event, new.reason, new.created_at)
         is not distinct from (old.id, old."user", old.event, old.reason, old.created_at)
       and (not by_hand or old.decided_by is null or new.decided_by is not distinct from old.decided_by)
    then
      return new;
    end if;
  elsif not by_hand then
    return coalesce(new, old);
  end if;
  perform questcity.refuse('account_locks_fixed',
    'The history of locks is written by the server and cannot be changed', 'account_locks');
end $$`;

/** Approving lets the user in, in the same transaction. While nothing is decided, nobody decided. */
const decideUnlockRequest = `
create or replace function questcity.decide_unlock_request() returns trigger language plpgsql as $$
begin
  if tg_when = 'BEFORE' then
    if new.status = 'pending' then
      new.decided_by := null;
    end if;
    return new;
  end if;
  if old.status = 'pending' and new.status = 'approved' then
    perform set_config('questcity.decided_by', coalesce(new.decided_by::text, ''), true);
    perform set_config('questcity.reason', coalesce(new.note, ''), true);
    update public.directus_users set status = 'active' where id = new."user" and status = 'suspended';
    perform set_config('questcity.decided_by', '', true);
    perform set_config('questcity.reason', '', true);
  end if;
  return null;
end $$`;

/** Roles that make an administrator, by their own policies or those of a role above. */
const adminRoles = `
create or replace function questcity.admin_roles() returns setof uuid language sql stable as $$
  with recursive granting (id) as (
    select a.role from public.directus_access a join public.directus_policies p on p.id = a.policy
     where p.admin_access and a.role is not null
    union
    select r.id from public.directus_roles r join granting g on r.parent = g.id
  )
  select id from granting
$$`;

/**
 * Looked at on commit. Of two administrators who lock each other at once, the second waits for the
 * first and sees that he would be the last. Players pass by: they are no administrators to lose.
 */
const keepAdministrator = `
create or replace function questcity.keep_administrator() returns trigger language plpgsql as $$
begin
  case tg_table_name
    when 'directus_users' then
      if old.status <> 'active'
         or (tg_op = 'UPDATE' and new.status = 'active' and new.role is not distinct from old.role)
         or not (
           old.role in (select questcity.admin_roles())
           or exists (
             select from public.directus_access a join public.directus_policies p on p.id = a.policy
              where p.admin_access and a."user" = old.id
           )
         ) then
        return null;
      end if;
    when 'directus_access' then
      if not exists (select from public.directus_policies where id = old.policy and admin_access) then
        return null;
      end if;
    when 'directus_policies' then
      if not old.admin_access or (tg_op = 'UPDATE' and new.admin_access) then
        return null;
      end if;
    when 'directus_roles' then
      if tg_op = 'UPDATE' and new.parent is not distinct from old.parent then
        return null;
      end if;
  end case;
  perform pg_advisory_xact_lock(hashtext('questcity.administrators'));
  if exists (
    select from public.directus_users u
     where u.status = 'active'
       and (u.role in (select questcity.admin_roles())
            or u.id in (
              select a."user" from public.directus_access a
                join public.directus_policies p on p.id = a.policy
               where p.admin_access
            ))
  ) then
    return null;
  end if;
  -- Before the first account is made there is nobody to keep.
  if tg_table_name <> 'directus_users' and not exists (select from public.directus_users) then
    return null;
  end if;
  perform questcity.refuse('last_administrator',
    'There must always be an active administrator: make another one first', 'directus_users');
end $$`;

const administratorKept = (on: string) => ({
  on,
  name: `${on}_administrator_kept`,
  when: 'after update or delete',
  call: 'questcity.keep_administrator()',
  deferred: true as const,
});

export const { up, down } = migration({
  needs: ['directus_users', 'profiles', 'unlock_requests', 'account_locks'],
  functions: [said, recordLock, guardHistory, decideUnlockRequest, adminRoles, keepAdministrator],
  rules: [
    {
      on: 'account_locks',
      name: 'account_locks_event_known',
      rule: `check (event in ('lock', 'unlock'))`,
      message: 'event must be one of: lock, unlock',
    },
    {
      on: 'unlock_requests',
      name: 'unlock_requests_note_short',
      rule: 'check (char_length(note) <= 1024)',
      message: 'A note has at most 1024 characters',
    },
  ],
  indexes: [
    // The history of one account, the newest first.
    {
      on: 'account_locks',
      name: 'account_locks_of_user',
      using: '("user", created_at desc, id desc)',
    },
  ],
  triggers: [
    {
      on: 'directus_users',
      // After directus_users_profile, whose row the history hangs on.
      name: 'directus_users_recorded',
      when: 'after insert or update',
      call: 'questcity.record_lock()',
    },
    {
      on: 'account_locks',
      name: 'account_locks_guarded',
      when: 'before insert or update or delete',
      call: 'questcity.guard_account_lock()',
    },
    {
      on: 'unlock_requests',
      name: 'unlock_requests_decider',
      when: 'before insert or update',
      call: 'questcity.decide_unlock_request()',
    },
    {
      on: 'unlock_requests',
      name: 'unlock_requests_approved',
      when: 'after update',
      call: 'questcity.decide_unlock_request()',
    },
    administratorKept('directus_users'),
    administratorKept('directus_access'),
    administratorKept('directus_policies'),
    administratorKept('directus_roles'),
  ],
});
