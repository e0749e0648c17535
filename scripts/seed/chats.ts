/** Seeds chats: direct ones and those of sessions, with edits, deletions and read pointers. */
import { type Client, createMissing } from './client.ts';
import type { Content } from './content.ts';
import { demoId } from './ids.ts';
import { sessionId } from './ledger.ts';
import { type TimeAgo, userId } from './people.ts';
import type { Chat } from './shapes.ts';

const MINUTE = 60_000;

const keyOf = (chat: Chat) => chat.session ?? chat.between?.join('+') ?? '';
const messageId = (chat: Chat, i: number) => demoId('message', keyOf(chat), i + 1);
const memberId = (chat: Chat, user: string) => demoId('chat-member', keyOf(chat), user);

function membersOf(chat: Chat, { sessions }: Content): string[] {
  if (chat.between) return [...chat.between];
  const session = sessions.find(({ key }) => key === chat.session);
  return session ? [session.owner, ...session.members] : [];
}

/** Chats with their members. */
function chatRows(content: Content, at: TimeAgo) {
  return content.chats.map((chat) => {
    const members = membersOf(chat, content);
    const since = at((chat.messages[0]?.ago ?? 0) + MINUTE);
    return {
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
    };
  });
}

/** Messages in their order, in which the database numbers them. */
function messageRows({ chats }: Content, at: TimeAgo) {
  return chats.flatMap((chat) =>
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
async function changeMessages(client: Client, { chats }: Content, at: TimeAgo): Promise<number> {
  const changes = chats.flatMap((chat) =>
    chat.messages.flatMap((message, i) =>
      message.edited || message.deleted ? [{ ...message, id: messageId(chat, i) }] : [],
    ),
  );
  const rows = await client.find(
    '/items/messages',
    changes.map(({ id }) => id),
    ['id', 'created_at', 'edited_at', 'deleted_at'],
  );
  const untouched = new Map(
    rows
      .filter((row) => !row.edited_at && !row.deleted_at)
      .map((row) => [row.id, Date.parse(String(row.created_at))]),
  );
  const updates = changes.flatMap(({ id, edited, deleted, ago }) => {
    const since = untouched.get(id);
    if (since === undefined) return [];
    const minuteLater = Date.parse(at(Math.max(ago - MINUTE, 0)));
    const time = new Date(Math.max(minuteLater, since)).toISOString();
    return [
      {
        id,
        ...(edited && { text: edited, edited_at: time }),
        ...(deleted && { deleted_at: time }),
      },
    ];
  });
  await client.update('/items/messages', updates);
  return updates.length;
}

/** Moves the read pointers to where the content says; they never move back. */
async function readMessages(client: Client, content: Content): Promise<number> {
  const targets = new Map(
    content.chats.flatMap((chat) => {
      const changes = chat.messages.filter(({ edited, deleted }) => edited || deleted).length;
      return membersOf(chat, content).map((user): [string, number] => [
        memberId(chat, user),
        chat.read[user] ?? chat.messages.length + changes,
      ]);
    }),
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
  const chats = await createMissing(client, '/items/chats', chatRows(content, at));
  const messages = await createMissing(client, '/items/messages', messageRows(content, at));
  const changes = await changeMessages(client, content, at);
  return chats + messages + changes + (await readMessages(client, content));
}
