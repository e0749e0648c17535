/** The rows of the tests' world; what they are for stands in world.ts. */
import type pg from 'pg';
import { accounts } from './accounts.ts';
import { insert } from './postgres.ts';
import { START, world } from './world.ts';
import { files, insertFiles } from './world-files.ts';
import { insertPlay } from './world-play.ts';

const point = (latitude: number, longitude: number) => ({
  type: 'Point',
  coordinates: [longitude, latitude],
});

/** Puts everything into a database that has the state and the accounts. */
export async function insertWorld(client: pg.Client): Promise<void> {
  await client.query('begin');
  await insertFiles(client);
  await insertCatalogue(client);
  await insertPlay(client);
  await insertPeople(client);
  await client.query('commit');
}

async function insertCatalogue(client: pg.Client): Promise<void> {
  await insert(client, 'categories', {
    id: world.category,
    name: 'Test category',
    image: files.catalogue,
  });
  await insert(client, 'cities', {
    id: world.city,
    name: 'Test city',
    time_zone: 'Europe/Moscow',
    location: point(55.75, 37.61),
  });
  await insert(client, 'vehicles', { id: world.vehicle, name: 'Test vehicle', top_speed_kmh: 12 });
  await insert(client, 'tools', { id: world.tool, name: 'Test tool', reveals: 'nothing' });

  const quest = (id: string, name: string, status: string) =>
    insert(client, 'quests', {
      id,
      name,
      status,
      description: id === world.quest ? 'A walk for tests' : 'canary-description',
      image: files.catalogue,
      mentor_preference: files.mentor,
      category: world.category,
      city: world.city,
      vehicle: world.vehicle,
      group_size: 2,
      level: 'easy',
      mileage: '5_10',
      cost: 10,
      reward: 20,
      pay_extra: 5,
      created_by: accounts.editor.id,
    });
  await quest(world.quest, 'Walk for tests', 'draft');
  await quest(world.draft, 'canary-draft', 'draft');
  await quest(world.inReview, 'canary-in-review', 'in_review');
  await quest(world.archived, 'canary-archived', 'archived');

  const answers = [
    { activity: 'enter_word', word: 'canary-word' },
    { activity: 'enter_code', code: 'canary-code', file: files.artifact },
    { activity: 'scan_qr', qr_secret: 'canary-qr', reference_photo: files.reference },
  ];
  for (const [index, answer] of answers.entries()) {
    await insert(client, 'points', {
      id: world.points[index],
      quest: world.quest,
      order: index + 1,
      name: `canary-point-${index + 1}`,
      description: 'canary-point-description',
      tool: world.tool,
      ...answer,
    });
    await insert(client, 'places', {
      id: world.places[index],
      point: world.points[index],
      location: point(START.latitude + index / 100, START.longitude),
    });
  }
  await insert(client, 'points', {
    id: world.draftPoint,
    quest: world.draft,
    order: 1,
    name: 'canary-draft-point',
    activity: 'catch_ghost',
  });
  await insert(client, 'places', {
    id: world.draftPlace,
    point: world.draftPoint,
    location: point(START.latitude, START.longitude),
  });
  await client.query(`update quests set status = 'published' where id = $1`, [world.quest]);

  const merch = (id: string, quest: string, name: string) =>
    insert(client, 'merch', {
      id,
      quest,
      name,
      price: 1500,
      currency: 'EUR',
      image: files.catalogue,
    });
  await merch(world.merch, world.quest, 'Test mug');
  await merch(world.draftMerch, world.draft, 'canary-merch');
}

async function insertPeople(client: pg.Client): Promise<void> {
  const { player, other, moderator, suspended } = accounts;
  await client.query(
    `update profiles set bio = 'other-bio', settings = '{"note": "canary-settings"}' where id = $1`,
    [other.id],
  );
  for (const [index, [user, name]] of [
    [player.id, 'player'],
    [other.id, 'other'],
  ].entries()) {
    await insert(client, 'ledger_entries', {
      id: index === 0 ? world.ledgerEntry.player : world.ledgerEntry.other,
      user,
      kind: 'purchase',
      amount: 100,
      reference: index === 0 ? 'own-purchase' : `canary-purchase-${name}`,
    });
    await insert(client, 'favorites', {
      id: index === 0 ? world.favorite.player : world.favorite.other,
      quest: world.quest,
      user,
    });
  }
  const edge = (id: string | undefined, user: string, to: string) =>
    insert(client, 'friend_edges', { id, user, other: to, state: 'friend' });
  await edge(world.friendEdges[0], other.id, moderator.id);
  await edge(world.friendEdges[1], moderator.id, other.id);
  await insert(client, 'unlock_requests', {
    id: world.unlockRequest,
    user: suspended.id,
    reason: 'canary-reason',
    message: 'canary-message',
  });
  const review = (id: string, author: string, status: string, text: string) =>
    insert(client, 'reviews', { id, quest: world.quest, author, rating: 4, status, text });
  await review(world.review, player.id, 'published', 'A good walk');
  await review(world.hiddenReview, other.id, 'hidden', 'canary-hidden-review');
}
