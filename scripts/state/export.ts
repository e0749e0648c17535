/** Writes the state of a database into the project's files, so that a change made by hand becomes code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { withClient } from '../lib/database.ts';
import { exportAccess } from './access.ts';
import { parseAccess } from './access-file.ts';
import { assertApplied } from './check.ts';
import { type StateFiles, stateFiles } from './paths.ts';
import { takeSnapshot } from './schema.ts';
import { exportStudio } from './studio.ts';
import { parseStudio } from './studio-file.ts';
import { printYaml, readYaml, rewrite } from './yaml-file.ts';

export interface ExportOptions {
  /** The full environment of a Directus process. */
  env: Readonly<Record<string, string>>;
  /** Also takes in roles, policies, dashboards, flows, presets … that the files do not have yet. */
  adopt?: boolean;
  /** Leave out the data model, the slow part: it starts a Directus. */
  skipSchema?: boolean;
  files?: StateFiles;
}

/**
 * Rewrites schema.yaml, access.yaml and studio.yaml from the database. Comments, order and layout of
 * what did not change stay as they are.
 *
 * @returns the files that changed
 */
export async function exportState(options: ExportOptions): Promise<string[]> {
  const { env, adopt = false, skipSchema = false, files = stateFiles } = options;
  const accessFile = readYaml(files.access);
  const studioFile = readYaml(files.studio);
  const accessBefore = parseAccess(accessFile.toJS());
  const studioBefore = parseStudio(studioFile.toJS());
  return withClient(env, async (client) => {
    await assertApplied(client);
    const access = await exportAccess(client, accessBefore, adopt);
    const studio = await exportStudio(client, studioBefore, access, adopt);
    const schema = skipSchema ? undefined : (await takeSnapshot(env, () => undefined)).text;
    rewrite(accessFile, access);
    rewrite(studioFile, studio);
    const texts = [
      [files.schema, schema],
      [files.access, printYaml(accessFile)],
      [files.studio, printYaml(studioFile)],
    ] as const;
    return texts.filter(([path, text]) => writeIfDifferent(path, text)).map(([path]) => path);
  });
}

function writeIfDifferent(path: string, text: string | undefined): boolean {
  if (text === undefined || readFileSync(path, 'utf8') === text) return false;
  writeFileSync(path, text);
  return true;
}
