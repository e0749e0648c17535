/**
 * The wallet: an append-only ledger and, beside it, the balance of each profile. Both change in one
 * transaction, because the trigger that adds the entry to the balance is the only way to change it.
 */
import { migration } from './kit.ts';

/** What the entry was about may be deleted (the reference goes); the entry itself stays as it is. */
const guardEntry = `
create or replace function questcity.guard_ledger_entry() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new."user" is null then
      perform questcity.refuse('ledger_entries_user_present', 'Choose whose credits change',
        'ledger_entries', 'user');
    end if;
    return new;
  end if;
  if tg_op = 'UPDATE' and pg_trigger_depth() > 1
     and (new.id, new.kind, new.amount, new.reference, new.note, new.created_at)
         is not distinct from (old.id, old.kind, old.amount, old.reference, old.note, old.created_at)
     and (new."user" is null or new."user" = old."user")
     and (new.quest is null or new.quest = old.quest)
     and (new.session is null or new.session = old.session) then
    return new;
  end if;
  if tg_op = 'UPDATE' then
    new.created_at := questcity.kept_time(new.created_at, old.created_at);
    if new is not distinct from old then
      return new;
    end if;
  end if;
  perform questcity.refuse('ledger_entries_append_only',
    'Entries of the ledger cannot be changed or deleted: add an adjustment or a refund',
    'ledger_entries');
end $$`;

const applyEntry = `
create or replace function questcity.apply_ledger_entry() returns trigger language plpgsql as $$
begin
  update public.profiles set credits = credits + new.amount where id = new."user";
  return null;
end $$`;

const guardCredits = `
create or replace function questcity.guard_credits() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    new.credits := 0;
  elsif new.credits <> old.credits and pg_trigger_depth() = 1
        and current_setting('questcity.recount', true) is distinct from 'on' then
    perform questcity.refuse('profiles_credits_derived',
      'Credits follow the ledger and cannot be set: add an entry to the ledger', 'profiles', 'credits');
  end if;
  return new;
end $$`;

/** Sums up every balance anew, after entries were loaded with the triggers off. */
const recount = `
create or replace function questcity.recount_credits() returns void language plpgsql as $$
begin
  -- Not by a SET of the function: only a superuser may attach one.
  perform set_config('questcity.recount', 'on', true);
  update public.profiles p set credits = found.credits
    from (select profiles.id, coalesce(sum(e.amount), 0)::int as credits
            from public.profiles left join public.ledger_entries e on e."user" = profiles.id
           group by profiles.id) found
   where found.id = p.id and p.credits <> found.credits;
  perform set_config('questcity.recount', 'off', true);
end $$`;

export const { up, down } = migration({
  needs: ['profiles', 'ledger_entries'],
  functions: [guardEntry, applyEntry, guardCredits, recount],
  rules: [
    {
      on: 'profiles',
      name: 'profiles_credits_enough',
      rule: 'check (credits >= 0)',
      message: 'Not enough credits',
    },
    // Far below what an integer holds, so that a sum fails here and not with an overflow.
    {
      on: 'profiles',
      name: 'profiles_credits_limit',
      rule: 'check (credits <= 1000000000)',
      message: 'A wallet holds at most 1,000,000,000 credits',
    },
    {
      on: 'ledger_entries',
      name: 'ledger_entries_kind_known',
      rule: `check (kind in ('purchase', 'quest_cost', 'reward', 'extension', 'refund', 'adjustment'))`,
      message: 'kind must be one of: purchase, quest_cost, reward, extension, refund, adjustment',
    },
    {
      on: 'ledger_entries',
      name: 'ledger_entries_amount_sign',
      rule: `check (case when kind in ('purchase', 'reward', 'refund') then amount > 0
                         when kind in ('quest_cost', 'extension') then amount < 0
                         else amount <> 0 end)`,
      message:
        'The amount must be above zero for a purchase, reward or refund, below zero for a quest cost or extension, and not zero for an adjustment',
    },
    {
      on: 'ledger_entries',
      name: 'ledger_entries_amount_range',
      rule: 'check (amount between -1000000 and 1000000)',
      message: 'One entry moves at most 1,000,000 credits',
    },
    {
      on: 'ledger_entries',
      name: 'ledger_entries_reference_present',
      rule: `check (reference ~ '[^[:space:]]')`,
      message: 'reference must say what the entry is for',
    },
    {
      on: 'ledger_entries',
      name: 'ledger_entries_once',
      rule: 'unique (kind, reference, "user")',
      message: 'This has been charged or paid already',
    },
  ],
  indexes: [
    // A player's entries, newest first.
    {
      on: 'ledger_entries',
      name: 'ledger_entries_by_user',
      using: '("user", created_at desc, id desc)',
    },
  ],
  triggers: [
    {
      on: 'ledger_entries',
      name: 'ledger_entries_guarded',
      when: 'before insert or update or delete',
      call: 'questcity.guard_ledger_entry()',
    },
    {
      on: 'ledger_entries',
      name: 'ledger_entries_applied',
      when: 'after insert',
      call: 'questcity.apply_ledger_entry()',
    },
    {
      on: 'profiles',
      name: 'profiles_credits',
      when: 'before insert or update',
      call: 'questcity.guard_credits()',
    },
  ],
  after: ['select questcity.recount_credits()'],
});
