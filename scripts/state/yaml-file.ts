/**
 * Reading and rewriting of the YAML files that hold state. Rewriting keeps comments, order and
 * layout of everything that did not change, so that an export makes a small diff.
 */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { ClearError } from '../lib/clear-error.mjs';

const layout = { lineWidth: 100, flowCollectionPadding: false, singleQuote: true } as const;

/** Characters of JSON that still stand on one line. */
const longest = 80;

/**
 * Reads a YAML file.
 *
 * @throws {ClearError} naming the file and the line when it is missing or no YAML
 */
export function readYaml(path: string): Document {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new ClearError(`${path} cannot be read.`);
  }
  const document = parseDocument(text);
  const problem = document.errors[0];
  if (problem) throw new ClearError(`${path}: ${problem.message}`);
  return document;
}

/** The document's text. Printing what was printed before changes nothing. */
export function printYaml(document: Document): string {
  return document.toString(layout);
}

/** Makes a document say `value`, touching only what differs. Keys that vanish are removed. */
export function rewrite(document: Document, value: Record<string, unknown>): void {
  document.contents = reconcile(document, document.contents, value) as typeof document.contents;
}

function reconcile(document: Document, node: unknown, value: unknown): Node {
  if (isMap(node) && isPlainObject(value)) return reconcileMap(document, node, value);
  if (isSeq(node) && Array.isArray(value)) return reconcileSequence(document, node, value);
  if (isScalar(node) && node.value === value) return node;
  const created = document.createNode(value) as Node;
  layOut(created);
  if (isScalar(node) && isScalar(created)) created.comment = node.comment;
  return created;
}

function reconcileMap(document: Document, map: YAMLMap, value: Record<string, unknown>): Node {
  const wanted = Object.entries(value).filter(([, item]) => item !== undefined);
  const keys = new Set(wanted.map(([key]) => key));
  map.items = map.items.filter((pair) => keys.has(keyText(pair)));
  for (const [key, item] of wanted) {
    const pair = map.items.find((candidate) => keyText(candidate) === key);
    if (pair) pair.value = reconcile(document, pair.value, item);
    else map.set(document.createNode(key), reconcile(document, undefined, item));
  }
  if (map.items.length === 0) map.flow = true;
  else if (map.flow && JSON.stringify(value).length > longest) map.flow = false;
  return map;
}

function reconcileSequence(document: Document, list: YAMLSeq, value: unknown[]): Node {
  const before = [...list.items];
  list.items = value.map((item) => {
    const place = before.findIndex((old) => sameThing(old, item));
    const [old] = place === -1 ? [] : before.splice(place, 1);
    return reconcile(document, old, item);
  });
  if (list.items.length === 0) list.flow = true;
  else if (list.flow && JSON.stringify(value).length > longest) list.flow = false;
  return list;
}

/** Whether an old entry of a list is the one that the new value replaces: equal, or of one identity. */
function sameThing(node: unknown, value: unknown): boolean {
  if (isScalar(node)) return node.value === value;
  if (!isCollection(node)) return false;
  const old: unknown = node.toJSON();
  if (isDeepStrictEqual(old, value)) return true;
  const identity = identityOf(old);
  return identity !== undefined && identity === identityOf(value);
}

/** What an entry of a list is known by: its id or key, else what makes a preset the one it is. */
function identityOf(value: unknown): string | undefined {
  if (!isPlainObject(value)) return undefined;
  const { id, key, collection, bookmark, role } = value;
  const known = id ?? key ?? (collection && [collection, bookmark ?? null, role ?? null]);
  return known === undefined ? undefined : JSON.stringify(known);
}

/** Short lists and objects stand on one line, as rules and field lists are easiest to read so. */
function layOut(node: Node): void {
  if (!isMap(node) && !isSeq(node)) return;
  for (const item of node.items) {
    const inside = isMap(node) ? (item as Pair).value : item;
    if (inside !== null) layOut(inside as Node);
  }
  node.flow = JSON.stringify(node).length <= longest;
}

function keyText(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
