/**
 * How often photo matching errs, measured on photographs: the table of
 * docs/decisions/0027-photo-matching.md.
 *
 *   apt-get install plasma-workspace-wallpapers mate-backgrounds lomiri-wallpapers-16.04 \
 *     lomiri-wallpapers-20.04 gnome-backgrounds ukui-wallpapers
 *   node tests/load/photo-matching.ts /usr/share/wallpapers /usr/share/backgrounds
 *
 * Each photograph of the list below is a reference; it is cropped, turned, recompressed and re-lit,
 * and compared with its own reference and with all others. All other pictures in the folders, which
 * are drawings, are further references of other scenes. The changes are random with a fixed seed.
 */
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import {
  differingBits,
  HASH_BITS,
  hashPicture,
  hashReference,
  type PerceptualHash,
} from '../../extensions/questcity/src/play/proofs/perceptual-hash.ts';
import {
  LEAST_BITS_OF_ANOTHER_SCENE,
  MOST_BITS_OF_A_MATCH,
} from '../../extensions/questcity/src/play/proofs/photo-rules.ts';
import { readGrey } from '../../extensions/questcity/src/play/proofs/pictures.ts';

/** The photographs among Debian's wallpapers, by the beginning of their name. */
const PHOTOGRAPHS = [
  ...['Bridge_', 'Dragonfly_', 'Picture_0B', 'Picture_1A', 'Wine_', 'aitzgorri_', 'free_'],
  ...['friends_', 'greentock_', 'life_', 'picosdeeuropa_', 'seeding_', 'sunset_', 'Kleiber_'],
  ...['Infinite-Sea_', 'Aqua', 'Blinds', 'Dune', 'FreshFlower', 'Garden', 'GreenMeadow'],
  ...['LadyBird', 'RainDrops', 'Storm', 'TwoWings', 'Wood', 'YellowFlower', 'BytheWater'],
  ...['ColdRipple', 'ColorfulCups', 'DarkestHour', 'EveningGlow', 'FallenLeaf', 'Grey', 'Kite'],
  ...['OneStandsOut', 'Path', 'summer_1am'],
];
const PICTURE = /\.(jpe?g|png|webp)$/;
/** The longer side of what is changed and compared, as a phone's app would send it. */
const SIDE = 1280;
const ROUNDS = 8;

