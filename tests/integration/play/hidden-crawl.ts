/** All that a player can ask about a quest, through every door, and what gives its points away. */
import type pg from 'pg';
import { expect } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { query } from '../../harness/api.ts';
import { type DescribedRoute, readDocument, routesOf } from '../../harness/openapi.ts';
import { type Message, Socket } from '../../harness/socket.ts';
import type { MadeQuest, Player } from './quests.ts';

const COLLECTIONS = [
  ...['quests', 'points', 'places', 'merch', 'tools', 'sessions', 'session_members'],
  ...['session_points', 'attempts', 'ledger_entries', 'favorites', 'reviews', 'profiles'],
  ...['activities', 'chats', 'messages'],
];
/** Of Directus itself. */
const SYSTEM = [
  ...['files', 'folders', 'revisions', 'activity', 'comments', 'versions', 'shares', 'presets'],
  ...['notifications', 'users', 'collections', 'fields', 'relations', 'server/info'],
  ...['server/specs/oas', 'server/specs/graphql/items', 'server/specs/graphql/system'],
];

/** An answer, and to which question. */
export interface Seen {
  readonly what: string;
  readonly text: string;
}

export interface Secrets {
  readonly id: string;
  readonly files: readonly string[];
  readonly marks: readonly string[];
}

/** What gives each point away: ids, texts, places, files, answers. */
export async function secretsOf(client: pg.Client, quest: MadeQuest): Promise<Secrets[]> {
  const { rows } = await client.query(
    `select p.*, array(select id::text from places where point = p.id) as places
       from points p where quest = $1 order by "order"`,
    [quest.id],
  );
  return rows.map((row, index) => ({
    id: row.id,
    files: [row.file, row.reference_photo].filter((file) => file !== null),
    marks: [
      ...[row.name, row.description, row.file, row.reference_photo, row.code, row.word],
      ...[row.qr_secret, ...row.places],
      String(quest.points[index]?.at.longitude).slice(0, 9),
    ].filter((mark) => typeof mark === 'string'),
  }));
}

/** Nothing of `locked` may be in what was seen. */
export function expectHidden(
  seen: readonly Seen[],
  locked: readonly Secrets[],
  { ids = true } = {},
): void {
  for (const { what, text } of seen) {
    for (const { id, marks } of locked) {
      for (const mark of [...(ids ? [id] : []), ...marks]) {
        expect(text.includes(mark), `${what} shows ${mark}`).toBe(false);
      }
    }
  }
}

/** Asks one server as players do. */
export class Crawler {
  readonly #url: string;
  readonly #gets: readonly DescribedRoute[];

  private constructor(url: string, gets: readonly DescribedRoute[]) {
    this.#url = url;
    this.#gets = gets;
  }

  static async of(url: string): Promise<Crawler> {
    const routes = routesOf(await readDocument(url));
    return new Crawler(
      url,
      routes.filter(({ method }) => method === 'GET'),
    );
  }

  /** All that a player can read, as one text for each question. */
  async crawl(
    player: Player,
    quest: MadeQuest,
    session: string,
    secrets: readonly Secrets[],
  ): Promise<Seen[]> {
    const { call } = player;
    const seen: Promise<Seen>[] = [];
    const ask = (path: string, method = 'GET', body?: unknown) => {
      const what = `${method} ${path} ${body ? JSON.stringify(body) : ''}`;
      seen.push(call(method, path, { body }).then(({ text }) => ({ what, text })));
    };
    for (const path of this.#pathsOfApi(quest, session)) ask(path);
    ask('/api/v2/openapi.json');
    ask('/api/v2/docs');
    for (const path of SYSTEM) ask(`/${path}${query({ limit: -1 })}`);
    for (const path of ['files', 'revisions', 'activity']) {
      ask(`/${path}${query({ limit: -1, fields: '*,*.*' })}`);
    }
    const ids = quest.points.map(({ id }) => id);
    for (const collection of COLLECTIONS) askItems(ask, collection, ids);
    askQuest(ask, quest.id);
    for (const { text, system } of graphqlQueries(quest.id, ids)) {
      ask(system ? '/graphql/system' : '/graphql', 'POST', { query: text });
    }
    const files = secrets.flatMap((one) => one.files);
    const [answers, heard] = await Promise.all([
      Promise.all(seen),
      this.#crawlSocket(player, ids),
      expectFilesClosed(player, files),
    ]);
    return [...answers, heard];
  }

  /** The paths of all routes that only read, with every id that fits. */
  #pathsOfApi(quest: MadeQuest, session: string): string[] {
    return this.#gets.flatMap(({ path }) => {
      const ids = path.startsWith('/sessions') ? [session] : [quest.id, session];
      const points = path.includes('{pointId}') ? quest.points.map(({ id }) => id) : [''];
      const position = path.endsWith('/radar') ? '?latitude=59.9&longitude=30.3' : '';
      return ids.flatMap((id) =>
        points.map((point) => {
          const filled = path.replace('{id}', id).replace('{pointId}', point);
          return `/api/v2${filled.replace(/\{\w+\}/g, id)}${position}`;
        }),
      );
    });
  }

  /** Reads every collection by Directus's own WebSocket. */
  async #crawlSocket(player: Player, ids: readonly string[]): Promise<Seen> {
    const socket = await this.#connect(player.token);
    const questions = COLLECTIONS.flatMap((collection) =>
      [
        { query: { fields: ['*'], limit: -1 } },
        { query: { fields: ['id'], filter: { id: { _in: ids } } } },
        { id: ids[1] },
      ].map((question) => ({ type: 'items', action: 'read', collection, ...question })),
    );
    for (const question of questions) socket.send(question);
    await answered(socket, questions.length);
    socket.terminate();
    return { what: 'WebSocket', text: JSON.stringify(socket.heard) };
  }

  /** A socket that has subscribed to everything there is, and stays. */
  async listen({ token }: Player): Promise<Socket> {
    const socket = await this.#connect(token);
    const collections = [...COLLECTIONS, 'directus_files', 'directus_revisions'];
    for (const collection of collections) {
      socket.send({ type: 'subscribe', collection, query: { fields: ['*'] }, uid: collection });
    }
    await answered(socket, collections.length);
    return socket;
  }

  async #connect(token: string): Promise<Socket> {
    const socket = new Socket(this.#url);
    await socket.signIn(token);
    return socket;
  }

  /** Has an administrator touch points, and waits until those who may hear of it have. */
  async touch(secrets: readonly Secrets[]): Promise<void> {
    const witness = await this.#connect(accounts.administrator.token);
    const subscription = { type: 'subscribe', collection: 'points', query: { fields: ['id'] } };
    witness.send({ ...subscription, uid: 'witness' });
    await witness.until(({ type }) => type === 'subscription');
    for (const { id, marks } of secrets) {
      const answer = await fetch(`${this.#url}/items/points/${id}`, {
        method: 'PATCH',
        headers: {
          authorization: `Bearer ${accounts.administrator.token}`,
          'content-type': 'application/json',
        },
        // As it was: what counts is that there is an event, a revision and an activity.
        body: JSON.stringify({ name: marks[0] }),
      });
      expect(answer.status).toBe(200);
      await witness.until(({ event, data }) => event === 'update' && holds(data, id));
    }
    witness.terminate();
  }
}

