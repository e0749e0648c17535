/** Where the state stands in the project. */
import { join } from 'node:path';
import { dataFolder, root } from '../../directus.config.ts';

/** The files that describe the state. Tests give their own. */
export interface StateFiles {
  schema: string;
  rules: string;
  access: string;
  studio: string;
  reference: string;
}

export const stateFiles: StateFiles = {
  schema: join(root, 'snapshots', 'schema.yaml'),
  rules: join(root, 'snapshots', 'rules.yaml'),
  access: join(root, 'snapshots', 'access.yaml'),
  studio: join(root, 'snapshots', 'studio.yaml'),
  reference: join(root, 'seeds', 'reference.yaml'),
};

/** The folder of the compiled migrations that a Directus process of this environment runs. */
export function migrationsFolder(env: Readonly<Record<string, string>>): string {
  return env.MIGRATIONS_PATH ?? join(dataFolder, 'build', 'migrations');
}
