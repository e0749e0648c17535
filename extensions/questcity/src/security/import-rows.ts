/**
 * Rows of a file as JSON. Directus makes of a CSV's column `a.b` an object in an object and of
 * `a[4000000000]` a list of so many, walks JSON by recursion, and keeps all rows in memory; so a CSV is
 * read here, in the way of Directus, and JSON is bounded.
 */
import Papa from 'papaparse';
import { InvalidPayloadError } from '../kernel/errors.ts';
import { LevelCounter, levelsOf, MOST_LEVELS } from '../kernel/levels.ts';

const MOST_ROWS = 10_000;
const MOST_COLUMNS = 200;
const MOST_CHARACTERS = 200;
/** As deep as queries go: MAX_RELATIONAL_DEPTH. */
const MOST_DOTS = 6;
/** The parser begins a row that is not over anew with each piece that comes. */
const LONGEST_ROW = 1024 ** 2;

const TOO_DEEP = `JSON has at most ${MOST_LEVELS} levels`;

type Pieces = AsyncIterable<Buffer | string>;

/** @throws InvalidPayloadError when it is more, or deeper, than Directus bears */
export async function* boundJson(json: Pieces): AsyncGenerator<Buffer> {
  const counter = new LevelCounter();
  for await (const piece of json) {
    const bytes = Buffer.from(piece);
    counter.add(bytes);
    if (counter.most > MOST_LEVELS) refuse(TOO_DEEP);
    if (counter.outerCommas >= MOST_ROWS) refuse(`An import has at most ${MOST_ROWS} rows`);
    if (counter.hasOthers) refuse('An import of JSON is a list of objects');
    yield bytes;
  }
}

/** The steps of a pipeline that makes JSON of a CSV. */
export function csvToJson() {
  let sinceRow = 0;
  async function* bound(csv: Pieces) {
    for await (const piece of csv) {
      sinceRow += piece.length;
      if (sinceRow > LONGEST_ROW) refuse('A row of a CSV has at most 1 MB');
      yield piece;
    }
  }
  async function* write(rows: AsyncIterable<string[]>) {
    let columns: string[][] | undefined;
    let separator = '[';
    for await (const row of rows) {
      sinceRow = 0;
      if (columns) {
        yield separator + JSON.stringify(objectOf(row, columns));
        separator = ',';
      } else columns = columnsOf(row);
    }
    yield separator === '[' ? '[]' : ']';
  }
  const parser = Papa.parse(Papa.NODE_STREAM_INPUT, { skipEmptyLines: true });
  return [bound, parser, write] as const;
}

/** The columns that the first line names, each as the way to its place in an object. */
function columnsOf(names: readonly string[]): string[][] {
  if (names.length > MOST_COLUMNS) refuse(`A CSV has at most ${MOST_COLUMNS} columns`);
  return names.map((name) => {
    if (name.length > MOST_CHARACTERS) {
      refuse(`The name of a column has at most ${MOST_CHARACTERS} characters`);
    }
    const way = name.trim().split('.');
    if (way.length > MOST_DOTS + 1) refuse(`The name of a column has at most ${MOST_DOTS} dots`);
    if (way.some((part) => /[[\]]|^\d+$|^__proto__$/.test(part))) {
      refuse(`A column cannot be called "${name}": names have neither brackets nor numbers`);
    }
    return way;
  });
}

function objectOf(row: readonly string[], columns: readonly string[][]): object {
  if (row.length > columns.length) refuse('A row has more values than there are columns');
  const whole: Record<string, unknown> = {};
  for (const [at, text] of row.entries()) {
    if (text === '') continue;
    const way = columns[at] ?? [];
    let object = whole;
    for (const part of way.slice(0, -1)) {
      if (!isObject(object[part])) object[part] = {};
      object = object[part] as Record<string, unknown>;
    }
    object[way.at(-1) ?? ''] = cellOf(text);
  }
  return whole;
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

/** What a cell says in JSON; but a number is left to the field, which may be a text. */
function cellOf(text: string): unknown {
  if (levelsOf(Buffer.from(text)) > MOST_LEVELS) refuse(TOO_DEEP);
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'number' ? text : value;
  } catch {
    return text;
  }
}

function refuse(reason: string): never {
  throw new InvalidPayloadError({ reason });
}
