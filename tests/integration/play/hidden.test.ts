/**
 * Hidden until earned: after each step of a walk, everything a player can ask for, through every door,
 * is searched for what belongs to points that are still locked.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Callers, callersOf } from '../../harness/api.ts';
import { type DescribedRoute, readDocument, routesOf } from '../../harness/openapi.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { folders } from '../../harness/world-files.ts';
import { insert } from '../database/fixtures.ts';
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
let gets: DescribedRoute[];
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
  gets = routesOf(await readDocument(server.url)).filter(({ method }) => method === 'GET');
});
afterAll(() => server?.stop());

const db = () => server.database.client;

const COLLECTIONS = [
  ...['quests', 'points', 'places', 'merch', 'tools', 'sessions', 'session_members'],
  ...['session_points', 'attempts', 'ledger_entries', 'favorites', 'reviews', 'profiles'],
];

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
    folder: folders.secrets,
  });
}

interface Secrets {
  id: string;
  marks: string[];
}

/** What gives each point away: ids, texts, places, files, answers. */
async function secretsOf(quest: MadeQuest): Promise<Secrets[]> {
  const { rows } = await db().query(
    `select p.*, array(select id::text from places where point = p.id) as places
       from points p where quest = $1 order by "order"`,
    [quest.id],
  );
  return rows.map((row, index) => ({
    id: row.id,
    marks: [
      ...[row.name, row.description, row.file, row.reference_photo, row.code, row.word],
      ...[row.qr_secret, ...row.places],
      String(quest.points[index]?.at.longitude).slice(0, 9),
    ].filter((mark) => typeof mark === 'string'),
  }));
}

/** All that a player can read, as one text for each question. */
function crawl({ call }: Player, quest: MadeQuest, session: string) {
  const seen: Promise<{ what: string; text: string }>[] = [];
  const ask = (what: string, path: string) => {
    seen.push(call.get(path).then(({ text }) => ({ what, text })));
  };
  const askGraphql = (what: string, query: string) => {
    seen.push(call.graphql(query).then(({ text }) => ({ what, text })));
  };
  const pointIds = quest.points.map(({ id }) => id);
  for (const { path } of gets) {
    const ids = path.startsWith('/sessions') ? [session] : [quest.id, session];
    for (const id of ids) {
      for (const pointId of path.includes('{pointId}') ? pointIds : ['']) {
        const place = path
          .replace('{id}', id)
          .replace('{pointId}', pointId)
          .replace(/\{\w+\}/g, id);
        const query = path.endsWith('/radar') ? '?latitude=59.9&longitude=30.3' : '';
        // The id is the question's own; the answer must not go beyond it.
        ask(`GET ${path} ${pointIds.indexOf(pointId)}`, `/api/v2${place}${query}`);
      }
    }
  }
  for (const collection of COLLECTIONS) {
    ask(`/items/${collection}`, `/items/${collection}?limit=-1&fields=*,*.*`);
    const filter = encodeURIComponent(JSON.stringify({ id: { _in: pointIds } }));
    ask(`/items/${collection} filtered`, `/items/${collection}?filter=${filter}`);
    askGraphql(`graphql ${collection}`, `{ ${collection} { id } }`);
  }
  ask('/files', '/files?limit=-1&fields=*');
  askGraphql('graphql quests.points', '{ quests { id points { id name places { location } } } }');
  return Promise.all(seen);
}

/** Nothing of `locked` may be in what was seen. */
function expectHidden(
  seen: readonly { what: string; text: string }[],
  locked: readonly Secrets[],
): void {
  for (const { what, text } of seen) {
    for (const { id, marks } of locked) {
      // An error may repeat the address it was asked at.
      for (const mark of [id, ...marks]) {
        expect(text.includes(mark), `${what} shows ${mark}`).toBe(false);
      }
    }
  }
}

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
  return { quest, player, session: id as string, secrets: await secretsOf(quest) };
}

describe('what is locked', () => {
  it('is in no answer to a player, in any state of the session', async () => {
    const { quest, player, session, secrets } = await walk();
    const [first, second, third] = quest.points as [
      MadeQuest['points'][0],
      MadeQuest['points'][0],
      MadeQuest['points'][0],
    ];
    const answers: { what: string; text: string }[] = [];
    const go = async (point: MadeQuest['points'][0], answer?: object) => {
      const { text } = await attempt(
        player,
        session,
        point.id,
        attemptAt(point.at, answer as never),
      );
      answers.push({ what: 'attempt', text });
    };
    const look = async (open: number) => {
      const seen = [...answers.splice(0), ...(await crawl(player, quest, session))];
      expectHidden(seen, secrets.slice(open));
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
    expectHidden(await crawl(given.player, given.quest, given.session), given.secrets.slice(1));
    const expired = await walk();
    await db().query(
      `update sessions set deadline = started_at + interval '1 millisecond' where id = $1`,
      [expired.session],
    );
    expectHidden(
      await crawl(expired.player, expired.quest, expired.session),
      expired.secrets.slice(1),
    );
  });

  it('is all of it to who is invited, has left, or is a stranger', async () => {
    const { quest, player, session, secrets } = await walk();
    const [friend, stranger] = [await makePlayer(db(), as), await makePlayer(db(), as)];
    await befriend(db(), player, friend);
    const members = `/api/v2/sessions/${session}/members`;
    await player.call.post(members, { user_id: friend.id });
    expectHidden(await crawl(friend, quest, session), secrets);
    await friend.call.post(`${members}/accept`);
    expectHidden(await crawl(friend, quest, session), secrets.slice(1));
    await friend.call.delete(`${members}/${friend.id}`);
    expectHidden(await crawl(friend, quest, session), secrets);
    expectHidden(await crawl(stranger, quest, session), secrets);
  });
});

describe('the file of a point', () => {
  it('is given out when it is earned, to members, and not by its id', async () => {
    const { quest, player, session } = await walk();
    const [first, second, third] = quest.points as [
      MadeQuest['points'][0],
      MadeQuest['points'][0],
      MadeQuest['points'][0],
    ];
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
