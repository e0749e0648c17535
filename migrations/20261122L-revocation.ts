/**
 * Revocation: whoever is locked, deleted or loses rights is cut off everywhere, through whatever door
 * it was done. The database notices, ends the sessions, counts up the account's generation, which
 * makes all access tokens issued before worthless, and tells every server, which closes what is open
 * (extensions/questcity/src/kernel/revocation.ts). See docs/decisions/0013.
 */
import { actor } from './20261122A-foundation.ts';
import { migration } from './kit.ts';

/**
 * Cuts an account off. Sessions, which are its refresh tokens too, go only when the account may no
 * longer be used; after a mere change of rights they fetch access tokens with the new rights.
 */
const revoke = `
create or replace function questcity.revoke(account uuid, with_sessions boolean) returns void
language plpgsql as $$
begin
  if with_sessions then
    delete from public.directus_sessions where "user" = account;
  end if;
  insert into questcity.revocations as r ("user", generation, revoked_at)
  values (account, 1, now())
  on conflict ("user") do update set generation = r.generation + 1, revoked_at = now();
  perform pg_notify('questcity_revocations', account::text);
end $$`;

/**
 * Of rights that fell, of a user or, with null, of a whole role or policy: the nil UUID stands for
 * everybody. Servers forget the permissions they keep in memory as well.
 */
const revokeRights = `
create or replace function questcity.revoke_rights(account uuid) returns void language plpgsql as $$
begin
  perform questcity.revoke(coalesce(account, '00000000-0000-0000-0000-000000000000'), false);
  perform pg_notify('questcity_revocations', 'rights');
end $$`;

const accountChanged = `
create or replace function questcity.revoke_changed_account() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    perform questcity.revoke(old.id, true);
  elsif old.status = 'active' and new.status is distinct from 'active' then
    perform questcity.revoke(new.id, true);
  elsif new.role is distinct from old.role
     or (old.token is not null and new.token is distinct from old.token) then
    perform questcity.revoke(new.id, false);
  end if;
  return null;
end $$`;

/** Of a policy taken from a user, a role or the public. */
const accessTaken = `
create or replace function questcity.revoke_taken_access() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE'
     and (new."user", new.role, new.policy) is not distinct from (old."user", old.role, old.policy) then
    return null;
  end if;
  perform questcity.revoke_rights(old."user");
  return null;
end $$`;

const policyChanged = `
create or replace function questcity.revoke_changed_policy() returns trigger language plpgsql as $$
begin
  if (old.admin_access and not new.admin_access) or (old.app_access and not new.app_access)
     or new.ip_access is distinct from old.ip_access then
    perform questcity.revoke_rights(null);
  end if;
  return null;
end $$`;

const roleMoved = `
create or replace function questcity.revoke_moved_role() returns trigger language plpgsql as $$
begin
  if new.parent is distinct from old.parent then
    perform questcity.revoke_rights(null);
  end if;
  return null;
end $$`;

/**
 * A login that was under way while its account was locked gets no session, as if it had come just
 * before. The row lock makes it wait for a lock that is being committed, or that one for it.
 */
const sessionAllowed = `
create or replace function questcity.allow_session() returns trigger language plpgsql as $$
begin
  if new."user" is not null then
    perform from public.directus_users where id = new."user" and status = 'active' for share;
    if not found then
      return null;
    end if;
  end if;
  return new;
end $$`;

/** As in the foundation, with the generation that an access token of the user must carry. */
const actorWithGeneration = actor(
  `'generation', coalesce((select generation from questcity.revocations where "user" = u.id), 0),`,
);

export const { up, down } = migration({
  needs: [
    'directus_users',
    'directus_sessions',
    'directus_access',
    'directus_policies',
    'directus_roles',
  ],
  before: [
    // Without a foreign key: the tokens of a deleted account stay worthless should its id come back.
    `create table if not exists questcity.revocations (
      "user" uuid primary key,
      generation integer not null,
      revoked_at timestamptz not null
    )`,
  ],
  functions: [
    revoke,
    revokeRights,
    accountChanged,
    accessTaken,
    policyChanged,
    roleMoved,
    sessionAllowed,
  ],
  indexes: [
    // All sessions of an account are ended at once. Of one column alone, Directus would take it for a
    // part of the data model.
    { on: 'directus_sessions', name: 'directus_sessions_of_user', using: '("user", expires)' },
  ],
  triggers: [
    {
      on: 'directus_users',
      name: 'directus_users_revoked',
      when: 'after update or delete',
      call: 'questcity.revoke_changed_account()',
    },
    {
      on: 'directus_access',
      name: 'directus_access_revoked',
      when: 'after update or delete',
      call: 'questcity.revoke_taken_access()',
    },
    {
      on: 'directus_policies',
      name: 'directus_policies_revoked',
      when: 'after update',
      call: 'questcity.revoke_changed_policy()',
    },
    {
      on: 'directus_roles',
      name: 'directus_roles_revoked',
      when: 'after update',
      call: 'questcity.revoke_moved_role()',
    },
    {
      on: 'directus_sessions',
      name: 'directus_sessions_allowed',
      when: 'before insert',
      call: 'questcity.allow_session()',
    },
  ],
  after: [actorWithGeneration],
  undo: [actor(), 'drop table if exists questcity.revocations'],
});
