/** Colours of the demo pictures: one palette per time of day. */

/** The colours of one scene, from the sky down. */
export interface Palette {
  /** Sky, top to horizon. */
  sky: readonly [string, string, string];
  /** Sun or moon. */
  light: string;
  /** Skylines, from the farthest to the nearest. */
  layers: readonly [string, string, string];
  /** Water or street, horizon to bottom. */
  ground: readonly [string, string];
  /** Lit windows, the route, pins. */
  accent: string;
  /** Whether stars are out. */
  night: boolean;
}

/** Palettes by name; a quest of the demo names one. */
export const palettes = {
  dawn: {
    sky: ['#3d4f8a', '#c98aa6', '#ffd9a8'],
    light: '#fff1d0',
    layers: ['#a9809f', '#6d5a86', '#2f2f5b'],
    ground: ['#e0a79a', '#4a4677'],
    accent: '#fff3b8',
    night: false,
  },
  day: {
    sky: ['#2f86c9', '#84c3ea', '#e3f4fb'],
    light: '#fffbe6',
    layers: ['#9cc0d6', '#5b8fae', '#265673'],
    ground: ['#a5d3e6', '#2d6f94'],
    accent: '#ffe27a',
    night: false,
  },
  sunset: {
    sky: ['#472a6b', '#e2606c', '#ffc46b'],
    light: '#fff0b8',
    layers: ['#c35b72', '#7a376b', '#32194d'],
    ground: ['#f09a69', '#51265f'],
    accent: '#ffe9a0',
    night: false,
  },
  white_night: {
    sky: ['#5b6fae', '#a9b4dd', '#f6dcd2'],
    light: '#fff4ea',
    layers: ['#a3a9cf', '#6b74a8', '#333e74'],
    ground: ['#c8c3dd', '#48538c'],
    accent: '#ffdf9b',
    night: false,
  },
  night: {
    sky: ['#0b1033', '#1f2c66', '#51508f'],
    light: '#f4f1dc',
    layers: ['#34407c', '#1e2656', '#0d1231'],
    ground: ['#39437f', '#0b0f2a'],
    accent: '#ffd166',
    night: true,
  },
  mint: {
    sky: ['#0f6a6f', '#67b9a7', '#f5efc5'],
    light: '#fffbe0',
    layers: ['#7fb9a4', '#3c8480', '#104a52'],
    ground: ['#a9d5b8', '#1d5f66'],
    accent: '#ffd58a',
    night: false,
  },
  terracotta: {
    sky: ['#3f7fb0', '#f2b98a', '#fbe3bd'],
    light: '#fff6dc',
    layers: ['#d99f7c', '#b5603f', '#6b2f2a'],
    ground: ['#efc49a', '#8a4636'],
    accent: '#fff0a6',
    night: false,
  },
  fog: {
    sky: ['#6f7f8c', '#aeb9c0', '#e6e4dc'],
    light: '#ffffff',
    layers: ['#b3bcc1', '#7e8b94', '#3e4a54'],
    ground: ['#c9cecd', '#5a6872'],
    accent: '#ffcf5c',
    night: false,
  },
} as const satisfies Record<string, Palette>;

/** The name of a palette. */
export type PaletteName = keyof typeof palettes;

/** All names, for the checks of the content. */
export const paletteNames = Object.keys(palettes) as [PaletteName, ...PaletteName[]];
