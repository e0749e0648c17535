/**
 * `npm run play:demo`: two demo players play a quest on the server of `npm start`, through the SDK, in
 * real time. Their phones move along the route as fast as the quest's vehicle allows; what the server
 * answers is told line by line.
 *
 *     npm run play:demo                                  Lisbon by tram and metro, some five minutes
 *     npm run play:demo -- --quest london-south-bank     another quest of seeds/demo
 *     npm run play:demo -- --url https://play.example.com      another server
 *     npm run play:demo -- --speed 200                   in km/h: faster than the server believes
 *
 * DEMO_PASSWORD: the password of the demo accounts (questcity-demo unless set, here or in .env).
 */
import { parseArgs } from 'node:util';
import { isDirectusError } from '@directus/sdk';
import type { AttemptResult, Radar } from '@questcity/sdk';
import sharp from 'sharp';
import { fail } from '../lib/clear-error.mjs';
import { pointId, questId } from '../seed/catalogue.ts';
import { readContent, referenceKey } from '../seed/content.ts';
import { fileId } from '../seed/files.ts';
import { offset } from '../seed/geo.ts';
import { scenePicture } from '../seed/images/cover.ts';
import { defaultDemoPassword } from '../settings/rules.ts';
import { endOldSessions, type Person, signIn, tryAt, uploadPhoto } from './players.ts';
import { type DemoServer, ownServer } from './server.ts';
import { Walker } from './walker.ts';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' },
    quest: { type: 'string', default: 'lisbon-seven-hills' },
    speed: { type: 'string' },
  },
});
const { url, password } = chooseServer(options.url);
const colours = process.stdout.isTTY && !process.env.NO_COLOR;

const content = readContent();
type Quest = (typeof content.quests)[number];
type Point = Quest['points'][number];

const paint = (code: number) => (text: string) =>
  colours ? `\u001b[${code}m${text}\u001b[0m` : text;
const [bold, dim, green, red, yellow] = [paint(1), paint(2), paint(32), paint(31), paint(33)];

/** How far from the first point the players meet, in metres. */
const MEETING_POINT_M = 250;
/** The radar is asked again when only so much of the way since the last time is left. */
const RADAR_AT = 0.7;

interface Game {
  readonly quest: Quest;
  readonly session: string;
  readonly players: readonly [Person, Person];
  readonly manager: Person;
  readonly walker: Walker;
}

function chooseServer(named: string | undefined): DemoServer {
  if (named) return { url: named, password: process.env.DEMO_PASSWORD ?? defaultDemoPassword };
  try {
    return ownServer();
  } catch (error) {
    return fail(error);
  }
}

async function main(): Promise<void> {
  const quest = content.quests.find(({ key }) => key === options.quest);
  if (!quest) {
    throw new Error(`There is no quest ${options.quest}: ${published().join(', ')}`);
  }
  const vehicle = content.reference.vehicles.find((one) => referenceKey(one) === quest.vehicle);
  const start = quest.points[0]?.places[0]?.at;
  if (!vehicle || !start) throw new Error(`${quest.key} cannot be played`);

  const speed = Number(options.speed ?? vehicle.top_speed_kmh);
  if (!(speed > 0)) throw new Error(`A speed is a number of km/h, not "${options.speed}"`);

  const players = [
    await signIn(url, 'player3', 'Oliver', password),
    await signIn(url, 'player4', 'Inês', password),
  ] as const;
  const [owner, friend] = players;
  const manager = await signIn(url, 'manager', 'Mira', password);
  for (const player of players) await endOldSessions(player, questId(quest.key));
  const before = await balances(players);

  console.log(`\n${bold(quest.name)}, ${vehicle.name.toLowerCase()}, up to ${speed} km/h`);
  console.log(dim(wrap(quest.description)));
  const { id: session } = await owner.client.startSession(questId(quest.key));
  console.log(`\n${owner.name} starts and pays ${quest.cost} credits.`);
  await owner.client.inviteSessionMember(session, { user_id: friend.id });
  await friend.client.acceptSessionInvitation(session);
  console.log(`${friend.name} accepts the invitation.`);

  const from = offset(start, MEETING_POINT_M, 225);
  const walker = new Walker(from, speed);
  const game: Game = { quest, session, players, manager, walker };
  for (const [index, point] of quest.points.entries()) await playPoint(game, point, index);

  const { status, progress } = await owner.client.getSession(session);
  console.log(`\n${green('✔')} ${bold(status)}: ${progress.solved} of ${progress.total} points.`);
  if (!quest.auto_accrual) {
    await manager.client.approveReward(session);
    console.log(`${manager.name}, a manager, looks at the session and approves the reward.`);
  }
  const after = await balances(players);
  for (const [i, { name }] of players.entries()) {
    console.log(`  ${name}: ${before[i]} credits before, ${after[i]} now (reward ${quest.reward})`);
  }
}