/** A generator with a seed: mulberry32. */
function randomFrom(seed: number): (from: number, to: number) => number {
  let state = seed;
  return (from, to) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return from + (((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * (to - from);
  };
}
const random = randomFrom(20261122);

type Change = (picture: Buffer) => Promise<Buffer>;
const lossless = (picture: Sharp) => picture.png({ compressionLevel: 0 }).toBuffer();

async function sizeOf(picture: Buffer): Promise<{ width: number; height: number }> {
  return sharp(picture).metadata();
}

/** A part of the picture, at a random place unless one is given. */
const crop =
  (share: number, at?: { x: number; y: number }): Change =>
  async (picture) => {
    const { width, height } = await sizeOf(picture);
    const [w, h] = [Math.round(width * (1 - share)), Math.round(height * (1 - share))];
    const { x, y } = at ?? { x: random(0, 1), y: random(0, 1) };
    const area = { left: Math.floor(x * (width - w)), top: Math.floor(y * (height - h)) };
    return lossless(sharp(picture).extract({ ...area, width: w, height: h }));
  };

/** Turned, and cut to the largest part of the same shape that has no empty corner. */
const turn =
  (degrees: number): Change =>
  async (picture) => {
    const { width, height } = await sizeOf(picture);
    const turned = await lossless(sharp(picture).rotate(degrees));
    const angle = (Math.abs(degrees) * Math.PI) / 180;
    const longer = Math.max(width / height, height / width);
    const share = 1 / (Math.cos(angle) + Math.sin(angle) * longer);
    const [w, h] = [Math.floor(width * share), Math.floor(height * share)];
    const all = await sizeOf(turned);
    const area = { left: (all.width - w) >> 1, top: (all.height - h) >> 1, width: w, height: h };
    return lossless(sharp(turned).extract(area));
  };

const jpeg =
  (quality: number): Change =>
  (picture) =>
    sharp(picture).jpeg({ quality }).toBuffer();

/** Another exposure: a curve on the values from 0 to 1. */
const gamma =
  (power: number): Change =>
  async (picture) => {
    const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
    const curve = Uint8Array.from({ length: 256 }, (_, i) => 255 * (i / 255) ** power);
    for (let i = 0; i < data.length; i++) data[i] = curve[data[i] ?? 0] ?? 0;
    const { width, height, channels } = info;
    return lossless(sharp(data, { raw: { width, height, channels } }));
  };

const light =
  (brightness: number, saturation = 1, hue = 0): Change =>
  (picture) =>
    lossless(sharp(picture).modulate({ brightness, saturation, hue: Math.round(hue + 360) % 360 }));

const together =
  (...changes: Change[]): Change =>
  async (picture) => {
    let changed = picture;
    for (const change of changes) changed = await change(changed);
    return changed;
  };

/** All at once, each by a random amount. */
const everything: Change = (picture) =>
  together(
    turn(random(-5, 5)),
    crop(random(0.05, 0.2)),
    gamma(random(0.6, 1.6)),
    light(random(0.75, 1.25), random(0.6, 1.4), random(-25, 25)),
    jpeg(Math.round(random(40, 80))),
  )(picture);

const CHANGES: readonly [name: string, change: Change][] = [
  ...[5, 10, 15, 20].map((n): [string, Change] => [`cropped by ${n} %`, crop(n / 100)]),
  ...[1, 2, 3, 4, 5].map((n): [string, Change] => [
    `turned by ${n}°`,
    (picture) => turn(random(0, 1) < 0.5 ? n : -n)(picture),
  ]),
  ...[80, 60, 40].map((n): [string, Change] => [`JPEG of quality ${n}`, jpeg(n)]),
  ...[0.5, 2].map((n): [string, Change] => [`gamma ${n}`, gamma(n)]),
  ...[0.6, 1.4].map((n): [string, Change] => [`brightness × ${n}`, light(n)]),
  ['colour: half as vivid, hue + 30°', light(1, 0.5, 30)],
];

/** One file per scene: of a folder of sizes, such as KDE's, the largest. */
function findPictures(folders: readonly string[]): string[] {
  const best = new Map<string, { path: string; bytes: number }>();
  const walk = (folder: string, scene?: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (entry.name === 'images_dark') continue;
        walk(path, entry.name === 'contents' ? basename(folder) : scene);
        continue;
      }
      if (!entry.isFile() || !PICTURE.test(entry.name) || entry.name.startsWith('screenshot'))
        continue;
      const [width = 2, height = 1] = /^(\d+)x(\d+)\./.exec(entry.name)?.slice(1).map(Number) ?? [];
      if (width < height) continue;
      const { size: bytes } = statSync(path);
      // The same drawing in several sizes counts once.
      const key = scene ?? entry.name.replace(/_\d+x\d+.*|\.\w+$/g, '');
      if ((best.get(key)?.bytes ?? 0) < bytes) best.set(key, { path, bytes });
    }
  };
  for (const folder of folders) walk(folder);
  return [...best].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { path }]) => path);
}

function isPhotograph(path: string): boolean {
  return PHOTOGRAPHS.some((name) => basename(path).startsWith(name) || path.includes(`/${name}/`));
}

interface Scene {
  path: string;
  picture: Buffer;
  reference: readonly PerceptualHash[];
}

async function readScene(path: string): Promise<Scene> {
  const picture = await lossless(
    sharp(path, { limitInputPixels: false })
      .resize(SIDE, SIDE, { fit: 'inside' })
      .flatten({ background: '#808080' })
      .removeAlpha(),
  );
  return { path, picture, reference: await hashReference(await readGrey(picture)) };
}

