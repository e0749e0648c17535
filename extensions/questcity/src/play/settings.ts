/** What play needs of the server; set once, when it starts. */
import type { Assets } from '../kernel/assets.ts';
import type { PhotoReader } from './proofs/photos.ts';

export interface PlaySettings {
  /** The key of the answers' hashes: see catalog/answers.ts. */
  readonly pepper: string;
  readonly readPhoto: PhotoReader;
  readonly openFile: Assets['open'];
}

let settings: PlaySettings | undefined;

export function setPlaySettings(given: PlaySettings): void {
  settings = given;
}

/** @throws Error when nobody has set them */
export function playSettings(): PlaySettings {
  if (!settings) throw new Error('Play has no settings yet: see setPlaySettings');
  return settings;
}
