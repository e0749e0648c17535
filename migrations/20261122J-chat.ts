/**
 * Chats number everything that happens in them: a message, an edit and a deletion each take the
 * next number of the chat, without gaps. `seq` is the number of the message itself and stays,
 * `change_seq` that of its last change, so "what changed since n" is `change_seq > n`.
 */
import { migration } from './kit.ts';

const guardChat = `
create or replace function questcity.guard_chat() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    new.last_seq := 0;
    new.last_message_at := null;
    return new;
  end if;
  if (new.kind, new.session, new.pair) is distinct from (old.kind, old.session, old.pair) then
    perform questcity.refuse('chats_fixed', 'A chat stays between those it was made for', 'chats');
  end if;
  new.last_message_at := questcity.kept_time(new.last_message_at, old.last_message_at);
  if pg_trigger_depth() = 1 and current_setting('questcity.recount', true) is distinct from 'on'
     and (new.last_seq, new.last_message_at) is distinct from (old.last_seq, old.last_message_at) then
    perform questcity.refuse('chats_derived',
      'last_seq and last_message_at follow the messages and cannot be set', 'chats', 'last_seq');
  end if;
  return new;
end $$`;

/** A direct chat has no members but its pair. The read pointer only moves forward. */
const guardMember = `
create or replace function questcity.guard_chat_member() returns trigger language plpgsql as $$
declare
  c record;
begin
  if tg_op = 'UPDATE' then
    if new.chat <> old.chat or new."user" <> old."user" then
      perform questcity.refuse('chat_members_fixed',
        'A membership stays with its chat and player', 'chat_members');
    end if;
    -- Two devices of one player report in any order: the one behind changes nothing.
    new.read_seq := greatest(new.read_seq, old.read_seq);
    if new.read_seq = old.read_seq then
      return new;
    end if;
  end if;
  select kind, pair, last_seq into c from public.chats where id = new.chat;
  if tg_op = 'INSERT' and c.kind = 'direct' and new."user"::text not in
     (split_part(c.pair, ':', 1), split_part(c.pair, ':', 2)) then
    perform questcity.refuse('chat_members_pair',
      'Only the two players of a direct chat are its members', 'chat_members', 'user');
  end if;
  if new.read_seq > c.last_seq then
    perform questcity.refuse('chat_members_read_seq_range',
      format('read_seq can be at most %s, the last number of the chat', c.last_seq),
      'chat_members', 'read_seq');
  end if;
  return new;
end $$`;

/** The next number of a chat. Its row stays locked until commit, so a rollback leaves no gap. */
const nextSeq = `
create or replace function questcity.next_chat_seq(chat_id uuid, message_at timestamptz)
returns integer language sql as $$
  update public.chats
     set last_seq = last_seq + 1, last_message_at = coalesce(message_at, last_message_at)
   where id = chat_id
  returning last_seq
$$`;

const guardMessage = `
create or replace function questcity.guard_message() returns trigger language plpgsql as $$
declare
  changed boolean;
begin
  if tg_op = 'DELETE' then
    if pg_trigger_depth() = 1 then
      perform questcity.refuse('messages_kept',
        'Set deleted_at instead: a message that is gone cannot tell the others that it is', 'messages');
    end if;
    return old;
  end if;

  if tg_op = 'INSERT' then
    if not exists (select from public.chat_members where chat = new.chat and "user" = new.author) then
      perform questcity.refuse('messages_author_member',
        'Only members of the chat can write in it', 'messages', 'author');
    end if;
    perform from public.chats where id = new.chat for no key update;
    if exists (select from public.messages where chat = new.chat and author = new.author
                and client_msg_id = new.client_msg_id) then
      return new; -- sent before: the unique constraint answers, and no number is taken
    end if;
    changed := true;
  else
    new.created_at := questcity.kept_time(new.created_at, old.created_at);
    new.deleted_at := questcity.kept_time(new.deleted_at, old.deleted_at);
    if (new.chat, new.seq, new.client_msg_id, new.created_at)
       is distinct from (old.chat, old.seq, old.client_msg_id, old.created_at)
       or (new.author is distinct from old.author
           and not (new.author is null and pg_trigger_depth() > 1)) then
      perform questcity.refuse('messages_fixed',
        'Chat, author, number and time of a message cannot be changed', 'messages');
    end if;
    if new.change_seq <> old.change_seq then
      perform questcity.refuse('messages_derived',
        'change_seq is assigned by itself and cannot be set', 'messages', 'change_seq');
    end if;
    if old.deleted_at is not null
       and (new.deleted_at is distinct from old.deleted_at
            or (new.text is not null and new.text is distinct from old.text)
            or (new.file is not null and new.file is distinct from old.file)) then
      perform questcity.refuse('messages_deleted',
        'This message has been deleted and cannot be changed', 'messages', 'deleted_at');
    end if;
    changed := (new.text, new.file, new.deleted_at) is distinct from (old.text, old.file, old.deleted_at);
    if changed and new.deleted_at is null and pg_trigger_depth() = 1
       and new.edited_at is not distinct from old.edited_at then
      new.edited_at := now();
    end if;
  end if;

  -- A file deleted by itself (depth above 1) may leave an empty message behind.
  if changed and new.deleted_at is null and new.file is null
     and coalesce(new.text, '') !~ '[^[:space:]]' and pg_trigger_depth() = 1 then
    perform questcity.refuse('messages_not_empty', 'A message needs a text or a file', 'messages', 'text');
  end if;
  if changed then
    new.change_seq := questcity.next_chat_seq(new.chat, case when tg_op = 'INSERT' then new.created_at end);
    if tg_op = 'INSERT' then
      new.seq := new.change_seq;
    end if;
  end if;
  return new;
end $$`;

