/** Reads the content of seeds/ and checks its form. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import {
  type Category,
  type Chat,
  type City,
  chatsFile,
  type People,
  type Play,
  peopleFile,
  placesFile,
  playFile,
  type Quest,
  questsFile,
  type Reference,
  referenceFile,
} from './shapes.ts';

const SEEDS = new URL('../../seeds/', import.meta.url);

/** Everything the demo seed creates, and the reference data it stands on. */
export interface Content extends People, Play {
  reference: Reference;
  cities: City[];
  categories: Category[];
  quests: Quest[];
  chats: Chat[];
}

/**
 * One YAML file of seeds/, checked.
 *
 * @param name - Its path below seeds/.
 * @throws Error naming the file and the path of everything that is wrong in it.
 */
function readYaml<T>(name: string, schema: z.ZodType<T>): T {
  const file = `seeds/${name}`;
  let document: unknown;
  try {
    document = parse(readFileSync(new URL(name, SEEDS), 'utf8'));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
  const checked = schema.safeParse(document);
  if (checked.success) return checked.data;
  const problems = checked.error.issues.map(
    (issue) => `  ${issue.path.map(String).join('.') || '(whole file)'}: ${issue.message}`,
  );
  throw new Error(`${file} is not as it should be:\n${problems.join('\n')}`);
}

/**
 * The whole content.
 *
 * @throws Error naming file and path when something has the wrong form.
 */
export function readContent(): Content {
  const questFiles = readdirSync(new URL('demo/', SEEDS))
    .filter((name) => /^quests-.*\.yaml$/.test(name))
    .sort();
  const quests = questFiles.flatMap((name) => {
    const file = readYaml(`demo/${name}`, questsFile);
    return file.quests.map((quest) => ({ ...quest, city: file.city }));
  });
  return {
    reference: readYaml('reference.yaml', referenceFile),
    ...readYaml('demo/places.yaml', placesFile),
    quests,
    ...readYaml('demo/people.yaml', peopleFile),
    ...readYaml('demo/play.yaml', playFile),
    ...readYaml('demo/chats.yaml', chatsFile),
  };
}

/** How the demo content calls a row of the reference data: its name in snake_case. */
export function referenceKey(row: { name: string }): string {
  return row.name.toLowerCase().replaceAll(' ', '_');
}

/**
 * The id of a tool or vehicle of the reference data.
 *
 * @throws Error when there is none of that key.
 */
export function referenceId(rows: readonly { id: string; name: string }[], key: string): string {
  const row = rows.find((candidate) => referenceKey(candidate) === key);
  if (!row) throw new Error(`seeds/reference.yaml has no "${key}"`);
  return row.id;
}
