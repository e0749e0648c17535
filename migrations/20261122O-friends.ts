/** Blocks as one question, the wait after a rejected request, and friends in the order of their names. */
import { migration } from './kit.ts';

/**
 * Whether either of two players has blocked the other. Whatever leads from one player to another
 * (requests, search, chats, invitations, reviews, notifications) asks this and nothing else.
 * plpgsql keeps its plan on the connection; a function in SQL with a subquery is never inlined.
 */
const blocked = `
create or replace function questcity.blocked(a uuid, b uuid) returns boolean
language plpgsql stable parallel safe as $$
begin
  -- By the two players alone: a condition on the state would lead through all blocks of either.
  return coalesce((select e.state from public.friend_edges e
                    where e."user" = a and e.other = b) = 'blocked', false)
      or coalesce((select e.state from public.friend_edges e
                    where e."user" = b and e.other = a) = 'blocked', false);
end $$`;

/** An edge knows the other's username, so that a page of friends by name is read from one index. */
const nameEdge = `
create or replace function questcity.name_friend_edge() returns trigger language plpgsql as $$
begin
  new.other_username := (select lower(username) from public.profiles where id = new.other);
  return new;
end $$`;

const renameEdges = `
create or replace function questcity.rename_friend_edges() returns trigger language plpgsql as $$
begin
  if lower(new.username) <> lower(old.username) then
    update public.friend_edges set other_username = lower(new.username) where other = new.id;
  end if;
  return null;
end $$`;

export const { up, down } = migration({
  needs: ['profiles', 'friend_edges'],
  before: [
    // After a rejection the same sender waits. Not with the edges: nothing is left between the two.
    `create table if not exists questcity.friend_rejections (
      sender uuid not null references public.profiles (id) on delete cascade,
      recipient uuid not null references public.profiles (id) on delete cascade,
      rejected_at timestamptz not null,
      primary key (sender, recipient)
    )`,
  ],
  functions: [blocked, nameEdge, renameEdges],
  indexes: [
    // For the deletion of an account.
    {
      on: 'questcity.friend_rejections',
      name: 'friend_rejections_recipient',
      using: '(recipient)',
    },
    // For the job that forgets those whose time is over.
    {
      on: 'questcity.friend_rejections',
      name: 'friend_rejections_rejected_at',
      using: '(rejected_at)',
    },
    // A player's friends by name.
    {
      on: 'friend_edges',
      name: 'friend_edges_by_name',
      using: '("user", state, other_username collate "C", id)',
    },
  ],
  triggers: [
    {
      on: 'friend_edges',
      name: 'friend_edges_named',
      when: 'before insert or update',
      call: 'questcity.name_friend_edge()',
    },
    {
      on: 'profiles',
      name: 'profiles_renamed',
      when: 'after update',
      call: 'questcity.rename_friend_edges()',
    },
  ],
  after: [
    `update public.friend_edges e set other_username = lower(p.username)
       from public.profiles p
      where p.id = e.other and e.other_username is distinct from lower(p.username)`,
  ],
  undo: ['drop table if exists questcity.friend_rejections'],
});
