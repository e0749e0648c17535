/** Chats, their members and the numbers of their messages. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import {
  expectRefused,
  file,
  insert,
  inTransaction,
  player,
  publishedQuest,
  read,
  session,
  update,
  type Values,
  withClients,
} from './fixtures.ts';

let db: TestDatabase;
let author: string;
let other: string;
let chat: string;

const pairOf = (...users: string[]) => users.sort().join(':');

beforeAll(async () => {
  db = await withDatabase();
  author = await player(db.client);
  other = await player(db.client);
  chat = await insert(db.client, 'chats', { kind: 'direct', pair: pairOf(author, other) });
  for (const user of [author, other]) await insert(db.client, 'chat_members', { chat, user });
});
afterAll(() => db.close());

const send = (values: Values = {}, client = db.client) =>
  insert(client, 'messages', {
    chat,
    author,
    client_msg_id: randomUUID(),
    text: 'Hello',
    ...values,
  });

/** Every number that the chat has given, in order. */
async function numbers(): Promise<number[]> {
  const { rows } = await db.client.query(
    'select change_seq from messages where chat = $1 order by change_seq',
    [chat],
  );
  return rows.map((row) => row.change_seq);
}

const lastSeq = async () => (await read(db.client, 'chats', chat)).last_seq as number;

describe('numbers of messages', () => {
  it('have no gap and no double under 20 writers, some of whom fail', async () => {
    const from = await lastSeq();
    await withClients(db.connection, 20, (clients) =>
      Promise.all(
        clients.map(async (client, index) => {
          for (let round = 0; round < 5; round++) {
            const sent = inTransaction(client, async () => {
              await send({ author: index % 2 ? author : other }, client);
              if ((index + round) % 4 === 0) throw new Error('changed my mind');
            });
            await sent.catch(() => undefined);
          }
        }),
      ),
    );
    const given = (await numbers()).filter((seq) => seq > from);
    expect(given).toEqual(Array.from({ length: 75 }, (_, index) => from + index + 1));
    expect(await lastSeq()).toBe(from + 75);
  });

  it('move on with edits and deletions, while seq stays', async () => {
    const from = await lastSeq();
    const id = await send({ seq: 7, change_seq: 9 });
    expect(await read(db.client, 'messages', id)).toMatchObject({
      seq: from + 1,
      change_seq: from + 1,
    });
    await update(db.client, 'messages', id, { text: 'Hello!' });
    expect(await read(db.client, 'messages', id)).toMatchObject({
      seq: from + 1,
      change_seq: from + 2,
      edited_at: expect.any(Date),
    });
    await update(db.client, 'messages', id, { text: null, deleted_at: new Date() });
    expect(await read(db.client, 'messages', id)).toMatchObject({
      seq: from + 1,
      change_seq: from + 3,
    });
    await update(db.client, 'messages', id, await read(db.client, 'messages', id));
    expect(await lastSeq()).toBe(from + 3);
  });

  it('are not taken by a message that was sent before', async () => {
    const client_msg_id = randomUUID();
    await send({ client_msg_id });
    const before = await lastSeq();
    await expectRefused(send({ client_msg_id }), 'messages_once');
    await db.client.query(
      `insert into messages (chat, author, client_msg_id, text) values ($1, $2, $3, 'again')
       on conflict (chat, author, client_msg_id) do nothing`,
      [chat, author, client_msg_id],
    );
    expect(await lastSeq()).toBe(before);
  });
});

