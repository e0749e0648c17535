/** A fresh account with everything by which a person can be signed in, and every door they can try. */
import { randomUUID } from 'node:crypto';
import { accounts, roles } from '../../harness/accounts.ts';
import { PASSWORD } from '../../harness/environment.ts';
import type { TestServer } from '../../harness/server.ts';
import { Socket } from '../../harness/socket.ts';
import { world } from '../../harness/world.ts';

export interface Person {
  readonly id: string;
  readonly email: string;
  /** Static token. */
  readonly token: string;
}

/** Adds an account that looks like the harness's `player`. */
export async function addPerson(
  { database }: TestServer,
  role: keyof typeof roles = 'player',
): Promise<Person> {
  const id = randomUUID();
  const person = { id, email: `${id}@test.example.com`, token: randomUUID() };
  await database.client.query(
    `insert into directus_users (id, email, password, token, role, status, provider)
     select $1, $2, password, $3, $4, 'active', 'default' from directus_users where id = $5`,
    [id, person.email, person.token, roles[role], accounts.player.id],
  );
  return person;
}

export interface Credentials {
  access: string;
  refresh: string;
  /** Value of the session cookie. */
  session: string;
  static: string;
}

export async function signIn(url: string, { email, token }: Person): Promise<Credentials> {
  const login = async (mode: string) => {
    const response = await post(`${url}/auth/login`, { email, password: PASSWORD, mode });
    if (response.status !== 200) throw new Error(`No login: ${await response.text()}`);
    return response;
  };
  const { access_token, refresh_token } = await tokens(await login('json'));
  return {
    access: access_token,
    refresh: refresh_token,
    session: sessionCookie(await login('session')) ?? '',
    static: token,
  };
}

async function tokens(response: Response) {
  const body = (await response.json()) as {
    data: Record<'access_token' | 'refresh_token', string>;
  };
  return body.data;
}

/** The session cookie that an answer sets; undefined when it sets none or clears it. */
export function sessionCookie(response: Response): string | undefined {
  const set = response.headers.getSetCookie().find((line) => line.startsWith(`${COOKIE}=`));
  return set?.slice(COOKIE.length + 1).split(';')[0] || undefined;
}

const COOKIE = 'directus_session_token';

function post(url: string, body: object, headers = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

type Door = (url: string, credentials: Credentials) => Promise<Response>;

const bearer = (path: string, kind: 'access' | 'static'): Door => {
  return (url, held) => fetch(url + path, { headers: { Authorization: `Bearer ${held[kind]}` } });
};
const cookie = (path: string): Door => {
  return (url, held) => fetch(url + path, { headers: { Cookie: `${COOKIE}=${held.session}` } });
};
const asset = `/assets/${world.files.catalogue}`;

/** Ways in by HTTP; each answers below 300 to a player and 401 to who is cut off. */
export const doors: Readonly<Record<string, Door>> = {
  'our route, access token': bearer('/api/v2/quests', 'access'),
  'our route, static token': bearer('/api/v2/quests', 'static'),
  'our route, session cookie': cookie('/api/v2/quests'),
  '/items, access token': bearer('/items/quests?limit=1', 'access'),
  '/items, static token': bearer('/items/quests?limit=1', 'static'),
  '/items, session cookie': cookie('/items/quests?limit=1'),
  '/users/me, access token': bearer('/users/me', 'access'),
  '/files, access token': bearer('/files?limit=1', 'access'),
  '/assets, access token in the URL': (url, { access }) =>
    fetch(`${url}${asset}?access_token=${access}`),
  '/graphql, access token': (url, { access }) =>
    post(
      `${url}/graphql`,
      { query: '{ quests(limit: 1) { id } }' },
      { Authorization: `Bearer ${access}` },
    ),
  'refresh token': async (url, held) => {
    const response = await post(`${url}/auth/refresh`, {
      refresh_token: held.refresh,
      mode: 'json',
    });
    if (response.ok) held.refresh = (await tokens(response.clone())).refresh_token;
    return response;
  },
  'refreshing the session': async (url, held) => {
    const response = await post(
      `${url}/auth/refresh`,
      { mode: 'session' },
      { Cookie: `${COOKIE}=${held.session}` },
    );
    if (response.ok) held.session = sessionCookie(response) ?? held.session;
    return response;
  },
};

/** A native WebSocket that is signed in with an access token and hears of every quest. */
export async function subscribe(url: string, held: Credentials): Promise<Socket> {
  const socket = new Socket(url);
  await socket.signIn(held.access);
  await hear(socket);
  return socket;
}

async function hear(socket: Socket): Promise<void> {
  socket.send({ type: 'subscribe', collection: 'quests', query: { fields: ['id'] }, uid: 'q' });
  await socket.until(({ type, uid }) => type === 'subscription' && uid === 'q');
}

/** A native WebSocket for each way to sign in there. */
export async function subscribeInAllWays(
  url: string,
  person: Person,
  held: Credentials,
): Promise<Record<string, Socket>> {
  const withMessage = async (message: object) => {
    const socket = new Socket(url);
    await socket.opened();
    socket.send({ type: 'auth', ...message });
    await socket.until(({ type }) => type === 'auth');
    await hear(socket);
    return socket;
  };
  const atHandshake = async (socket: Socket) => {
    await socket.opened();
    await hear(socket);
    return socket;
  };
  const spare = await signIn(url, person);
  return {
    'access token': await withMessage({ access_token: held.access }),
    'static token': await withMessage({ access_token: held.static }),
    'refresh token': await withMessage({ refresh_token: spare.refresh }),
    'access token in the URL': await atHandshake(
      new Socket(url, { path: `/websocket?access_token=${held.access}` }),
    ),
    'session cookie': await atHandshake(
      new Socket(url, { headers: { Cookie: `${COOKIE}=${held.session}` } }),
    ),
  };
}

/** How many doors somebody tries at once. */
const HANDS = 3;

/** Somebody who tries every door over and over. */
export class Restless {
  /** By door, when they last began to try and were let in (`performance.now()`). */
  readonly lastAllowed = new Map<string, number>();
  /** By door, the statuses with which they were not. */
  readonly refused = new Map<string, Set<number>>();
  /** Settles when every door has refused. */
  readonly shutOut: Promise<void>;
  readonly #url: string;
  readonly #credentials: Credentials;
  readonly #hands: Promise<void>[];
  #waiting = Object.entries(doors);
  #going = true;

  constructor(url: string, credentials: Credentials) {
    this.#url = url;
    this.#credentials = credentials;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.shutOut = promise;
    this.#hands = Array.from({ length: HANDS }, () => this.#try(resolve));
  }

  async #try(onShutOut: () => void): Promise<void> {
    while (this.#going) {
      // Nobody else has a hand on the same door: of two refreshes at once, one would fail.
      const next = this.#waiting.shift();
      if (!next) throw new Error('More hands than doors');
      const [name, door] = next;
      const began = performance.now();
      const response = await door(this.#url, this.#credentials);
      await response.arrayBuffer();
      if (response.ok) this.lastAllowed.set(name, began);
      else this.refused.set(name, (this.refused.get(name) ?? new Set()).add(response.status));
      if (this.refused.size === Object.keys(doors).length) onShutOut();
      this.#waiting.push(next);
    }
  }

  async stop(): Promise<void> {
    this.#going = false;
    await Promise.all(this.#hands);
  }
}
