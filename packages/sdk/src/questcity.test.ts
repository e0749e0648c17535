import {
  authentication,
  createDirectus,
  graphql,
  isDirectusError,
  realtime,
  rest,
  staticToken,
} from '@directus/sdk';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { call, type RouteEntry } from './call.ts';
import { everyItem } from './pages.ts';
import { questcity } from './questcity.ts';
import {
  type ListQuestsResponse,
  type QuestCard,
  type QuestDetail,
  routes,
} from './routes.generated.ts';

const ID = '5f3f1f6e-0000-4000-8000-000000000001';

interface Sent {
  url: string;
  method?: string;
  headers: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
  credentials?: string;
}

/** A `fetch` that notes what it is asked for and gives the answers in turn, the last one for ever. */
function fakeFetch(...answers: Response[]) {
  const sent: Sent[] = [];
  const fetch = async (url: string, init: Omit<Sent, 'url'>) => {
    sent.push({ url, ...init });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return (answer as Response).clone();
  };
  return { sent, fetch };
}

const json = (body: unknown, status = 200) => Response.json(body, { status });
const page = (names: string[], next_cursor: string | null) =>
  json({ data: names.map((name) => ({ name })), meta: { next_cursor } });

function clientOf(fetch: unknown, url = 'http://localhost:8055') {
  return createDirectus(url, { globals: { fetch: fetch as typeof globalThis.fetch } });
}

describe('a function of a route', () => {
  it('asks for the route and gives the data', async () => {
    const { sent, fetch } = fakeFetch(json({ data: { id: ID } }));
    const client = clientOf(fetch).with(questcity());
    expect(await client.getQuest(ID)).toEqual({ id: ID });
    expect(sent).toEqual([
      { url: `http://localhost:8055/api/v2/quests/${ID}`, method: 'GET', headers: {} },
    ]);
  });

  it('gives a list with its cursor', async () => {
    const { fetch } = fakeFetch(page(['A'], 'next'));
    const client = clientOf(fetch).with(questcity());
    expect(await client.listQuests()).toEqual({
      data: [{ name: 'A' }],
      meta: { next_cursor: 'next' },
    });
  });

  it('gives nothing for 204', async () => {
    const { sent, fetch } = fakeFetch(new Response(null, { status: 204 }));
    const client = clientOf(fetch).with(questcity());
    expect(await client.addFavorite(ID)).toBeUndefined();
    expect(sent[0]).toMatchObject({ method: 'PUT' });
    expect(sent[0]?.url).toMatch(/\/favorite$/);
  });

  it('writes the query: text encoded, undefined left out, lists joined by commas', async () => {
    const { sent, fetch } = fakeFetch(page([], null));
    const client = clientOf(fetch, 'https://example.com/play/').with(questcity());
    const query = { search: 'мост & тень', limit: 5, city: undefined, level: ['easy', 'hard'] };
    await client.listQuests(query as object);
    const url = new URL(sent[0]?.url ?? '');
    expect(url.origin + url.pathname).toBe('https://example.com/play/api/v2/quests');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      search: 'мост & тень',
      limit: '5',
      level: 'easy,hard',
    });
  });

  it.each(['', '.', '..', undefined])('refuses the id %j, which leads elsewhere', async (id) => {
    const { sent, fetch } = fakeFetch(json({}));
    const client = clientOf(fetch).with(questcity());
    await expect(client.removeFavorite(id as string)).rejects.toThrow('removeFavorite: "id"');
    expect(sent).toEqual([]);
  });

  it('encodes an id', async () => {
    const { sent, fetch } = fakeFetch(json({ data: {} }));
    await clientOf(fetch).with(questcity()).getQuest('../users?x');
    expect(sent[0]?.url).toBe('http://localhost:8055/api/v2/quests/..%2Fusers%3Fx');
  });

  it('passes a signal and headers on', async () => {
    const { sent, fetch } = fakeFetch(json({ data: {} }));
    const { signal } = new AbortController();
    await clientOf(fetch)
      .with(questcity())
      .getQuest(ID, { signal, headers: { 'X-Trace': '1' } });
    expect(sent[0]).toMatchObject({ signal, headers: { 'X-Trace': '1' } });
  });
});

describe('a command with a body', () => {
  const start: RouteEntry = {
    method: 'POST',
    path: '/api/v2/quests/{id}/sessions/{part}',
    takes: ['body', 'query'],
    gives: 'data',
  };

  it('puts ids, body, query and options where they belong', async () => {
    const { sent, fetch } = fakeFetch(json({ data: 1 }, 201));
    const values = [ID, 'b', { note: 'x' }, { dry: true }, { idempotencyKey: 'k1' }];
    expect(await call(clientOf(fetch), {}, 'start', start, values)).toBe(1);
    expect(sent).toEqual([
      {
        url: `http://localhost:8055/api/v2/quests/${ID}/sessions/b?dry=true`,
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'k1' },
        body: '{"note":"x"}',
      },
    ]);
  });
});

describe('the token', () => {
  it('is that of the finished client, whatever the order of the plugins', async () => {
    const { sent, fetch } = fakeFetch(json({ data: {} }));
    await clientOf(fetch).with(staticToken('one')).with(questcity()).getQuest(ID);
    const later = clientOf(fetch).with(rest()).with(questcity()).with(authentication('json'));
    await later.setToken('two');
    await later.getQuest(ID);
    expect(sent.map(({ headers }) => headers.Authorization)).toEqual(['Bearer one', 'Bearer two']);
  });

  it('is not needed with cookies', async () => {
    const { sent, fetch } = fakeFetch(json({ data: {} }));
    await clientOf(fetch)
      .with(questcity({ credentials: 'include' }))
      .getQuest(ID);
    expect(sent[0]).toMatchObject({ credentials: 'include', headers: {} });
  });
});

