/** Tool illustrations: the screen of a pocket instrument (PNG, 512 × 512). */
import sharp from 'sharp';
import { randomFrom } from './random.ts';

const rings = (count: number) =>
  Array.from(
    { length: count },
    (_, i) =>
      `<circle cx="256" cy="256" r="${((i + 1) * 150) / count}" opacity="${1 - i * 0.16}"/>`,
  ).join('');

const blips = (key: string, count: number) => {
  const random = randomFrom(`tool/${key}`);
  return Array.from({ length: count }, () => {
    const [angle, r] = [random.between(0, 6.28), random.between(40, 135)];
    const [x, y] = [256 + Math.cos(angle) * r, 256 + Math.sin(angle) * r];
    return `<circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="16" fill="#eafff4" opacity=".25" stroke="none"/><circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="7" fill="#eafff4" stroke="none"/>`;
  }).join('');
};

const sweep =
  '<path d="M256 256L256 106A150 150 0 0 1 386 181z" fill="#7df0b8" opacity=".35" stroke="none"/>';

const ruler = (ticks: number) =>
  Array.from(
    { length: ticks },
    (_, i) => `<path d="M${136 + (i * 240) / (ticks - 1)} 300v${i % 4 ? 16 : 32}"/>`,
  ).join('');

/** What each tool's screen shows, by the key of the tool. */
const screens = {
  screen_illustration: `<rect x="140" y="150" width="232" height="180" rx="10"/><path d="M140 300l66-66 46 44 52-64 68 80"/><circle cx="198" cy="196" r="18"/>`,
  beeping_radar: `${rings(2)}<path d="M256 256m-22 0a22 22 0 1 0 44 0a22 22 0 1 0-44 0" fill="#7df0b8"/><path d="M356 176q44 80 0 160M156 176q-44 80 0 160"/>`,
  orbital_radar: `${rings(3)}${sweep}${blips('orbital', 2)}`,
  mile_orbital_radar: `${rings(4)}${sweep}${blips('mile', 3)}<path d="M106 256h300M256 106v300" opacity=".4"/>`,
  unlimited_orbital_radar: `${rings(5)}${sweep}${blips('unlimited', 5)}<ellipse cx="256" cy="256" rx="150" ry="56" opacity=".7"/>`,
  target_compass: `<circle cx="256" cy="256" r="150"/><path d="M256 116v24M256 372v24M116 256h24M372 256h24"/><path d="M256 150l34 106h-68z" fill="#ff7b6b" stroke="#ff7b6b"/><path d="M256 362l34-106h-68z"/>`,
  rangefinder: `${ruler(9)}<circle cx="256" cy="212" r="62"/><path d="M256 130v164M174 212h164"/>`,
  unlimited_rangefinder: `${ruler(17)}<circle cx="256" cy="212" r="62"/><circle cx="256" cy="212" r="30"/><path d="M256 130v164M174 212h164"/>`,
  echolocation_screen: `<path d="M110 256h50l18-60 26 132 30-188 30 200 26-120 18 36h94"/><path d="M110 340h292M110 172h292" opacity=".35"/>`,
  qr_scanner: `<path d="M130 190v-60h60M322 130h60v60M382 322v60h-60M190 382h-60v-60"/><g fill="#7df0b8" stroke="none"><path d="M170 170h64v64h-64zM278 170h64v64h-64zM170 278h64v64h-64z"/><path d="M278 278h24v24h-24zM318 278h24v24h-24zM298 300h24v24h-24zM278 320h24v24h-24zM318 320h24v24h-24z"/></g><path d="M120 256h272" stroke="#ff7b6b"/>`,
  camera: `<path d="M128 190h62l24-34h84l24 34h62v150H128z"/><circle cx="256" cy="262" r="54"/><circle cx="256" cy="262" r="26"/><path d="M350 216h12"/>`,
  word_locker: `<rect x="160" y="236" width="192" height="140" rx="16"/><path d="M200 236v-44a56 56 0 0 1 112 0v44"/><path d="M196 306h24M244 306h24M292 306h24" stroke-width="14"/>`,
} as const;

/** The key of a tool that has an illustration. */
export type ToolKey = keyof typeof screens;

/** All keys, for the checks of the content. */
export const toolKeys = Object.keys(screens) as [ToolKey, ...ToolKey[]];

/** The illustration of a tool. */
export function toolPicture(key: ToolKey): Promise<Buffer> {
  const source =
    `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512"><defs>` +
    `<linearGradient id="case" x2="0" y2="1"><stop stop-color="#4b5468"/><stop offset="1" stop-color="#1f2432"/></linearGradient>` +
    `<radialGradient id="glass"><stop stop-color="#14584a"/><stop offset="1" stop-color="#06231f"/></radialGradient></defs>` +
    `<rect x="24" y="24" width="464" height="464" rx="96" fill="url(#case)"/><rect x="66" y="66" width="380" height="380" rx="64" fill="url(#glass)" stroke="#0b0f18" stroke-width="10"/>` +
    `<g fill="none" stroke="#7df0b8" stroke-width="6" stroke-linecap="round" stroke-linejoin="round">${screens[key]}</g>` +
    `<path d="M96 150A60 60 0 0 1 150 92h200" fill="none" stroke="#fff" stroke-opacity=".18" stroke-width="12" stroke-linecap="round"/></svg>`;
  return sharp(Buffer.from(source)).png({ palette: true, quality: 90, effort: 8 }).toBuffer();
}