describe('a message', () => {
  it('is written by a member and has a text or a file', async () => {
    const stranger = await player(db.client);
    await expectRefused(send({ author: stranger }), 'messages_author_member');
    await expectRefused(send({ author: null }), 'messages_author_member');
    await expectRefused(send({ text: ' \n' }), 'messages_not_empty');
    await send({ text: null, file: await file(db.client) });
  });

  it('keeps its chat, author, number and time', async () => {
    const id = await send();
    const changes = [{ author: other }, { author: null }, { seq: 1 }, { created_at: new Date(0) }];
    for (const values of changes) {
      await expectRefused(update(db.client, 'messages', id, values), 'messages_fixed');
    }
    await expectRefused(update(db.client, 'messages', id, { change_seq: 1 }), 'messages_derived');
  });

  it('is deleted for good by a mark, not by removing the row', async () => {
    const id = await send();
    const removal = db.client.query('delete from messages where id = $1', [id]);
    await expectRefused(removal, 'messages_kept');
    await update(db.client, 'messages', id, { deleted_at: new Date() });
    for (const values of [{ deleted_at: null }, { text: 'Back' }]) {
      await expectRefused(update(db.client, 'messages', id, values), 'messages_deleted');
    }
    await update(db.client, 'messages', id, { text: null });
  });

  it('outlives its file and its author', async () => {
    const [leaver, fileId] = [await player(db.client), await file(db.client)];
    const room = await insert(db.client, 'chats', { kind: 'direct', pair: pairOf(leaver, author) });
    await insert(db.client, 'chat_members', { chat: room, user: leaver });
    const id = await send({ chat: room, author: leaver, text: null, file: fileId });
    await db.client.query('delete from directus_files where id = $1', [fileId]);
    expect(await read(db.client, 'messages', id)).toMatchObject({ file: null, change_seq: 2 });
    await db.client.query('delete from directus_users where id = $1', [leaver]);
    expect(await read(db.client, 'messages', id)).toMatchObject({ author: null, change_seq: 2 });
    await db.client.query('delete from chats where id = $1', [room]);
    expect(await read(db.client, 'messages', id)).toBeUndefined();
  });
});

describe('a chat', () => {
  it('is of one kind: a pair or a session', async () => {
    const [one, two] = [randomUUID(), randomUUID()].sort() as [string, string];
    const run = await session(db.client, await publishedQuest(db.client), author);
    const refused: Values[] = [
      { kind: 'direct' },
      { kind: 'direct', pair: `${two}:${one}` },
      { kind: 'direct', pair: `${one}:${one}` },
      { kind: 'direct', pair: 'a:b' },
      { kind: 'direct', pair: `${one}:${two}`, session: run },
      { kind: 'session' },
    ];
    for (const values of refused) {
      await expectRefused(insert(db.client, 'chats', values), 'chats_kind_consistent');
    }
    await expectRefused(insert(db.client, 'chats', { kind: 'group' }), 'chats_kind_known');
    await insert(db.client, 'chats', { kind: 'session', session: run });
    const again = insert(db.client, 'chats', { kind: 'session', session: run });
    await expectRefused(again, 'chats_session_unique');
    const pair = insert(db.client, 'chats', { kind: 'direct', pair: pairOf(author, other) });
    await expectRefused(pair, 'chats_pair_unique');
  });

  it('keeps its counters and its kind', async () => {
    await expectRefused(update(db.client, 'chats', chat, { last_seq: 1 }), 'chats_derived');
    const repaired = update(db.client, 'chats', chat, { pair: pairOf(author, randomUUID()) });
    await expectRefused(repaired, 'chats_fixed');
    await update(db.client, 'chats', chat, await read(db.client, 'chats', chat));
  });

  it('has only its pair as members', async () => {
    const third = await player(db.client);
    const joins = insert(db.client, 'chat_members', { chat, user: third });
    await expectRefused(joins, 'chat_members_pair');
    const doubled = insert(db.client, 'chat_members', { chat, user: author });
    await expectRefused(doubled, 'chat_members_unique');
  });
});

describe('the read pointer', () => {
  it('only moves forward, and not beyond the last number', async () => {
    await send();
    const { rows } = await db.client.query(
      'select id from chat_members where chat = $1 and "user" = $2',
      [chat, other],
    );
    const last = await lastSeq();
    const pointTo = async (read_seq: number) => {
      await update(db.client, 'chat_members', rows[0].id, { read_seq });
      return (await read(db.client, 'chat_members', rows[0].id)).read_seq;
    };
    expect(await pointTo(last)).toBe(last);
    expect(await pointTo(1)).toBe(last);
    await expectRefused(pointTo(last + 1), 'chat_members_read_seq_range', `at most ${last}`);
  });
});