function published(): string[] {
  return content.quests.filter(({ status }) => status === 'published').map(({ key }) => key);
}

/** A point from its opening until it is solved. */
async function playPoint(game: Game, point: Point, index: number): Promise<void> {
  const { quest, players, walker } = game;
  const id = pointId(quest.key, index + 1);
  const title = `${index + 1}/${quest.points.length}  ${point.name}`;
  const tool = point.tool ? `, ${point.tool.replaceAll('_', ' ')}` : '';
  console.log(`\n${bold(title)}  ${dim(`${point.activity.replaceAll('_', ' ')}${tool}`)}`);
  console.log(dim(wrap(point.description)));

  for (const [n, place] of point.places.entries()) {
    const onTheWay = radarTeller(game, id);
    const impatient = index === 0 && n === 0;
    if (impatient) {
      await walker.goTo(place.at, place.radius + 120, onTheWay);
      clearLine();
      tell(players[1], await tryAt(players[1], game.session, id, walker.fix()));
    }
    await walker.goTo(place.at, place.radius * 0.3, onTheWay);
    clearLine();
    await proveIt(game, point, id, index);
  }
}

/** What is done on the spot, depending on the activity. */
async function proveIt(game: Game, point: Point, id: string, index: number): Promise<void> {
  const { players, session, walker } = game;
  const [first, second] = index % 2 === 0 ? players : [players[1], players[0]];
  switch (point.activity) {
    case 'enter_code':
    case 'enter_word': {
      const kind = point.activity === 'enter_code' ? 'code' : 'word';
      const wrong = kind === 'code' ? '1234' : 'bridge';
      tell(second, await tryAt(second, session, id, walker.fix(), { [kind]: wrong }), wrong);
      const right = kind === 'code' ? point.code : point.word?.toUpperCase();
      const said = `${right}`;
      tell(first, await tryAt(first, session, id, walker.fix(), { [kind]: said }), said);
      return;
    }
    case 'scan_qr': {
      const qr = point.qr_secret ?? '';
      tell(first, await tryAt(first, session, id, walker.fix(), { qr }), 'scans the tag');
      return;
    }
    case 'take_photo': {
      const photo = await uploadPhoto(first, await takePhoto(game, point, index));
      const fix = walker.fix(point.heading);
      const answer = await tryAt(first, session, id, fix, { file_id: photo });
      tell(first, answer, 'takes a photo');
      if (answer.outcome === 'in_review') await review(game, id);
      return;
    }
    default: {
      // Both at the same moment: one is first.
      const race = [first, second].map((who) => tryAt(who, session, id, walker.fix()));
      const [one, other] = await Promise.all(race);
      if (one) tell(first, one);
      if (other) tell(second, other);
    }
  }
}

