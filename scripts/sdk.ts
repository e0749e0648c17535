/**
 * `npm run sdk:generate`: writes packages/sdk/src/routes.generated.ts, the types and functions of the
 * SDK, from the OpenAPI document of the extension's routes. `--check` writes nothing and exits 1 when
 * the file is not what it would write.
 *
 * json-schema-to-typescript makes the types. What is made here is the table of routes and a signature
 * for each; how a call works is written by hand in packages/sdk/src/call.ts.
 */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openApiDocument } from '../extensions/questcity/src/documentation/openapi.ts';
import { API_ROOT, routes } from '../extensions/questcity/src/routes.ts';
import { generateRoutes } from './lib/sdk-routes.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TARGET = new URL('../packages/sdk/src/routes.generated.ts', import.meta.url);

const wanted = formatted(await generateRoutes(JSON.parse(openApiDocument(routes, '', API_ROOT))));
const found = await readFile(TARGET, 'utf8').catch(() => '');
if (wanted === found) {
  console.log('The SDK has all routes as they are.');
} else if (process.argv.includes('--check')) {
  console.error(
    'The SDK does not match the routes. Run "npm run sdk:generate" and commit the change.',
  );
  process.exitCode = 1;
} else {
  await writeFile(TARGET, wanted);
  console.log('Wrote packages/sdk/src/routes.generated.ts.');
}

/** In the project's format, under a name that the formatter does not leave alone as generated. */
function formatted(text: string): string {
  const biome = fileURLToPath(import.meta.resolve('@biomejs/biome/bin/biome'));
  const args = [biome, 'format', '--stdin-file-path=packages/sdk/src/routes.ts'];
  return execFileSync(process.execPath, args, { cwd: ROOT, input: text, encoding: 'utf8' });
}
