/**
 * Silhouettes of buildings, as SVG fragments in the current colour.
 * Every function draws one building that stands on y = 0 with its middle at x = 0, about `height`
 * units high; the caller moves it into place.
 */
import type { Random } from './random.ts';

const rect = (x: number, y: number, width: number, height: number) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}"/>`;

const polygon = (...points: [number, number][]) => `<polygon points="${points.join(' ')}"/>`;

/** A block of flats with a chimney or two. */
export function house(height: number, random: Random): string {
  const width = random.whole(46, 96);
  const chimney = random.whole(-width / 3, width / 3);
  const roof = random.chance(0.5)
    ? polygon([-width / 2 - 3, 2 - height], [0, -height - 20], [width / 2 + 3, 2 - height])
    : rect(-width / 2 - 3, -height - 5, width + 6, 6);
  return rect(-width / 2, -height, width, height) + roof + rect(chimney, -height - 24, 8, 24);
}

/** A thin gilded spire on a stepped tower, as on the Neva. */
export function spire(height: number): string {
  const h = height;
  return (
    rect(-34, -h * 0.3, 68, h * 0.3) +
    rect(-20, -h * 0.48, 40, h * 0.2) +
    rect(-12, -h * 0.58, 24, h * 0.12) +
    polygon([-9, -h * 0.57], [0, -h], [9, -h * 0.57]) +
    `<circle cx="0" cy="${-h}" r="4"/>`
  );
}

/** A great cathedral dome on a drum, with a lantern and four small domes. */
export function dome(height: number): string {
  const h = height;
  const r = h * 0.26;
  return (
    rect(-h * 0.5, -h * 0.32, h, h * 0.32) +
    polygon([-h * 0.3, -h * 0.32], [0, -h * 0.44], [h * 0.3, -h * 0.32]) +
    rect(-r * 0.9, -h * 0.58, r * 1.8, h * 0.28) +
    `<ellipse cx="0" cy="${-h * 0.56}" rx="${r}" ry="${h * 0.26}"/>` +
    rect(-7, -h * 0.9, 14, h * 0.14) +
    `<path d="M-9 ${-h * 0.89}Q0 ${-h * 1.02} 9 ${-h * 0.89}z"/>` +
    rect(-1.5, -h * 1.06, 3, h * 0.12) +
    [-0.42, 0.42]
      .map(
        (x) =>
          rect(x * h - 13, -h * 0.42, 26, h * 0.12) +
          `<ellipse cx="${x * h}" cy="${-h * 0.42}" rx="14" ry="20"/>`,
      )
      .join('')
  );
}

/** A church with onion domes. */
export function onionDomes(height: number): string {
  const onion = (x: number, y: number, s: number) =>
    rect(x - s * 0.7, y, s * 1.4, s * 2.2) +
    `<path d="M${x - s} ${y + 2}C${x - s * 1.5} ${y - s * 1.4} ${x} ${y - s * 1.5} ${x} ${y - s * 2.6}` +
    `C${x} ${y - s * 1.5} ${x + s * 1.5} ${y - s * 1.4} ${x + s} ${y + 2}z"/>` +
    rect(x - 1.2, y - s * 3.4, 2.4, s);
  const h = height;
  return (
    rect(-h * 0.38, -h * 0.42, h * 0.76, h * 0.42) +
    onion(0, -h * 0.62, h * 0.12) +
    onion(-h * 0.27, -h * 0.52, h * 0.08) +
    onion(h * 0.27, -h * 0.52, h * 0.08)
  );
}

/** A mosque: a ribbed dome between slender minarets. */
export function mosque(height: number): string {
  const h = height;
  const minaret = (x: number) =>
    rect(x - 8, -h * 0.78, 16, h * 0.78) +
    rect(x - 11, -h * 0.6, 22, 6) +
    polygon([x - 9, -h * 0.78], [x, -h], [x + 9, -h * 0.78]) +
    `<circle cx="${x}" cy="${-h - 3}" r="3"/>`;
  return (
    rect(-h * 0.36, -h * 0.36, h * 0.72, h * 0.36) +
    `<path d="M${-h * 0.22} ${-h * 0.35}Q${-h * 0.27} ${-h * 0.6} 0 ${-h * 0.76}` +
    `Q${h * 0.27} ${-h * 0.6} ${h * 0.22} ${-h * 0.35}z"/>` +
    rect(-1.5, -h * 0.84, 3, h * 0.1) +
    [-0.4, -0.2, 0.2, 0.4].map((x) => minaret(x * h)).join('')
  );
}

/** A tower of shrinking tiers that leans a little. */
export function tieredTower(height: number): string {
  const h = height;
  const tiers = [0.34, 0.28, 0.23, 0.18, 0.14, 0.1];
  let y = 0;
  let drawing = '';
  for (const tier of tiers) {
    const step = (h * 0.78) / tiers.length;
    drawing += rect((-tier * h) / 2, y - step, tier * h, step + 1);
    y -= step;
  }
  drawing += polygon([-h * 0.05, y], [0, -h], [h * 0.05, y]);
  return `<g transform="rotate(1.6)">${drawing}<circle cx="0" cy="${-h}" r="4"/></g>`;
}