/** As a phone would take it where the reference was taken: cropped, in other light. */
async function takePhoto({ quest, manager }: Game, point: Point, index: number): Promise<Buffer> {
  if (point.photo_kind !== 'photo_matching') {
    return scenePicture(`demo/${quest.key}`, { palette: 'day', skyline: 'tagus', pins: 0 });
  }
  const token = await manager.client.getToken();
  const response = await fetch(`${url}/assets/${fileId('reference', quest.key, index + 1)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const reference = sharp(Buffer.from(await response.arrayBuffer()));
  const { width, height } = await reference.metadata();
  const [w, h] = [Math.round(width * 0.9), Math.round(height * 0.9)];
  return reference
    .extract({
      left: Math.round(width * 0.04),
      top: Math.round(height * 0.06),
      width: w,
      height: h,
    })
    .modulate({ brightness: 0.85 })
    .jpeg({ quality: 60 })
    .toBuffer();
}

/** A manager decides; the player sees it when the session is read next. */
async function review({ manager, session, players }: Game, point: string): Promise<void> {
  let cursor: string | undefined;
  for (;;) {
    const page = await manager.client.listReviewQueue({ limit: 100, ...(cursor && { cursor }) });
    const item = page.data.find((one) => one.session.id === session && one.point?.id === point);
    if (item) {
      const note = 'Both faces, both towers.';
      await manager.client.decideAttempt(item.id, { decision: 'accept', note });
      break;
    }
    cursor = page.meta.next_cursor ?? undefined;
    if (!cursor) throw new Error('The attempt is not in the review queue');
  }
  console.log(`  ${green('✔')} ${manager.name}, a manager, looks at the photo and accepts it.`);
  const { points } = await players[0].client.getSession(session);
  const state = points.find(({ id }) => id === point)?.state;
  console.log(dim(`    The session now says: ${state}.`));
}

const marks = {
  solved: green('✔'),
  arrived: green('·'),
  in_review: yellow('?'),
  rejected: red('✖'),
};

/** One line about an attempt: who, what, and what came of it. */
function tell({ name }: Person, { outcome, reasons, point }: AttemptResult, what?: string): void {
  const said = what ? ` (${what})` : '';
  const parts = point?.parts ? `, ${point.parts.held.length} of ${point.parts.total} parts` : '';
  console.log(`  ${marks[outcome]} ${name}${said}: ${outcome.replace('_', ' ')}${parts}`);
  for (const { code, message } of reasons) console.log(dim(`    ${code}: ${message}`));
}

/** Tells how far it is, as the simulation knows, and now and then what the tool shows. */
function radarTeller({ players, session, walker }: Game, point: string) {
  let told = Number.POSITIVE_INFINITY;
  return async (left: number): Promise<void> => {
    const line = `  ${Math.round(left)} m to go`;
    if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${dim(line)}`);
    if (left > told * RADAR_AT) return;
    told = left;
    const { latitude, longitude, accuracy } = walker.fix();
    const query = { latitude, longitude, accuracy };
    const radar = describe(await players[0].client.readRadar(session, point, query));
    if (!radar) return;
    clearLine();
    console.log(dim(`${line}; the tool shows ${radar}`));
  };
}

function describe(radar: Radar): string | undefined {
  switch (radar.reveals) {
    case 'nothing':
      return undefined;
    case 'proximity':
      return radar.level === null ? 'nothing yet' : `${'▮'.repeat(radar.level)} of 5`;
    case 'bearing':
      return radar.bearing === null ? 'that it is here' : `${radar.bearing}°`;
    case 'distance':
      return radar.distance === null ? 'nothing yet' : `${radar.distance} m`;
    case 'location':
      return radar.location
        ? `${radar.location.latitude}, ${radar.location.longitude}`
        : 'nothing yet';
  }
}

async function balances(players: readonly Person[]): Promise<number[]> {
  return Promise.all(players.map(async ({ client }) => (await client.getWallet()).balance));
}

function clearLine(): void {
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
}

function wrap(text: string): string {
  return text.replace(/(.{1,90})(\s+|$)/g, '  $1\n').trimEnd();
}

main().catch((error: unknown) => {
  if (isDirectusError(error)) console.error(`${url} refused: ${error.message}`);
  else if (error instanceof TypeError && error.cause) {
    console.error(
      `${url} cannot be reached. Is the server of npm start running? Another one is named by --url: npm run play:demo -- --url http://127.0.0.1:8056`,
    );
  } else console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
