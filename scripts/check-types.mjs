/**
 * `npm run types`: checks the types of everything, and of the admin-app bundle with the templates of
 * its components. vue-tsc needs a TypeScript written in JavaScript, which that bundle brings along.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const STUDIO = 'extensions/questcity-studio';

if (process.argv.includes('--project')) {
  const studio = createRequire(new URL(`../${STUDIO}/package.json`, import.meta.url));
  studio('vue-tsc').run(studio.resolve('typescript/lib/tsc'));
} else {
  const root = new URL('..', import.meta.url);
  const checks = [
    ['node_modules/typescript/bin/tsc', '--noEmit'],
    ['scripts/check-types.mjs', '--project', STUDIO],
  ];
  const codes = checks.map(
    (args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1,
  );
  process.exitCode = Math.max(...codes);
}