/** A stretch of fortress wall with a round tower under a tent roof. */
export function fortress(height: number): string {
  const h = height;
  const merlons = Array.from({ length: 12 }, (_, i) => rect(-150 + i * 25, -h * 0.4 - 9, 14, 10));
  return (
    rect(-150, -h * 0.4, 300, h * 0.4) +
    merlons.join('') +
    rect(-30, -h * 0.66, 60, h * 0.66) +
    polygon([-38, -h * 0.64], [0, -h], [38, -h * 0.64])
  );
}

/** A neo-Gothic clock tower. */
export function clockTower(height: number): string {
  const h = height;
  return (
    rect(-20, -h * 0.68, 40, h * 0.68) +
    rect(-25, -h * 0.76, 50, h * 0.15) +
    polygon([-23, -h * 0.76], [0, -h * 0.94], [23, -h * 0.76]) +
    rect(-1.5, -h, 3, h * 0.1) +
    `<circle cx="0" cy="${-h * 0.685}" r="13" fill="#fff" fill-opacity=".5"/>`
  );
}

/** An observation wheel. */
export function wheel(height: number): string {
  const r = height * 0.44;
  const spokes = Array.from({ length: 12 }, (_, i) => {
    const angle = (i * Math.PI) / 6;
    const [x, y] = [Math.cos(angle) * r, Math.sin(angle) * r - r - height * 0.12];
    return `<path d="M0 ${-r - height * 0.12}L${x} ${y}"/><circle cx="${x}" cy="${y}" r="4"/>`;
  });
  return (
    `<g fill="none" stroke="currentColor" stroke-width="3"><circle cx="0" cy="${-r - height * 0.12}" r="${r}" stroke-width="6"/>` +
    `<g stroke-width="1.6">${spokes.join('')}</g>` +
    `<path d="M${-r * 0.55} 0L0 ${-r - height * 0.12}L${r * 0.55} 0" stroke-width="6"/></g>`
  );
}

/** A glass tower: a shard or a gherkin. */
export function skyscraper(height: number, random: Random): string {
  const h = height;
  if (random.chance(0.5)) return polygon([-h * 0.14, 0], [-6, -h], [5, -h * 0.96], [h * 0.14, 0]);
  return `<path d="M${-h * 0.12} 0C${-h * 0.2} ${-h * 0.5} ${-h * 0.12} ${-h * 0.9} 0 ${-h}C${h * 0.12} ${-h * 0.9} ${h * 0.2} ${-h * 0.5} ${h * 0.12} 0z"/>`;
}

/** A drawbridge between two towers. */
export function towerBridge(height: number): string {
  const h = height;
  const tower = (x: number) =>
    rect(x - 22, -h * 0.8, 44, h * 0.8) +
    polygon([x - 16, -h * 0.8], [x, -h], [x + 16, -h * 0.8]) +
    rect(x - 24, -h * 0.88, 6, h * 0.12) +
    rect(x + 18, -h * 0.88, 6, h * 0.12);
  return (
    tower(-85) +
    tower(85) +
    rect(-85, -h * 0.64, 170, 9) +
    rect(-250, -h * 0.22, 500, 10) +
    `<path fill="none" stroke="currentColor" stroke-width="5" d="M-250 ${-h * 0.24}Q-140 ${-h * 0.28} -85 ${-h * 0.74}M85 ${-h * 0.74}Q140 ${-h * 0.28} 250 ${-h * 0.24}"/>`
  );
}

/** A long suspension bridge. */
export function suspensionBridge(height: number): string {
  const h = height;
  const deck = -h * 0.42;
  const towers = [-230, 230].map((x) => rect(x - 8, -h, 16, h) + rect(x - 13, -h, 26, 6)).join('');
  return (
    towers +
    rect(-520, deck, 1040, 9) +
    `<path fill="none" stroke="currentColor" stroke-width="4" d="M-520 ${deck}L-230 ${-h}Q0 ${deck - 10} 230 ${-h}L520 ${deck}"/>`
  );
}

/** A squat riverside keep with bartizans. */
export function riverKeep(height: number): string {
  const h = height;
  const bartizan = (x: number, y: number) =>
    `${rect(x - 9, y, 18, 26)}<path d="M${x - 11} ${y}Q${x} ${y - 26} ${x + 11} ${y}z"/>`;
  return (
    rect(-h * 0.55, -h * 0.34, h * 1.1, h * 0.34) +
    rect(-h * 0.2, -h * 0.86, h * 0.4, h * 0.86) +
    rect(-h * 0.23, -h * 0.66, h * 0.46, 8) +
    bartizan(-h * 0.2, -h * 0.94) +
    bartizan(h * 0.2, -h * 0.94) +
    bartizan(-h * 0.52, -h * 0.4) +
    bartizan(h * 0.52, -h * 0.4)
  );
}

/** A round-topped tree. */
export function tree(height: number, random: Random): string {
  const r = height * random.between(0.28, 0.36);
  return (
    rect(-3, -height * 0.5, 6, height * 0.5) +
    `<ellipse cx="0" cy="${-height * 0.62}" rx="${r}" ry="${height * 0.38}"/>`
  );
}
