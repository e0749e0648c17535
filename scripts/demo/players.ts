/** The people of `npm run play:demo`, each with a client of the SDK of their own. */
import { randomUUID } from 'node:crypto';
import { authentication, createDirectus, rest, uploadFiles } from '@directus/sdk';
import {
  type AttemptProof,
  type AttemptResult,
  type Position,
  questcity,
  type Schema,
} from '@questcity/sdk';
import { userId } from '../seed/people.ts';

const connect = (url: string) =>
  createDirectus<Schema>(url)
    .with(authentication('json', { autoRefresh: false }))
    .with(rest())
    .with(questcity());

export type Client = ReturnType<typeof connect>;

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly client: Client;
}

/** Signs in as one of the demo accounts. */
export async function signIn(url: string, key: string, name: string, password: string) {
  const client = connect(url);
  await client.login({ email: `${key}@demo.example.com`, password });
  return { id: userId(key), name, client } satisfies Person;
}

/** One attempt, with an id of its own, as the app makes one for each tap of the player. */
export function tryAt(
  { client }: Person,
  session: string,
  point: string,
  position: Position,
  answer?: AttemptProof,
): Promise<AttemptResult> {
  const body = { client_attempt_id: randomUUID(), position, ...(answer && { answer }) };
  return client.makeAttempt(session, point, body);
}

/** Uploads a photo, which goes to the player's own uploads, and returns its id. */
export async function uploadPhoto({ client }: Person, photo: Buffer): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), 'photo.jpg');
  const { id } = await client.request(uploadFiles(form));
  return id;
}

/** Leaves what an earlier run has left behind: a player has one running session of a quest. */
export async function endOldSessions({ id, client }: Person, quest: string): Promise<void> {
  const { data } = await client.listSessions({ status: 'active', limit: 100 });
  for (const session of data.filter((one) => one.quest.id === quest)) {
    if (session.role === 'owner') await client.abandonSession(session.id);
    else await client.removeSessionMember(session.id, id);
  }
}