describe('configuration', () => {
  it('runs onRequest and onResponse as rest() does', async () => {
    const { sent, fetch } = fakeFetch(json({ data: { id: ID } }));
    const client = clientOf(fetch).with(
      questcity({
        onRequest: (request) => ({ ...request, headers: { 'X-App': 'test' } }),
        onResponse: (data) => ({ ...data, seen: true }),
      }),
    );
    expect(await client.getQuest(ID)).toEqual({ id: ID, seen: true });
    expect(sent[0]?.headers).toEqual({ 'X-App': 'test' });
  });
});

describe('errors', () => {
  const refusal = {
    errors: [{ message: 'There is no such quest.', extensions: { code: 'NOT_FOUND' } }],
  };

  it('have the form that rest() gives them', async () => {
    const client = clientOf(fakeFetch(json(refusal, 404)).fetch)
      .with(rest())
      .with(questcity());
    const ours = await client.getQuest(ID).catch((error) => error);
    const theirs = await client.request<object>(() => ({ path: '/x' })).catch((error) => error);
    expect(isDirectusError(ours)).toBe(true);
    expect({ ...ours, response: undefined }).toEqual({ ...theirs, response: undefined });
    expect(ours.response.status).toBe(404);
    expect(ours.errors[0].extensions.code).toBe('NOT_FOUND');
  });

  it('keep the text of an answer that is not JSON', async () => {
    const html = new Response('<h1>Bad gateway</h1>', {
      status: 502,
      headers: { 'Content-Type': 'text/html' },
    });
    const client = clientOf(fakeFetch(html).fetch).with(questcity());
    await expect(client.getQuest(ID)).rejects.toMatchObject({
      message: '',
      errors: '<h1>Bad gateway</h1>',
      response: { status: 502 },
    });
  });

  it('of a success that is not JSON are errors too', async () => {
    const client = clientOf(fakeFetch(new Response('hello')).fetch).with(questcity());
    await expect(client.getQuest(ID)).rejects.toMatchObject({ errors: 'hello' });
  });

  it('of the network come as fetch throws them', async () => {
    const fetch = () => Promise.reject(new TypeError('fetch failed'));
    await expect(clientOf(fetch).with(questcity()).getQuest(ID)).rejects.toThrow('fetch failed');
  });
});

describe('everyItem', () => {
  it('walks all pages with the cursor of the one before', async () => {
    const { sent, fetch } = fakeFetch(page(['A', 'B'], 'c1'), page([], 'c2'), page(['C'], null));
    const client = clientOf(fetch).with(questcity());
    const names: string[] = [];
    for await (const quest of everyItem((p) => client.listQuests({ search: 'x', ...p }))) {
      names.push(quest.name);
    }
    expect(names).toEqual(['A', 'B', 'C']);
    expect(sent.map(({ url }) => new URL(url).search)).toEqual([
      '?search=x',
      '?search=x&cursor=c1',
      '?search=x&cursor=c2',
    ]);
  });

  it('asks for no more than is used', async () => {
    const { sent, fetch } = fakeFetch(page(['A', 'B'], 'c1'));
    const client = clientOf(fetch).with(questcity());
    for await (const _quest of everyItem((p) => client.listQuests(p))) break;
    expect(sent).toHaveLength(1);
  });
});

describe('names', () => {
  it('do not meet those of the other plugins', () => {
    const others = createDirectus('http://localhost')
      .with(authentication())
      .with(rest())
      .with(graphql())
      .with(realtime());
    expect(Object.keys(routes).filter((name) => name in others)).toEqual([]);
  });
});

describe('types', () => {
  const client = createDirectus<{ quests: { id: string }[] }>('http://localhost')
    .with(rest())
    .with(questcity());
  type Client = typeof client;

  it('come from the OpenAPI document', () => {
    expectTypeOf<ReturnType<Client['getQuest']>>().resolves.toEqualTypeOf<QuestDetail>();
    expectTypeOf<ReturnType<Client['listQuests']>>().resolves.toEqualTypeOf<ListQuestsResponse>();
    expectTypeOf<ReturnType<Client['addFavorite']>>().resolves.toEqualTypeOf<void>();
    expectTypeOf<QuestCard['level']>().toEqualTypeOf<'easy' | 'medium' | 'hard' | null>();
    expectTypeOf<QuestCard['distance']>().toEqualTypeOf<number | null>();
  });

  it('refuse unknown parameters and missing ids', () => {
    expectTypeOf<{ unknown: string }>().not.toExtend<
      NonNullable<Parameters<Client['listQuests']>[0]>
    >();
    // @ts-expect-error: there is no such sort
    void (() => client.listQuests({ sort: 'name' }));
    // @ts-expect-error: which quest?
    void (() => client.getQuest());
    // @ts-expect-error: the route takes no key
    void (() => client.addFavorite('id', { idempotencyKey: 'k' }));
  });

  it('leave the other plugins as they are', () => {
    expectTypeOf<Client>().toHaveProperty('request');
    expectTypeOf(everyItem((p) => client.listQuests(p))).toExtend<AsyncGenerator<QuestCard>>();
  });
});
