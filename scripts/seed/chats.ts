/** Seeds chats: direct ones and those of sessions, with edits, deletions and read pointers. */
import { type Client, createMissing } from './client.ts';
import type { Content } from './content.ts';
import { demoId } from './ids.ts';
import { sessionId } from './ledger.ts';
import { type TimeAgo, userId } from './people.ts';
import type { Chat } from './shapes.ts';

const keyOf = (chat: Chat) => chat.session ?? chat.between?.join('+') ?? '';
const messageId = (chat: Chat, i: number) => demoId('message', keyOf(chat), i + 1);
const memberId = (chat: Chat, user: string) => demoId('chat-member', keyOf(chat), user);

function membersOf(chat: Chat, { sessions }: Content): string[] {
  if (chat.between) return [...chat.between];
  const session = sessions.find(({ key }) => key === chat.session);
  return session ? [session.owner, ...session.members] : [];
}

/** Messages in their order; the database numbers them. */
async function writeMessages(client: Client, chat: Chat, at: TimeAgo): Promise<number> {
  return createMissing(
    client,
    '/items/messages',
    chat.messages.map(({ from, ago, text }, i) => ({
      id: messageId(chat, i),
      chat: demoId('chat', keyOf(chat)),
      author: userId(from),
      client_msg_id: demoId('client-message', keyOf(chat), i + 1),
      text,
      created_at: at(ago),
    })),
  );
}

/** Edits and deletes as the authors did, unless somebody has edited or deleted the message since. */
async function changeMessages(client: Client, chat: Chat, at: TimeAgo): Promise<number> {
  const changed = chat.messages.flatMap((message, i) =>
    message.edited || message.deleted ? [{ ...message, id: messageId(chat, i) }] : [],
  );
  const rows = await client.find(
    '/items/messages',
    changed.map(({ id }) => id),
    ['id', 'edited_at', 'deleted_at'],
  );
  const untouched = new Set(
    rows.filter((row) => !row.edited_at && !row.deleted_at).map(({ id }) => id),
  );
  let done = 0;
  for (const { id, edited, deleted, ago } of changed) {
    if (!untouched.has(id)) continue;
    const time = at(Math.max(ago - 60_000, 0));
    await client.update('/items/messages', [
      {
        id,
        ...(edited && { text: edited, edited_at: time }),
        ...(deleted && { deleted_at: time }),
      },
    ]);
    done++;
  }
  return done;
}

/** Moves the read pointers to where the content says; they never move back. */
async function readMessages(
  client: Client,
  chat: Chat,
  members: readonly string[],
): Promise<number> {
  const changes = chat.messages.filter(({ edited, deleted }) => edited || deleted).length;
  const targets = new Map(
    members.map((user) => [
      memberId(chat, user),
      chat.read[user] ?? chat.messages.length + changes,
    ]),
  );
  const rows = await client.find('/items/chat_members', [...targets.keys()], ['id', 'read_seq']);
  const behind = rows.flatMap(({ id, read_seq }) => {
    const target = targets.get(String(id)) ?? 0;
    return Number(read_seq) < target ? [{ id, read_seq: target }] : [];
  });
  await client.update('/items/chat_members', behind);
  return behind.length;
}

/**
 * Seeds the chats; sessions and accounts must be there already.
 *
 * @returns How many rows were created or changed.
 */
export async function seedChats(client: Client, content: Content, at: TimeAgo): Promise<number> {
  let done = 0;
  for (const chat of content.chats) {
    const members = membersOf(chat, content);
    const since = at((chat.messages[0]?.ago ?? 0) + 60_000);
    done += await createMissing(client, '/items/chats', [
      {
        id: demoId('chat', keyOf(chat)),
        kind: chat.session ? 'session' : 'direct',
        session: chat.session ? sessionId(chat.session) : null,
        pair: chat.between ? members.map(userId).sort().join(':') : null,
        created_at: since,
        members: members.map((user) => ({
          id: memberId(chat, user),
          user: userId(user),
          joined_at: since,
        })),
      },
    ]);
    done += await writeMessages(client, chat, at);
    done += await changeMessages(client, chat, at);
    done += await readMessages(client, chat, members);
  }
  return done;
}
