/** White line pictograms on a 100 × 100 grid, shared by category icons, merch and artifacts. */

/** Pictograms by name; the content names them. */
const pictograms = {
  column: '<path d="M20 34L50 16L80 34zM24 42h52M30 42v34M43 42v34M57 42v34M70 42v34M20 82h60"/>',
  ghost:
    '<path d="M28 80V46a22 22 0 0 1 44 0v34l-9-8-6 8-7-8-7 8-6-8zM42 46v6M58 46v6M46 62q4 4 8 0"/>',
  book: '<path d="M50 30C40 22 28 22 18 26v48c10-4 22-4 32 4 10-8 22-8 32-4V26c-10-4-22-4-32 4zv48M28 40h12M28 52h12M60 40h12M60 52h12"/>',
  leaf: '<path d="M22 78C20 40 44 20 80 20c2 38-18 60-50 56M22 78C34 60 46 48 62 38"/>',
  wheel:
    '<circle cx="28" cy="64" r="16"/><circle cx="72" cy="64" r="16"/><path d="M28 64L42 38h22l8 26M42 38l10 26h-24M64 38l-12 26M38 32h10M64 38l-3-10h9"/>',
  lens: '<circle cx="44" cy="44" r="24"/><path d="M62 62l22 22M34 44a10 10 0 0 1 10-10"/>',
  anchor:
    '<circle cx="50" cy="24" r="8"/><path d="M50 32v50M34 44h32M20 58c2 16 14 24 30 24s28-8 30-24M20 58l-4 10M20 58l9 7M80 58l4 10M80 58l-9 7"/>',
  crown: '<path d="M20 72V34l16 16 14-24 14 24 16-16v38zM20 80h60"/>',
  cup: '<path d="M22 36h46v26a16 16 0 0 1-16 16H38a16 16 0 0 1-16-16zM68 42h6a9 9 0 0 1 0 18h-6M36 26q-4-6 0-12M50 26q-4-6 0-12"/>',
  bag: '<path d="M24 38h52l5 44H19zM38 38V28a12 12 0 0 1 24 0v10M44 56q6 8 12 0"/>',
  card: '<path d="M16 28h68v46H16zM16 42h68M26 60h18M58 60h16"/>',
  pin: '<path d="M50 86C34 64 26 54 26 42a24 24 0 0 1 48 0c0 12-8 22-24 44z"/><circle cx="50" cy="42" r="9"/>',
  shirt: '<path d="M36 22L18 34l8 16 8-5v35h32V45l8 5 8-16-18-12q-14 12-28 0z"/>',
  map: '<path d="M18 28l20-8 24 8 20-8v52l-20 8-24-8-20 8zM38 20v52M62 28v52M26 44l6 6M26 50l6-6M48 60q8-16 24-18"/>',
  key: '<circle cx="32" cy="38" r="16"/><path d="M43 49l36 34M66 71l8-8M74 79l7-7"/>',
  coin: '<circle cx="50" cy="50" r="32"/><circle cx="50" cy="50" r="24"/><path d="M50 36l4 9 10 1-7 7 2 10-9-5-9 5 2-10-7-7 10-1z"/>',
  medallion:
    '<path d="M36 14l8 22M64 14l-8 22"/><circle cx="50" cy="60" r="26"/><path d="M50 46v28M36 60h28M40 50l20 20M60 50L40 70"/>',
  tile: '<path d="M18 18h64v64H18zM50 18C50 36 36 50 18 50c18 0 32 14 32 32 0-18 14-32 32-32-18 0-32-14-32-32z"/><circle cx="50" cy="50" r="8"/>',
} as const;

/** The name of a pictogram. */
export type PictogramName = keyof typeof pictograms;

/** All names, for the checks of the content. */
export const pictogramNames = Object.keys(pictograms) as [PictogramName, ...PictogramName[]];

/** A pictogram drawn in lines of one colour, `size` pixels wide, its corner at (x, y). */
export function pictogram(
  name: PictogramName,
  {
    x,
    y,
    size,
    colour,
    line = 5,
  }: { x: number; y: number; size: number; colour: string; line?: number },
): string {
  return (
    `<g transform="translate(${x} ${y}) scale(${size / 100})" fill="none" stroke="${colour}" stroke-width="${line}" ` +
    `stroke-linecap="round" stroke-linejoin="round">${pictograms[name]}</g>`
  );
}