const holds = (data: unknown, id: string): boolean => JSON.stringify(data).includes(id);

/** Waits until a socket has an answer to each message that was sent over it. */
async function answered(socket: Socket, messages: number): Promise<void> {
  const changes = ['create', 'update', 'delete'];
  const isAnswer = ({ type, event }: Message) => type !== 'auth' && !changes.includes(`${event}`);
  await socket.until(() => socket.heard.filter(isAnswer).length >= messages);
}

type Ask = (path: string, method?: string, body?: unknown) => void;

function askItems(ask: Ask, collection: string, ids: readonly string[]): void {
  const items = (parameters: Record<string, unknown>) =>
    ask(`/items/${collection}${query(parameters)}`);
  items({ limit: -1, fields: '*,*.*' });
  items({ filter: { id: { _in: ids } } });
  items({ search: 'canary', limit: -1 });
  items({ groupBy: 'id', aggregate: { count: '*' } });
  items({ version: 'main', limit: -1 });
  items({ export: 'csv', limit: -1 });
  for (const id of ids) {
    ask(`/items/${collection}/${id}`);
    ask(`/items/${collection}/${id}?version=main`);
  }
  ask(`/items/${collection}`, 'SEARCH', { query: { fields: ['*', '*.*'], limit: -1 } });
  ask(`/items/${collection}`, 'SEARCH', { keys: ids });
}

function askQuest(ask: Ask, quest: string): void {
  for (const version of ['main', 'draft']) ask(`/items/quests/${quest}?version=${version}`);
  const fields = ['points', 'points.*', 'points.places.*', '*.*.*', 'mentor_preference.*'];
  for (const field of fields) ask(`/items/quests/${quest}${query({ fields: field })}`);
  ask(`/items/quests${query({ alias: { mine: 'points' }, fields: 'id,mine.*' })}`);
  ask(`/items/quests${query({ deep: { points: { _limit: -1 } }, fields: 'points.*' })}`);
  ask(`/items/favorites${query({ fields: 'quest.points.*' })}`);
  ask(`/api/v2/quests${query({ search: 'canary' })}`);
}

function graphqlQueries(
  quest: string,
  ids: readonly string[],
): { text: string; system?: boolean }[] {
  const ofCollections = COLLECTIONS.flatMap((collection) => [
    `{ ${collection}(limit: -1) { id } }`,
    `{ ${collection}_aggregated(groupBy: ["id"]) { group count { id } } }`,
    `{ ${collection}_by_id(id: "${ids[1]}") { id } }`,
    `{ ${collection}_by_version(id: "${ids[1]}", version: "main") { id } }`,
  ]);
  const texts = [
    ...ofCollections,
    '{ points { id name description code word qr_secret file { id } places { location } } }',
    '{ points_aggregated(groupBy: ["name"]) { group min { order } } }',
    '{ places_aggregated(groupBy: ["location"]) { group count { id } } }',
    '{ quests { id points { id name places { location } } } }',
    '{ quests { points_func { count } } }',
    `{ quests_by_id(id: "${quest}") { points { name } } }`,
    '{ favorites { quest { points { name } } } }',
    '{ __schema { types { name fields { name } } } }',
  ];
  const system = [
    '{ files(limit: -1) { id title filename_download } }',
    '{ files_aggregated(groupBy: ["id"]) { group } }',
    '{ revisions(limit: -1) { id data delta } }',
    '{ activity(limit: -1) { id item } }',
  ];
  return [
    ...texts.map((text) => ({ text })),
    ...system.map((text) => ({ text, system: true as const })),
  ];
}

/** Files of points, open or not, are given out by the session's route and not by their id. */
async function expectFilesClosed({ call }: Player, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const paths = ['', '?download', '?key=system-small-cover'].map(
      (suffix) => `/assets/${file}${suffix}`,
    );
    for (const path of [...paths, `/files/${file}`, `/files/${file}?fields=*.*`]) {
      const { status } = await call.get(path);
      expect([path, status]).toEqual([path, 403]);
    }
  }
}
