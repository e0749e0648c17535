/** Covers: a city at some time of day, with the quest's route in front. */
import sharp from 'sharp';
import { type Palette, type PaletteName, palettes } from './palettes.ts';
import { type Random, randomFrom } from './random.ts';
import { type SkylineName, skylineRow } from './skyline.ts';

const WIDTH = 1200;
const HEIGHT = 800;
const HORIZON = 540;

/** What a cover shows. */
export interface Scene {
  palette: PaletteName;
  skyline: SkylineName;
  /** How many pins the route has; none draws no route. */
  pins: number;
}

function sky(palette: Palette, random: Random): string {
  const x = random.between(WIDTH * 0.2, WIDTH * 0.8);
  const y = random.between(120, HORIZON - 130);
  const radius = palette.night ? 42 : 56;
  const stars = Array.from({ length: palette.night ? 120 : 0 }, () => {
    const [cx, cy] = [random.between(0, WIDTH), random.between(0, HORIZON - 120)];
    return `<circle cx="${cx.toFixed(0)}" cy="${cy.toFixed(0)}" r="${random.between(0.6, 2).toFixed(1)}" opacity="${random.between(0.3, 0.9).toFixed(2)}"/>`;
  });
  const clouds = Array.from({ length: palette.night ? 3 : 7 }, () => {
    const [cx, cy] = [random.between(0, WIDTH), random.between(70, HORIZON - 190)];
    const w = random.between(70, 190);
    return (
      `<g transform="translate(${cx.toFixed(0)} ${cy.toFixed(0)})" opacity="${random.between(0.12, 0.34).toFixed(2)}">` +
      `<ellipse rx="${w.toFixed(0)}" ry="12"/><ellipse cx="${(w * 0.3).toFixed(0)}" cy="-12" rx="${(w * 0.5).toFixed(0)}" ry="16"/></g>`
    );
  });
  return (
    `<rect width="${WIDTH}" height="${HORIZON + 40}" fill="url(#sky)"/>` +
    `<g fill="#fff">${stars.join('')}</g>` +
    `<circle cx="${x}" cy="${y}" r="${radius * 4.2}" fill="url(#glow)"/>` +
    `<circle cx="${x}" cy="${y}" r="${radius}" fill="${palette.light}"/>` +
    `<g fill="#fff">${clouds.join('')}</g>`
  );
}

function water(palette: Palette, random: Random): string {
  const ripples = Array.from({ length: 70 }, () => {
    const y = HORIZON + 30 + random.between(0, 1) ** 1.4 * (HEIGHT - HORIZON);
    const depth = (y - HORIZON) / (HEIGHT - HORIZON);
    const w = 20 + depth * random.between(40, 190);
    const x = random.between(-60, WIDTH);
    return `<rect x="${x.toFixed(0)}" y="${y.toFixed(0)}" width="${w.toFixed(0)}" height="${(1 + depth * 3).toFixed(1)}" rx="2" opacity="${random.between(0.06, 0.3).toFixed(2)}"/>`;
  });
  return (
    `<rect y="${HORIZON + 20}" width="${WIDTH}" height="${HEIGHT - HORIZON}" fill="url(#ground)"/>` +
    `<g fill="${palette.light}">${ripples.join('')}</g>`
  );
}

function windows(palette: Palette, random: Random): string {
  const lit = Array.from({ length: palette.night ? 90 : 26 }, () => {
    const [x, y] = [random.between(0, WIDTH), random.between(HORIZON - 46, HORIZON + 10)];
    return `<rect x="${x.toFixed(0)}" y="${y.toFixed(0)}" width="4" height="6" opacity="${random.between(0.35, 0.95).toFixed(2)}"/>`;
  });
  return `<g fill="${palette.accent}">${lit.join('')}</g>`;
}

function route(palette: Palette, random: Random, pins: number): string {
  if (pins < 1) return '';
  const stops = Array.from({ length: pins }, (_, i) => ({
    x: 110 + ((WIDTH - 220) / Math.max(1, pins - 1)) * i,
    y: 690 + (i % 2 ? -1 : 1) * random.between(8, 44),
  }));
  let line = '';
  for (const [i, stop] of stops.entries()) {
    const previous = stops[i - 1];
    if (!previous) line += `M${stop.x} ${stop.y}`;
    else {
      const middle = (previous.x + stop.x) / 2;
      line += `C${middle} ${previous.y} ${middle} ${stop.y} ${stop.x} ${stop.y}`;
    }
  }
  const marks = stops.map(({ x, y }, i) => {
    const last = i === pins - 1;
    return (
      `<ellipse cx="${x}" cy="${y}" rx="11" ry="4" fill="#000" opacity=".35"/>` +
      `<g transform="translate(${x} ${y}) scale(${last ? 1.25 : 0.9})">` +
      `<path d="M0 0C-8-15-17-22-17-34A17 17 0 0 1 17-34C17-22 8-15 0 0z" fill="${last ? '#ff5a4f' : palette.accent}" stroke="#fff" stroke-width="2.5"/>` +
      `<circle cy="-34" r="6.5" fill="${last ? '#fff' : palette.layers[2]}"/></g>`
    );
  });
  return (
    `<path d="${line}" fill="none" stroke="${palette.accent}" stroke-width="5" stroke-linecap="round" stroke-dasharray="2 15" opacity=".95"/>` +
    marks.join('')
  );
}

/**
 * The SVG of a scene.
 *
 * @param key - What the picture is of; equal keys give equal pictures.
 */
function sceneSvg(key: string, { palette: name, skyline, pins }: Scene): string {
  const palette: Palette = palettes[name];
  const random = randomFrom(`scene/${key}`);
  const row = (layer: 0 | 1 | 2, base: number, scale: number, landmarks: number) =>
    `<g fill="${palette.layers[layer]}" color="${palette.layers[layer]}">` +
    `${skylineRow(skyline, random, { width: WIDTH, base, scale, landmarks })}</g>`;
  const [top, middle, low] = palette.sky;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"><defs>` +
    `<linearGradient id="sky" x2="0" y2="1"><stop stop-color="${top}"/><stop offset=".55" stop-color="${middle}"/><stop offset="1" stop-color="${low}"/></linearGradient>` +
    `<linearGradient id="ground" x2="0" y2="1"><stop stop-color="${palette.ground[0]}"/><stop offset="1" stop-color="${palette.ground[1]}"/></linearGradient>` +
    `<radialGradient id="glow"><stop stop-color="${palette.light}" stop-opacity=".75"/><stop offset=".3" stop-color="${palette.light}" stop-opacity=".28"/><stop offset="1" stop-color="${palette.light}" stop-opacity="0"/></radialGradient></defs>` +
    sky(palette, random) +
    row(0, HORIZON - 12, 0.62, 2) +
    row(1, HORIZON + 4, 0.82, 2) +
    water(palette, random) +
    row(2, HORIZON + 22, 1, 3) +
    windows(palette, random) +
    `<rect y="${HORIZON + 30}" width="${WIDTH}" height="60" fill="${palette.layers[2]}" opacity=".28"/>` +
    route(palette, random, pins) +
    `</svg>`
  );
}

/** A scene as a JPEG, 1200 × 800. */
export async function scenePicture(key: string, scene: Scene): Promise<Buffer> {
  return sharp(Buffer.from(sceneSvg(key, scene)))
    .jpeg({ quality: 82, mozjpeg: true })
    .toBuffer();
}
