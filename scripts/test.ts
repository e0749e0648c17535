/**
 * `npm test`: every check of the project, in order, each under a heading; the last line is
 * `N passed, N failed`, and the exit code 1 when something failed.
 *
 *   npm test                                the whole
 *   npm test -- --only lint,unit            these steps
 *   npm test -- --only integration access   of a step with files, those whose path has the word
 *
 * The steps are listed below. QUESTCITY_REQUIRE_ALL=1 makes a missing program (Chromium) a failure
 * instead of something skipped.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dataFolder, root } from '../directus.config.ts';
import { fail } from './lib/clear-error.mjs';

/** How many checks had which end. */
interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

interface Step {
  readonly name: string;
  readonly title: string;
  run(): Promise<Count>;
}

const node = process.execPath;
const bin = (path: string) => join('node_modules', path);
const reports = join(dataFolder, 'test', 'reports');

const { values, positionals: filters } = parseArgs({
  options: { only: { type: 'string' } },
  allowPositionals: true,
});

const steps: readonly Step[] = [
  command('types', 'Types', [['scripts/check-types.mjs']]),
  command('lint', 'Lint and format', [
    [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'],
  ]),
  command('unused', 'Unused code', [[bin('knip/bin/knip.js')]]),
  command('generated', 'Generated code is fresh', [
    ['scripts/types.ts', '--check'],
    ['scripts/sdk.ts', '--check'],
  ]),
  command('build', 'Build', [['scripts/build.ts']]),
  tests('unit', 'Unit tests'),
  tests('integration', 'Integration tests: database, Directus, access, security'),
  tests('e2e', 'End-to-end tests through the SDK'),
  tests('browser', 'Browser tests'),
];

/** A check that is one command, or several after each other. */
function command(name: string, title: string, commands: readonly (readonly string[])[]): Step {
  return {
    name,
    title,
    async run() {
      for (const args of commands) {
        if ((await run(args)) !== 0) return { passed: 0, failed: 1, skipped: 0 };
      }
      return { passed: 1, failed: 0, skipped: 0 };
    },
  };
}

/** One of the projects of vitest.config.ts. */
function tests(name: string, title: string): Step {
  return {
    name,
    title,
    async run() {
      const report = join(reports, `${name}.json`);
      rmSync(report, { force: true });
      const code = await run([
        ...[bin('vitest/vitest.mjs'), 'run', '--project', name],
        ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
        // A filter may fit the files of one step only.
        ...(filters.length > 0 ? ['--passWithNoTests', ...filters] : []),
      ]);
      return readReport(report, code);
    },
  };
}

/** A run that broke off, or failed outside any test, counts as one more failure. */
function readReport(report: string, code: number): Count {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const failed: number = result.numFailedTests;
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

/** Runs a program of Node's to its end and returns its exit code. */
function run(args: readonly string[]): Promise<number> {
  const child = spawn(node, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function chosenSteps(): readonly Step[] {
  const names = values.only?.split(',');
  if (!names) return steps;
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(`There is no step "${unknown[0]}": ${steps.map(({ name }) => name).join(', ')}.`);
    process.exit(2);
  }
  return steps.filter(({ name }) => names.includes(name));
}

const describe = ({ passed, failed, skipped }: Count) =>
  [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(
    ', ',
  );

async function main(): Promise<void> {
  mkdirSync(reports, { recursive: true });
  const total: Count = { passed: 0, failed: 0, skipped: 0 };
  const lines: string[] = [];
  for (const step of chosenSteps()) {
    console.log(`\n━━ ${step.title}`);
    const began = performance.now();
    const count = await step.run();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += count[key];
    lines.push(`${count.failed > 0 ? '✖' : '✔'} ${step.title}: ${describe(count)} (${seconds} s)`);
    console.log(lines.at(-1));
  }
  console.log(`\n━━ Summary\n${lines.join('\n')}\n`);
  console.log(describe(total));
  process.exitCode = total.failed > 0 ? 1 : 0;
}

main().catch(fail);
