/** A published quest can be played from the first point to the last. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import {
  expectRefused,
  file,
  inTransaction,
  outcomes,
  place,
  point,
  publishedQuest,
  quest,
  read,
  update,
  type Values,
  withClients,
} from './fixtures.ts';

let db: TestDatabase;
let fileId: string;
beforeAll(async () => {
  db = await withDatabase();
  fileId = await file(db.client);
});
afterAll(() => db.close());

const publish = (id: string) => update(db.client, 'quests', id, { status: 'published' });

async function questWith(values: Values, parts: (number | null)[]): Promise<string> {
  const id = await quest(db.client);
  const pointId = await point(db.client, id, values);
  for (const part of parts) await place(db.client, pointId, { part });
  return id;
}

const FILE = 'the file made above';
/** Puts the id of the file where a case names it: cases are written before it exists. */
const withFile = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, value === FILE ? fileId : value]),
  );

describe('publishing', () => {
  const incomplete: [says: string, values: Values, parts: (number | null)[]][] = [
    ['add a place', {}, []],
    ['choose the kind of photo', { activity: 'take_photo' }, [null]],
    ['add the reference photo', { activity: 'take_photo', photo_kind: 'photo_matching' }, [null]],
    [
      'enter the heading and its tolerance',
      {
        activity: 'take_photo',
        photo_kind: 'direction_check',
        heading: 90,
        heading_tolerance: null,
      },
      [null],
    ],
    ['add the file to download', { activity: 'download_file' }, [null]],
    ['add the file of the artifact', { activity: 'pick_up_artifact' }, [null]],
    ['enter the secret of the QR code', { activity: 'scan_qr' }, [null]],
    ['enter the code', { activity: 'enter_code', code: '' }, [null]],
    ['enter the word', { activity: 'enter_word' }, [null]],
    ['needs at least two places', { activity: 'pick_up_artifact', file: FILE, divided: true }, [1]],
    ['turn "divided" on', { activity: 'pick_up_artifact', file: FILE }, [1, 2]],
    ['only an artifact can be divided: turn "divided" off', { file: FILE, divided: true }, [1, 2]],
    ['only an artifact can be divided: turn "divided" off', { divided: true }, [1]],
    ['keep only one place', { file: FILE }, [1, 2]],
    [
      'number the parts of the places 1 to 2',
      { activity: 'pick_up_artifact', file: FILE, divided: true },
      [1, 3],
    ],
    [
      'number the parts of the places 1 to 3',
      { activity: 'pick_up_artifact', file: FILE, divided: true },
      [1, 2, null],
    ],
  ];
  it.each(incomplete)('asks: %s', async (says, values, parts) => {
    const id = await questWith(withFile(values), parts);
    await expectRefused(publish(id), 'quests_complete', says);
    expect((await read(db.client, 'quests', id)).status).toBe('draft');
  });

  const complete: [values: Values, parts: (number | null)[]][] = [
    [{ activity: 'catch_ghost' }, [null]],
    [{ activity: 'take_photo', photo_kind: 'face_verification' }, [null]],
    [{ activity: 'take_photo', photo_kind: 'photo_matching', reference_photo: FILE }, [null]],
    [
      { activity: 'take_photo', photo_kind: 'direction_check', heading: 0, heading_tolerance: 20 },
      [null],
    ],
    [{ activity: 'download_file', file: FILE }, [1]],
    [{ activity: 'scan_qr', qr_secret: 'hash' }, [null]],
    [{ activity: 'enter_code', code: 'hash' }, [null]],
    [{ activity: 'enter_word', word: 'hash' }, [null]],
    [{ activity: 'pick_up_artifact', file: FILE }, [null]],
    [{ activity: 'pick_up_artifact', file: FILE, divided: true }, [3, 1, 2]],
  ];
  it.each(complete)('passes: %o with parts %o', async (values, parts) => {
    await publish(await questWith(withFile(values), parts));
  });

  it('asks for a point, and names the point that is incomplete', async () => {
    const id = await quest(db.client);
    await expectRefused(publish(id), 'quests_complete', 'at least one point');
    await point(db.client, id, { name: 'Fountain', order: 2 });
    await place(db.client, await point(db.client, id, { order: 1 }));
    await expectRefused(publish(id), 'quests_complete', 'Point 2 "Fountain": add a place');
  });

  it('works in one save with the quest first, as Directus writes nested items', async () => {
    const id = await inTransaction(db.client, async () => {
      const questId = await quest(db.client, { status: 'published' });
      await place(db.client, await point(db.client, questId));
      return questId;
    });
    expect((await read(db.client, 'quests', id)).published_at).toBeInstanceOf(Date);
    await expectRefused(quest(db.client, { status: 'published' }), 'quests_complete');
  });
});

