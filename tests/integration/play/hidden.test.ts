/**
 * Hidden until earned: after each step of a walk, everything a player can ask for, through every door,
 * is searched for what belongs to points that are still locked.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLDER } from '../../../extensions/questcity/src/kernel/actor.ts';
import { positionAt } from '../../../extensions/questcity/src/play/geodesy.ts';
import { type Callers, callersOf, query } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { insert } from '../database/fixtures.ts';
import { Crawler, expectHidden, type Seen, secretsOf } from './hidden-crawl.ts';
import {
  attempt,
  attemptAt,
  befriend,
  type MadeQuest,
  makePlayer,
  makeQuest,
  type Player,
  start,
} from './quests.ts';

let server: TestServer;
let as: Callers;
let crawler: Crawler;
beforeAll(async () => {
  // Directus logs what GraphQL refuses as an error.
  server = await startServer({ expectedErrors: [/GraphQLError/] });
  as = callersOf(server.url);
  crawler = await Crawler.of(server.url);
});
afterAll(() => server?.stop());

const db = () => server.database.client;

/** A file that only staff may see, as those of points are. */
function secretFile(): Promise<string> {
  const id = randomUUID();
  return insert(db(), 'directus_files', {
    id,
    storage: 'local',
    filename_download: 'secret.png',
    filename_disk: 'b0000000-0000-4000-8000-0000000000f1.png',
    type: 'image/png',
    filesize: 100,
    folder: FOLDER.secrets,
  });
}

type Point = MadeQuest['points'][0];

async function walk() {
  const quest = await makeQuest(
    db(),
    [
      { activity: 'download_file', file: await secretFile() },
      { activity: 'enter_word', word: 'secret', file: await secretFile() },
      { activity: 'pick_up_artifact', file: await secretFile() },
    ],
    { group_size: 3 },
  );
  const player = await makePlayer(db(), as);
  const { id } = await start(player, quest);
  const secrets = await secretsOf(db(), quest);
  const crawl = (who: Player) => crawler.crawl(who, quest, id, secrets);
  return { quest, player, session: id as string, secrets, crawl };
}

