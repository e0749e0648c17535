/** What was measured, as Markdown for docs/benchmarks.md and for the terminal. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../directus.config.ts';
import { CONNECTIONS, type Contender, type Kind, type Result } from './comparison.ts';
import { type Size, sizes } from './content.ts';
import { BOUND, CONNECTIONS as GROWTH_CONNECTIONS, type Growth } from './growth.ts';
import type { Plan } from './plans.ts';

/** What must hold, from the project's requirements. */
const LEAST_OF_STOCK = 8;
const LEAST_OF_CEILING = 0.4;
const MOST_P99_MS = 50;
const MOST_IDLE_MB = 320;

/** Resident memory of a server in MB. */
export interface Memory {
  readonly idle: number;
  readonly afterLoad: number;
}

export interface Report {
  /** Where and with what it was measured: name and value. */
  readonly facts: readonly (readonly [string, string])[];
  readonly comparisons: Readonly<Record<Size, readonly Result[]>>;
  readonly growth: readonly Growth[];
  readonly memory: Readonly<Record<'stock' | 'questcity', Memory>>;
  readonly plans: readonly Plan[];
}

const titles: Record<Contender, string> = {
  stock: 'stock Directus',
  questcity: 'QuestCity',
  ceiling: 'ceiling',
};

const catalogueName = (size: Size) => `${sizes[size].toLocaleString('en')} quests`;
export const number = (value: number, digits = 0) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
export const milliseconds = (value: number | undefined) =>
  value === undefined ? '?' : number(value, value < 10 ? 2 : value < 100 ? 1 : 0);

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map(line).join('\n');
}

export function write(report: Report): string {
  const { facts, comparisons, growth, memory, plans } = report;
  const parts = [
    table(['', ''], facts).replaceAll('---:', '---'),
    '### What must hold',
    boundsTable(report),
    ...(['small', 'large'] as const).flatMap((size) => [
      `### Side by side, ${catalogueName(size)}`,
      comparisonTable(comparisons[size]),
    ]),
    '### Growth',
    growthTable(growth),
    '### Memory',
    table(
      ['resident memory, MB', 'a minute after its start', 'a minute after the load'],
      (['questcity', 'stock'] as const).map((name) => [
        titles[name],
        number(memory[name].idle),
        number(memory[name].afterLoad),
      ]),
    ),
    `### Plans, ${catalogueName('large')}`,
    writePlans(plans),
  ];
  return parts.join('\n\n');
}

export function writePlans(plans: readonly Plan[]): string {
  return plans
    .map(({ kind, lines }) => `${kind}:\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\``)
    .join('\n\n');
}

function find(results: readonly Result[], kind: Kind, contender: Contender): Result {
  const found = results.find((each) => each.kind === kind && each.contender === contender);
  if (!found) throw new Error(`${contender} ${kind} was not measured`);
  return found;
}

function comparisonTable(results: readonly Result[]): string {
  const rows = results.map((result) => {
    const than = (contender: Contender) =>
      number(result.perSecond / find(results, result.kind, contender).perSecond, 2);
    return [
      `${result.kind}: ${titles[result.contender]}`,
      number(result.perSecond),
      `${number(result.slowest)} to ${number(result.fastest)}`,
      than('stock'),
      than('ceiling'),
      milliseconds(result.p50),
      milliseconds(result.p99),
      milliseconds(result.cost.server),
      milliseconds(result.cost.database),
      number(result.bytes),
      number(result.errors),
    ];
  });
  return table(
    [
      `${CONNECTIONS} connections`,
      'requests/s',
      'of all rounds',
      '× stock',
      '× ceiling',
      'p50 ms',
      'p99 ms',
      'server CPU ms',
      'database CPU ms',
      'bytes',
      'errors',
    ],
    rows,
  );
}

const ratioOf = ({ times }: Growth) =>
  times.large.p95 === Infinity ? Infinity : times.large.p95 / times.small.p95;

function growthTable(growth: readonly Growth[]): string {
  const rows = growth.map((each) => {
    const { kind, times, found, errors } = each;
    const of = (size: Size) => [
      milliseconds(times[size].p50),
      milliseconds(times[size].p95),
      milliseconds(times[size].p99),
      number(found[size], 1),
    ];
    return [kind, ...of('small'), ...of('large'), number(ratioOf(each), 2), number(errors)];
  });
  const columns = (size: Size) => [
    `${catalogueName(size)}: p50 ms`,
    'p95 ms',
    'p99 ms',
    'quests found',
  ];
  return table(
    [
      `${GROWTH_CONNECTIONS} connections`,
      ...columns('small'),
      ...columns('large'),
      'p95 large / small',
      'errors',
    ],
    rows,
  );
}

function boundsTable({ comparisons, growth, memory }: Report): string {
  const rows: string[][] = [];
  const add = (what: string, bound: string, measured: string, holds: boolean) =>
    rows.push([what, bound, measured, holds ? 'yes' : '**no**']);
  for (const kind of ['list', 'detail'] as const) {
    const of = (contender: Contender) => find(comparisons.small, kind, contender);
    const { perSecond, p99 } = of('questcity');
    const stock = perSecond / of('stock').perSecond;
    const ceiling = perSecond / of('ceiling').perSecond;
    add(`${kind} × stock`, `≥ ${LEAST_OF_STOCK}`, number(stock, 1), stock >= LEAST_OF_STOCK);
    add(
      `${kind} × ceiling`,
      `≥ ${LEAST_OF_CEILING}`,
      number(ceiling, 2),
      ceiling >= LEAST_OF_CEILING,
    );
    add(`${kind} p99`, `< ${MOST_P99_MS} ms`, `${milliseconds(p99)} ms`, p99 < MOST_P99_MS);
  }
  const worst = growth.toSorted((a, b) => ratioOf(b) - ratioOf(a))[0];
  if (worst) {
    const ratio = ratioOf(worst);
    const what = `p95 of ${catalogueName('large')} / ${catalogueName('small')}, the worst of all kinds`;
    add(what, `≤ ${BOUND}`, `${number(ratio, 2)} (${worst.kind})`, ratio <= BOUND);
  }
  const { idle } = memory.questcity;
  add('idle memory', `≤ ${MOST_IDLE_MB} MB`, `${number(idle)} MB`, idle <= MOST_IDLE_MB);
  return table(['', 'bound', 'measured', 'holds'], rows);
}

const FILE = join(root, 'docs', 'benchmarks.md');

/** Puts tables between the markers of docs/benchmarks.md that bear that name. */
export function writeToDocs(markdown: string, name = 'bench'): void {
  const begin = `<!-- ${name}: begin -->`;
  const end = `<!-- ${name}: end -->`;
  const text = readFileSync(FILE, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${FILE} has lost its markers ${begin} and ${end}`);
  writeFileSync(FILE, `${text.slice(0, from + begin.length)}\n\n${markdown}\n\n${text.slice(to)}`);
}