describe('a published quest', () => {
  const questOf = async (id: string) =>
    (await db.client.query('select id from points where quest = $1', [id])).rows[0].id as string;

  it('cannot lose its last point, its last place or a setting', async () => {
    const id = await publishedQuest(db.client);
    const pointId = await questOf(id);
    const refused = [
      db.client.query('delete from points where id = $1', [pointId]),
      db.client.query('delete from places where point = $1', [pointId]),
      db.client.query(`update points set activity = 'enter_word' where id = $1`, [pointId]),
    ];
    for (const action of refused) await expectRefused(action, 'quests_complete');
  });

  it('takes a new point and its place in one save, and not the point alone', async () => {
    const id = await publishedQuest(db.client);
    await expectRefused(point(db.client, id), 'quests_complete');
    await inTransaction(db.client, async () => place(db.client, await point(db.client, id)));
  });

  it('may become incomplete when it stops being published in the same save', async () => {
    const id = await publishedQuest(db.client);
    await inTransaction(db.client, async () => {
      await db.client.query('delete from points where quest = $1', [id]);
      await update(db.client, 'quests', id, { status: 'draft' });
    });
  });

  it('is deleted with its points and places', async () => {
    const id = await publishedQuest(db.client);
    await db.client.query('delete from quests where id = $1', [id]);
    expect(await read(db.client, 'quests', id)).toBeUndefined();
  });

  it('keeps a point when two editors each remove one of the two at once', async () => {
    const id = await publishedQuest(db.client);
    const second = await inTransaction(db.client, async () => {
      const pointId = await point(db.client, id);
      await place(db.client, pointId);
      return pointId;
    });
    const first = (
      await db.client.query('select id from points where quest = $1 order by "order"', [id])
    ).rows[0].id;
    await withClients(db.connection, 2, async (clients) => {
      const result = await outcomes(
        [first, second].map((pointId, index) =>
          (clients[index] as typeof db.client).query('delete from points where id = $1', [pointId]),
        ),
      );
      expect(result).toEqual({ done: 1, refused: ['quests_complete'] });
    });
  });
});

describe('places of a point', () => {
  it('are three at most, in a draft too', async () => {
    const pointId = await point(db.client, await quest(db.client));
    for (const part of [1, 2, 3]) await place(db.client, pointId, { part });
    await expectRefused(place(db.client, pointId), 'places_at_most_three');
  });

  it('are three at most when two editors add the third at once', async () => {
    const pointId = await point(db.client, await quest(db.client));
    for (const part of [1, 2]) await place(db.client, pointId, { part });
    await withClients(db.connection, 2, async (clients) => {
      const result = await outcomes(clients.map((client) => place(client, pointId)));
      expect(result).toEqual({ done: 1, refused: ['places_at_most_three'] });
    });
  });

  it('may be replaced in one save, new ones first, with the same parts', async () => {
    const pointId = await point(db.client, await quest(db.client));
    const old = await Promise.all([1, 2, 3].map((part) => place(db.client, pointId, { part })));
    await inTransaction(db.client, async () => {
      for (const part of [1, 2, 3]) await place(db.client, pointId, { part });
      await db.client.query('delete from places where id = any($1)', [old]);
    });
    await expectRefused(
      update(db.client, 'places', await onlyPart(pointId, 1), { part: 2 }),
      'places_part_unique',
    );
  });

  const onlyPart = async (pointId: string, part: number) =>
    (await db.client.query('select id from places where point = $1 and part = $2', [pointId, part]))
      .rows[0].id as string;
});