describe('what is locked', () => {
  it('is in no answer to a player, in any state of the session', async () => {
    const { quest, player, session, secrets, crawl } = await walk();
    const [first, second, third] = quest.points as [Point, Point, Point];
    const answers: Seen[] = [];
    const go = async (point: Point, answer?: object) => {
      const body = attemptAt(point.at, answer as never);
      const { text } = await attempt(player, session, point.id, body);
      answers.push({ what: 'attempt', text });
    };
    const look = async (open: number) => {
      const listener = await crawler.listen(player);
      await crawler.touch(secrets);
      const seen = [...answers.splice(0), ...(await crawl(player))];
      expectHidden(seen, secrets.slice(open));
      // Open or not: points are shown by their sessions alone.
      expectHidden([{ what: 'subscription', text: JSON.stringify(listener.heard) }], secrets);
      expect(listener.closed).toBe(false);
      listener.terminate();
      // What is open is there, or the marks would prove nothing.
      for (const { marks } of secrets.slice(0, open)) {
        expect(seen.some(({ text }) => text.includes(marks[0] as string))).toBe(true);
      }
    };
    await look(1);
    await go(first, { word: 'nonsense' });
    await look(1);
    await go(first);
    await look(2);
    await go(second);
    await look(2);
    await go(second, { word: 'secret' });
    await look(3);
    await go(third);
    expect((await player.call.get(`/api/v2/sessions/${session}`)).body.data.status).toBe(
      'completed',
    );
  });

  it('stays so when the session is given up or has expired', async () => {
    const given = await walk();
    await given.player.call.post(`/api/v2/sessions/${given.session}/abandon`);
    expectHidden(await given.crawl(given.player), given.secrets.slice(1));
    const expired = await walk();
    await db().query(
      `update sessions set deadline = started_at + interval '1 millisecond' where id = $1`,
      [expired.session],
    );
    expectHidden(await expired.crawl(expired.player), expired.secrets.slice(1));
  });

  it('is all of it to who is invited, has left, or is a stranger', async () => {
    const { player, session, secrets, crawl } = await walk();
    const [friend, stranger] = [await makePlayer(db(), as), await makePlayer(db(), as)];
    await befriend(db(), player, friend);
    const members = `/api/v2/sessions/${session}/members`;
    await player.call.post(members, { user_id: friend.id });
    expectHidden(await crawl(friend), secrets);
    await friend.call.post(`${members}/accept`);
    expectHidden(await crawl(friend), secrets.slice(1));
    await friend.call.delete(`${members}/${friend.id}`);
    expectHidden(await crawl(friend), secrets);
    expectHidden(await crawl(stranger), secrets);
  });

  it('is in no answer to who guesses its id: not to attempts, nor batches, nor what is malformed', async () => {
    const { quest, player, session, secrets, crawl } = await walk();
    const stranger = await makePlayer(db(), as);
    const path = `/api/v2/sessions/${session}`;
    const seen: Seen[] = [];
    const send = async ({ call }: Player, method: string, where: string, body: unknown) => {
      const { status, text } = await call(method, where, { body });
      seen.push({ what: `${method} ${where}: ${status}`, text });
      return status;
    };
    // Elsewhere: one's own positions come back in the export.
    const at = positionAt((quest.points[0] as Point).at, 270, 1000);
    for (const { id } of quest.points.slice(1)) {
      for (const answer of [undefined, { word: 'secret' }, { word: 'nonsense' }]) {
        const body = attemptAt(at, answer);
        const item = { ...body, client_attempt_id: randomUUID(), point_id: id };
        const attempts = `${path}/points/${id}/attempts`;
        expect(await send(player, 'POST', attempts, body)).toBe(404);
        expect(await send(player, 'POST', attempts, { ...body, position: {} })).toBe(400);
        for (let i = 0; i < 2; i++) {
          expect(await send(player, 'POST', `${path}/attempts/batch`, { attempts: [item] })).toBe(
            200,
          );
        }
        const batch = { attempts: [item] };
        expect(await send(stranger, 'POST', `${path}/attempts/batch`, batch)).toBe(404);
      }
      const point = { id, quest: quest.id, order: 2, name: 'taken over' };
      expect(await send(player, 'POST', '/items/points', point)).toBe(403);
      expect(await send(player, 'PATCH', `/items/points/${id}`, { name: 'x' })).toBe(403);
      expect(await send(player, 'DELETE', `/items/points/${id}`, undefined)).toBe(403);
      for (const collection of ['favorites', 'reviews']) {
        const status = await send(player, 'POST', `/items/${collection}`, { quest: id });
        expect([400, 403]).toContain(status);
      }
    }
    // The guess itself comes back: in batches, in what went wrong, and among one's own attempts.
    expectHidden(seen, secrets.slice(1), { ids: false });
    expectHidden(await crawl(player), secrets.slice(1), { ids: false });
  });

  it('cannot be found out by asking whether it is so', async () => {
    const { player, secrets } = await walk();
    const [name, file] = [secrets[1]?.marks[0] as string, secrets[1]?.files[0] as string];
    const questions: ((guess: string) => [string, string, unknown?])[] = [
      ...['points.name', 'points.file', 'points.places.id', 'points.id'].map(
        (field) => (guess: string) => {
          const path = field.split('.').reverse();
          const filter = path.reduce<object>((inner, key) => ({ [key]: inner }), { _eq: guess });
          return ['GET', `/items/quests${query({ filter })}`] as [string, string];
        },
      ),
      (guess) => ['GET', `/items/quests${query({ search: guess, fields: 'id' })}`],
      (guess) => ['GET', `/api/v2/quests${query({ search: guess })}`],
      (guess) => ['GET', `/items/points${query({ filter: { name: { _eq: guess } } })}`],
      (guess) => ['GET', `/files${query({ filter: { id: { _eq: guess } } })}`],
      (guess) => ['GET', `/files${query({ search: guess })}`],
      (guess) => ['GET', `/assets/${guess}`],
      (guess) => ['GET', `/files/${guess}`],
      (guess) => [
        'POST',
        '/graphql',
        { query: `{ quests(filter: { points: { name: { _eq: "${guess}" } } }) { id } }` },
      ],
    ];
    for (const question of questions) {
      for (const [right, wrong] of [
        [name, 'canary-name-0'],
        [file, randomUUID()],
      ] as const) {
        const answers = [];
        for (const guess of [right, wrong]) {
          const [method, path, body] = question(guess);
          const { status, text } = await player.call(method, path, { body });
          answers.push({ status, text: text.replaceAll(guess, '…') });
        }
        expect(answers[0], `${question(right)}`).toEqual(answers[1]);
      }
    }
  });
});

describe('the file of a point', () => {
  it('is given out when it is earned, to members, and not by its id', async () => {
    const { quest, player, session } = await walk();
    const [first, second, third] = quest.points as [Point, Point, Point];
    const { rows } = await db().query('select file from points where id = $1', [first.id]);
    const fetchFile = (point: string, { call } = player) =>
      call.get(`/api/v2/sessions/${session}/points/${point}/file`);
    expect((await fetchFile(first.id)).status).toBe(404);
    await attempt(player, session, first.id, attemptAt(first.at));
    const file = await fetchFile(first.id);
    expect(file.status).toBe(200);
    expect(file.headers.get('content-type')).toBe('image/png');
    expect(file.headers.get('content-disposition')).toContain('secret.png');
    expect(file.text).toContain('PNG');
    expect((await player.call.get(`/assets/${rows[0].file}`)).status).toBe(403);
    // The file of a point that is open, unless it is what the point is about.
    expect((await fetchFile(second.id)).status).toBe(200);
    await attempt(player, session, second.id, attemptAt(second.at, { word: 'secret' }));
    expect((await fetchFile(third.id)).status).toBe(404);
    await attempt(player, session, third.id, attemptAt(third.at));
    expect((await fetchFile(third.id)).status).toBe(200);
    expect((await fetchFile(first.id, await makePlayer(db(), as))).status).toBe(404);
  });
});
