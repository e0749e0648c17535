/** The rules of the domain, asked of the demo content before anything is sent. */
import { checkPeople } from './checks-people.ts';
import { type Content, referenceKey } from './content.ts';
import { distanceM, routeLengthM } from './geo.ts';
import type { Point, Quest } from './shapes.ts';

/** Farthest a point may lie from the centre of its city, in metres. */
const CITY_RADIUS_M = 30_000;

/** Kilometres that a quest of each mileage covers, at least and at most. */
const MILEAGE_KM = {
  '5_10': [5, 10],
  '10_30': [10, 30],
  '30_100': [30, 100],
  over_100: [100, Number.POSITIVE_INFINITY],
} as const;

/** Streets are longer than the straight lines between points, at most about twice as long. */
const DETOUR = 2;

function repeated(values: readonly string[]): string[] {
  return values.filter((value, i) => values.indexOf(value) !== i);
}

/** What a point lacks for its activity. */
function* pointProblems(point: Point): Generator<string> {
  const wants = (ok: unknown, what: string): string[] => (ok ? [] : [`needs ${what}`]);
  const { activity, photo_kind: photo } = point;
  if (activity === 'take_photo') yield* wants(photo, 'photo_kind');
  if (photo === 'direction_check') {
    yield* wants(
      point.heading !== undefined && point.heading_tolerance,
      'heading and its tolerance',
    );
  }
  if (activity === 'scan_qr') yield* wants(point.qr_secret, 'qr_secret');
  if (activity === 'enter_code') yield* wants(point.code, 'code');
  if (activity === 'enter_word') yield* wants(point.word, 'word');
  if (activity === 'download_file') yield* wants(point.file && 'text' in point.file, 'a text file');
  if (activity === 'pick_up_artifact') {
    yield* wants(point.file && 'artifact' in point.file, 'an artifact');
  }
  const settings = {
    photo,
    heading: point.heading,
    code: point.code,
    word: point.word,
    qr: point.qr_secret,
    file: point.file,
  };
  const allowed: Record<string, (keyof typeof settings)[]> = {
    take_photo: photo === 'direction_check' ? ['photo', 'heading'] : ['photo'],
    scan_qr: ['qr'],
    enter_code: ['code'],
    enter_word: ['word'],
    download_file: ['file'],
    pick_up_artifact: ['file'],
  };
  for (const [setting, value] of Object.entries(settings)) {
    if (value !== undefined && !allowed[activity]?.includes(setting as keyof typeof settings)) {
      yield `has a ${setting} that ${activity} does not use`;
    }
  }
  const parts = point.places.map((place) => place.part);
  if (point.places.length === 1) {
    if (parts[0] !== undefined) yield 'has a part number but only one place';
  } else {
    if (activity !== 'pick_up_artifact') yield 'has several places but no artifact to divide';
    if ([...parts].sort().join() !== point.places.map((_, i) => i + 1).join()) {
      yield `must number its places 1 to ${point.places.length}`;
    }
  }
}

function* questProblems(quest: Quest, content: Content): Generator<string> {
  const { activities, tools, vehicles } = content.reference;
  const city = content.cities.find(({ key }) => key === quest.city);
  if (!city) return yield `is in an unknown city, ${quest.city}`;
  if (!content.categories.some(({ key }) => key === quest.category)) {
    yield `has an unknown category, ${quest.category}`;
  }
  if (!vehicles.some((row) => referenceKey(row) === quest.vehicle)) {
    yield `has an unknown vehicle, ${quest.vehicle}`;
  }
  if (quest.timeframe === null && quest.pay_extra > 0) yield 'sells extensions but never ends';

  for (const [i, point] of quest.points.entries()) {
    const where = `point ${i + 1} "${point.name}"`;
    if (!activities.some(({ id }) => id === point.activity)) {
      yield `${where} has an unknown activity, ${point.activity}`;
    }
    if (point.tool && !tools.some((row) => referenceKey(row) === point.tool)) {
      yield `${where} has an unknown tool, ${point.tool}`;
    }
    for (const problem of pointProblems(point)) yield `${where} ${problem}`;
    for (const { at } of point.places) {
      const away = distanceM(at, city.centre);
      if (away > CITY_RADIUS_M) yield `${where} is ${Math.round(away / 1000)} km from ${city.name}`;
    }
  }

  const places = quest.points
    .filter((point) => point.places.length === 1)
    .map((point) => point.places[0]);
  for (const place of repeated(places.map((one) => one?.at.join() ?? ''))) {
    yield `has two points at ${place}`;
  }
  if (quest.status !== 'published') return;
  if (quest.points.length === 0) yield 'is published without points';
  const km = routeLengthM(quest.points.flatMap((point) => point.places.map(({ at }) => at))) / 1000;
  const [least, most] = MILEAGE_KM[quest.mileage];
  if (km * DETOUR < least || km > most) {
    yield `says ${quest.mileage} km, but its points are ${km.toFixed(1)} km apart in all`;
  }
}

/** How much the demo must offer at least, and that nothing of the reference data stays unused. */
function* coverageProblems({ quests, cities, reference }: Content): Generator<string> {
  const published = quests.filter(({ status }) => status === 'published');
  const points = published.flatMap((quest) => quest.points);
  if (cities.length < 3) yield `there are only ${cities.length} cities, not 3`;
  if (published.length < 12) yield `there are only ${published.length} published quests, not 12`;
  if (points.length < 60)
    yield `there are only ${points.length} points in published quests, not 60`;
  for (const { id } of reference.activities) {
    if (!points.some((point) => point.activity === id))
      yield `no published point uses activity ${id}`;
  }
  for (const tool of reference.tools.map(referenceKey)) {
    if (!points.some((point) => point.tool === tool)) yield `no published point uses tool ${tool}`;
  }
  for (const kind of ['face_verification', 'direction_check', 'photo_matching']) {
    if (!points.some((point) => point.photo_kind === kind))
      yield `no published point has photo kind ${kind}`;
  }
  for (const parts of [2, 3]) {
    if (!points.some(({ places }) => places.length === parts))
      yield `no artifact is in ${parts} parts`;
  }
  for (const status of ['draft', 'in_review', 'archived']) {
    if (!quests.some((quest) => quest.status === status)) yield `no quest is ${status}`;
  }
}

/**
 * Everything that is wrong with the content, in words.
 *
 * @returns One line per problem; none when all is well.
 */
export function contentProblems(content: Content): string[] {
  return [
    ...repeated(content.quests.map(({ key }) => key)).map(
      (key) => `two quests have the key ${key}`,
    ),
    ...repeated(content.quests.map((quest) => quest.name.toLowerCase())).map(
      (name) => `two quests are called "${name}"`,
    ),
    ...content.quests.flatMap((quest) =>
      [...questProblems(quest, content)].map((problem) => `quest ${quest.key}: ${problem}`),
    ),
    ...coverageProblems(content),
    ...checkPeople(content),
  ];
}