/** Sets the counters of all chats anew, after messages were loaded with the triggers off. */
const recount = `
create or replace function questcity.recount_chats() returns void language plpgsql as $$
begin
  -- Not by a SET of the function: only a superuser may attach one.
  perform set_config('questcity.recount', 'on', true);
  update public.chats c set last_seq = m.last_seq, last_message_at = m.last_message_at
    from (select chat, max(change_seq) as last_seq, max(created_at) as last_message_at
            from public.messages group by chat) m
   where m.chat = c.id
     and (c.last_seq, c.last_message_at) is distinct from (m.last_seq, m.last_message_at);
  perform set_config('questcity.recount', 'off', true);
end $$`;

export const { up, down } = migration({
  needs: ['chats', 'chat_members', 'messages'],
  functions: [guardChat, guardMember, nextSeq, guardMessage, recount],
  rules: [
    {
      on: 'chats',
      name: 'chats_kind_known',
      rule: `check (kind in ('direct', 'session'))`,
      message: 'kind must be direct or session',
    },
    {
      on: 'chats',
      name: 'chats_kind_consistent',
      rule: `check (case kind
        when 'session' then session is not null and pair is null
        when 'direct' then session is null
         and coalesce(pair ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$', false)
         and split_part(pair, ':', 1)::uuid < split_part(pair, ':', 2)::uuid
        else true end)`,
      message:
        'A session chat has a session and no pair, a direct chat a pair (two user ids, the lower first, joined by a colon) and no session',
    },
    {
      on: 'chat_members',
      name: 'chat_members_unique',
      rule: 'unique (chat, "user")',
      message: 'This player is a member of the chat already',
    },
    {
      on: 'chat_members',
      name: 'chat_members_read_seq_positive',
      rule: 'check (read_seq >= 0)',
      message: 'read_seq must not be below zero',
    },
    {
      on: 'messages',
      name: 'messages_seq_unique',
      rule: 'unique (chat, seq)',
      message: 'The chat has a message of this number already',
    },
    {
      on: 'messages',
      name: 'messages_once',
      rule: 'unique (chat, author, client_msg_id)',
      message: 'This message has been sent already',
    },
  ],
  indexes: [
    // "What changed since n", edits and deletions included.
    {
      on: 'messages',
      name: 'messages_change_seq_unique',
      using: '(chat, change_seq)',
      unique: true,
      message: 'The chat has a change of this number already',
    },
  ],
  triggers: [
    {
      on: 'chats',
      name: 'chats_guarded',
      when: 'before insert or update',
      call: 'questcity.guard_chat()',
    },
    {
      on: 'chat_members',
      name: 'chat_members_guarded',
      when: 'before insert or update',
      call: 'questcity.guard_chat_member()',
    },
    {
      on: 'messages',
      name: 'messages_guarded',
      when: 'before insert or update or delete',
      call: 'questcity.guard_message()',
    },
  ],
  after: [
    // Made by the schema, so only their messages are ours.
    `do $$ begin
      if exists (select from pg_constraint where conname = 'chats_session_unique') then
        comment on constraint chats_session_unique on public.chats is 'The session has a chat already';
      end if;
      if exists (select from pg_constraint where conname = 'chats_pair_unique') then
        comment on constraint chats_pair_unique on public.chats is 'These two players have a chat already';
      end if;
    end $$`,
    'select questcity.recount_chats()',
  ],
});
