/**
 * Mails about unlocking that wait to be sent: written with what they tell of, so that none is lost
 * and none is sent for what was rolled back (extensions/questcity/src/locking/notices.ts).
 */
import { migration } from './kit.ts';

const noteUnlock = `
create or replace function questcity.note_unlock() returns trigger language plpgsql as $$
begin
  if new.event = 'unlock' then
    insert into questcity.unlock_notices ("user", template, note)
    values (new."user", 'account-unlocked', new.reason);
  end if;
  return null;
end $$`;

const noteRejection = `
create or replace function questcity.note_rejection() returns trigger language plpgsql as $$
begin
  if old.status = 'pending' and new.status = 'rejected' then
    insert into questcity.unlock_notices ("user", template, note)
    values (new."user", 'unlock-rejected', new.note);
  end if;
  return null;
end $$`;

export const { up, down } = migration({
  needs: ['directus_users', 'unlock_requests', 'account_locks'],
  before: [
    `create table if not exists questcity.unlock_notices (
      id bigint generated always as identity primary key,
      "user" uuid not null references public.directus_users (id) on delete cascade,
      template text not null,
      note text
    )`,
  ],
  functions: [noteUnlock, noteRejection],
  triggers: [
    {
      on: 'account_locks',
      name: 'account_locks_noted',
      when: 'after insert',
      call: 'questcity.note_unlock()',
    },
    {
      on: 'unlock_requests',
      name: 'unlock_requests_noted',
      when: 'after update',
      call: 'questcity.note_rejection()',
    },
  ],
  undo: ['drop table if exists questcity.unlock_notices'],
});
