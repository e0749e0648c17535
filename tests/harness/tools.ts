/** Programs that some tests need and not every machine has. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'vitest';

interface Tool {
  readonly title: string;
  readonly names: readonly string[];
  readonly get: string;
}

const tools = {
  chromium: {
    title: 'Chromium',
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    get: 'apt-get install chromium',
  },
  redis: { title: 'Redis', names: ['redis-server'], get: 'apt-get install redis-server' },
} as const satisfies Record<string, Tool>;

/** The path of a program; undefined when this machine has none. */
export function findTool(name: keyof typeof tools): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
  return folders
    .flatMap((folder) => tools[name].names.map((program) => join(folder, program)))
    .find((path) => existsSync(path));
}

/**
 * The path of a program that the whole test file needs. Without it the file's tests are to be
 * skipped (`describe.skipIf(!path)`), which is said aloud; with QUESTCITY_REQUIRE_ALL=1 that is a
 * failure.
 */
export function needTool(name: keyof typeof tools): string | undefined {
  const path = findTool(name);
  if (path) return path;
  const { title, get } = tools[name];
  const message = `${title} is missing, so these tests are skipped. To get it: ${get}`;
  if (process.env.QUESTCITY_REQUIRE_ALL === '1') {
    test(`${title} is installed`, () => {
      throw new Error(message);
    });
  } else {
    console.warn(message);
  }
  return undefined;
}