const hashOf = async (picture: Buffer) => hashPicture(await readGrey(picture));

/** A row of the table: how many were taken for a match, for doubtful, for another scene. */
function row(name: string, distances: readonly number[]): string {
  const share = (test: (bits: number) => boolean) =>
    `${((100 * distances.filter(test).length) / distances.length).toFixed(2)} %`;
  const sorted = [...distances].sort((a, b) => a - b);
  return `| ${[
    name,
    distances.length,
    `${sorted[0]} / ${sorted[sorted.length >> 1]} / ${sorted.at(-1)}`,
    share((bits) => bits <= MOST_BITS_OF_A_MATCH),
    share((bits) => bits > MOST_BITS_OF_A_MATCH && bits < LEAST_BITS_OF_ANOTHER_SCENE),
    share((bits) => bits >= LEAST_BITS_OF_ANOTHER_SCENE),
  ].join(' | ')} |`;
}

async function main(): Promise<void> {
  const folders = process.argv.slice(2);
  if (folders.length === 0) throw new Error('Name the folders with pictures');
  const paths = findPictures(folders);
  const began = performance.now();
  const photographs = await Promise.all(paths.filter(isPhotograph).map(readScene));
  const drawings = await Promise.all(paths.filter((path) => !isPhotograph(path)).map(readScene));
  const others = [...photographs, ...drawings];
  console.log(
    `${photographs.length} photographs, ${drawings.length} drawings; ${HASH_BITS} bits; match up to ` +
      `${MOST_BITS_OF_A_MATCH}, another scene from ${LEAST_BITS_OF_ANOTHER_SCENE}\n`,
  );
  console.log('| | pairs | bits: least / median / most | match | to a manager | another scene |');
  console.log('|---|--:|--:|--:|--:|--:|');
  const combined: number[] = [];
  const strangers: number[] = [];
  const elsewhere: number[] = [];
  const mistaken: string[] = [];
  for (const [name, change] of CHANGES) {
    const bits: number[] = [];
    for (const { picture, reference } of photographs) {
      bits.push(differingBits(await hashOf(await change(picture)), reference));
    }
    console.log(row(name, bits));
  }
  for (const scene of photographs) {
    const hashes = [await hashOf(scene.picture)];
    for (let round = 0; round < ROUNDS; round++) {
      const hash = await hashOf(await everything(scene.picture));
      combined.push(differingBits(hash, scene.reference));
      hashes.push(hash);
    }
    for (const { path, reference } of others) {
      if (reference === scene.reference) continue;
      for (const hash of hashes) {
        const bits = differingBits(hash, reference);
        strangers.push(bits);
        if (bits <= MOST_BITS_OF_A_MATCH) mistaken.push(`${scene.path} for ${path}: ${bits} bits`);
      }
    }
    // The left and the right of one photograph: another view of the same place, without overlap.
    const left = await crop(0.52, { x: 0, y: 0.5 })(scene.picture);
    const right = await crop(0.52, { x: 1, y: 0.5 })(scene.picture);
    elsewhere.push(
      differingBits(await hashOf(right), await hashReference(await readGrey(left))),
      differingBits(await hashOf(left), await hashReference(await readGrey(right))),
    );
  }
  console.log(row('**all together**', combined));
  console.log(row('**other scenes**, as they are and all together', strangers));
  console.log(row('the other half of the same photograph', elsewhere));
  console.log('\n| match up to | same scene not matched | other scene matched |\n|--:|--:|--:|');
  for (let bits = 24; bits <= 52; bits += 4) {
    const missed = combined.filter((distance) => distance > bits).length / combined.length;
    const taken = strangers.filter((distance) => distance <= bits).length / strangers.length;
    console.log(`| ${bits} | ${(100 * missed).toFixed(2)} % | ${(100 * taken).toFixed(3)} % |`);
  }
  for (const line of mistaken) console.log(`\nTaken for a match: ${line}`);
  console.log(`\n${Math.round((performance.now() - began) / 1000)} s`);
}

await main();
