/** Square pictures: category icons, merch, artifacts and avatars. */
import sharp from 'sharp';
import { type PictogramName, pictogram } from './pictograms.ts';
import { type Random, randomFrom } from './random.ts';

const SIZE = 512;

const svg = (content: string, defs = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" viewBox="0 0 ${SIZE} ${SIZE}"><defs>${defs}</defs>${content}</svg>`;

const gradient = (id: string, from: string, to: string) =>
  `<linearGradient id="${id}" x2="1" y2="1"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>`;

const png = (source: string) =>
  sharp(Buffer.from(source)).png({ palette: true, quality: 90, effort: 8 }).toBuffer();

const jpeg = (source: string) =>
  sharp(Buffer.from(source))
    .flatten({ background: '#fff' })
    .jpeg({ quality: 84, mozjpeg: true })
    .toBuffer();

/** Pairs of colours that go well together. */
const duotones = [
  ['#2f7fd1', '#15406f'],
  ['#8b5cf6', '#3b1d8a'],
  ['#12a594', '#0b4f5c'],
  ['#f08a4b', '#a3344a'],
  ['#e5556f', '#6b1d5c'],
  ['#5f8f3f', '#22492c'],
  ['#d9a441', '#85451f'],
  ['#5273b8', '#232d63'],
] as const;

const duotone = (random: Random) => random.pick(duotones);

/** An icon: a pictogram on a rounded gradient tile (PNG, 512 × 512). */
export function iconPicture(key: string, name: PictogramName): Promise<Buffer> {
  const [from, to] = duotone(randomFrom(`icon/${key}`));
  return png(
    svg(
      `<g clip-path="url(#tile)"><rect width="512" height="512" fill="url(#g)"/>` +
        `<circle cx="420" cy="70" r="190" fill="#fff" opacity=".09"/><circle cx="60" cy="470" r="150" fill="#000" opacity=".08"/></g>` +
        pictogram(name, { x: 96, y: 96, size: 320, colour: '#fff' }),
      `${gradient('g', from, to)}<clipPath id="tile"><rect width="512" height="512" rx="112"/></clipPath>`,
    ),
  );
}

/** A product photo: a thing on a pale studio background (JPEG, 512 × 512). */
export function merchPicture(key: string, name: PictogramName): Promise<Buffer> {
  const [from, to] = duotone(randomFrom(`merch/${key}`));
  return jpeg(
    svg(
      `<rect width="512" height="512" fill="url(#b)"/><ellipse cx="256" cy="424" rx="150" ry="22" fill="#000" opacity=".14"/>` +
        `<circle cx="256" cy="250" r="178" fill="url(#g)"/><circle cx="256" cy="250" r="160" fill="none" stroke="#fff" stroke-opacity=".35" stroke-width="3" stroke-dasharray="3 9"/>` +
        pictogram(name, { x: 136, y: 130, size: 240, colour: '#fff' }),
      gradient('g', from, to) + gradient('b', '#fbfaf6', '#dfe3e6'),
    ),
  );
}

/** An artifact: an ornamented relic that can be cut into parts (PNG, 512 × 512). */
export function artifactPicture(key: string, name: PictogramName): Promise<Buffer> {
  const random = randomFrom(`artifact/${key}`);
  const rays = Array.from({ length: 36 }, (_, i) => {
    const length = i % 2 ? 214 : 232;
    return `<path d="M256 256L${256 + length} ${256 - 9}v18z" transform="rotate(${i * 10} 256 256)"/>`;
  });
  const gems = Array.from({ length: 8 }, (_, i) => {
    const angle = (i * Math.PI) / 4 + 0.39;
    const [x, y] = [256 + Math.cos(angle) * 172, 256 + Math.sin(angle) * 172];
    return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="15" fill="${random.pick(['#c4374b', '#2a6fb5', '#1f8a70', '#7c4bb8'])}" stroke="#fff1c2" stroke-width="4"/>`;
  });
  return png(
    svg(
      `<rect width="512" height="512" fill="url(#b)"/><g fill="#f3cf75" opacity=".3">${rays.join('')}</g>` +
        `<circle cx="256" cy="256" r="204" fill="url(#g)" stroke="#6d4511" stroke-width="6"/>` +
        `<circle cx="256" cy="256" r="140" fill="#7a4d14" stroke="#ffe6a3" stroke-width="6"/>${gems.join('')}` +
        pictogram(name, { x: 166, y: 166, size: 180, colour: '#ffe6a3', line: 5.5 }),
      gradient('g', '#f6d98b', '#a8702a') + gradient('b', '#2b2440', '#0f0c1d'),
    ),
  );
}

/** An avatar: a simple portrait in flat colours (JPEG, 512 × 512). */
export function avatarPicture(key: string): Promise<Buffer> {
  const random = randomFrom(`avatar/${key}`);
  const [from, to] = duotone(random);
  const skin = random.pick(['#f6d3b3', '#eab98f', '#c98e62', '#8f5d3c']);
  const hair = random.pick(['#2b1d17', '#5a3622', '#a8662f', '#d9b36a', '#3a3f52', '#8c8f98']);
  const shirt = random.pick(['#ffffff', '#ffd166', '#1d3557', '#e63946', '#2a9d8f', '#f4a261']);
  const style = random.whole(0, 3);
  const back =
    style === 0
      ? `<path d="M140 420V230a116 116 0 0 1 232 0v190z" fill="${hair}"/>`
      : style === 1
        ? `<circle cx="256" cy="118" r="46" fill="${hair}"/>`
        : '';
  const fringe =
    style === 2
      ? `<path d="M150 214a106 106 0 0 1 212 0q-30-44-70-46-60 26-142 46z" fill="${hair}"/>`
      : `<path d="M150 226q-6-116 106-116t106 116q-14-58-60-74-44 34-110 30-30 12-42 44z" fill="${hair}"/>`;
  const glasses = random.chance(0.4)
    ? `<g fill="none" stroke="#2b2b38" stroke-width="7"><circle cx="214" cy="246" r="28"/><circle cx="298" cy="246" r="28"/><path d="M242 246h28"/></g>`
    : '';
  return jpeg(
    svg(
      `<rect width="512" height="512" fill="url(#g)"/><circle cx="400" cy="110" r="150" fill="#fff" opacity=".12"/>${back}` +
        `<path d="M86 512c8-112 78-150 170-150s162 38 170 150z" fill="${shirt}"/>` +
        `<rect x="216" y="310" width="80" height="84" rx="38" fill="${skin}"/><path d="M216 340q40 34 80 0v24q-40 30-80 0z" fill="#000" opacity=".1"/>` +
        `<ellipse cx="256" cy="244" rx="98" ry="112" fill="${skin}"/>${fringe}` +
        `<circle cx="214" cy="248" r="9" fill="#2b2b38"/><circle cx="298" cy="248" r="9" fill="#2b2b38"/>${glasses}` +
        `<path d="M256 262q-12 24 4 26" fill="none" stroke="#000" stroke-opacity=".25" stroke-width="6" stroke-linecap="round"/>` +
        `<path d="M222 310q34 ${random.whole(14, 34)} 68 0" fill="none" stroke="#8c3b3b" stroke-width="8" stroke-linecap="round"/>`,
      gradient('g', from, to),
    ),
  );
}
