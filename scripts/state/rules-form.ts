/**
 * One form for expressions that PostgreSQL writes out in two: as the migration's statement made them,
 * and as it made them again from a dump. The latter is the one that stays.
 */

/** A text, with what is in brackets as a list of its own. */
type Tree = (string | Tree)[];

/** The definition as it would be after a dump. Bodies of functions that are mere text stay as they are. */
export function settled(definition: string): string {
  if (definition.includes('$function$')) return definition;
  const tokens = definition.match(/'(?:[^']|'')*'|"[^"]*"|[()]|[^'"()]+/g) ?? [];
  return print(flatten(parse(tokens))).replaceAll(castArray, (_, items: string) => {
    return `ARRAY[${items.replaceAll(textItem, '($&)::text')}]`;
  });
}

/** `x in ('a', 'b')`: first one array that is cast, then an array of casts. */
const textItem = /'(?:[^']|'')*'::character varying/g;
const castArray = new RegExp(`\\(ARRAY\\[((?:${textItem.source}(?:, )?)+)\\]\\)::text\\[\\]`, 'g');

function parse(tokens: string[]): Tree {
  const tree: Tree = [];
  for (let token = tokens.shift(); token !== undefined && token !== ')'; token = tokens.shift()) {
    const text = tree.at(-1);
    if (token === '(') tree.push(parse(tokens));
    else if (typeof text === 'string') tree[tree.length - 1] = text + token;
    else tree.push(token);
  }
  return tree;
}

/** `a between 1 and 2 and b between 3 and 4`: first two pairs within a pair, then one chain of four. */
function flatten(tree: Tree): Tree {
  const inside = tree.map((part) => (typeof part === 'string' ? part : flatten(part)));
  const word = chainOf(inside);
  if (word === undefined) return inside;
  return inside.flatMap(
    (part): Tree => (typeof part !== 'string' && chainOf(part) === word ? part : [part]),
  );
}

/** The word between the members of a chain that consists of nothing else: `(a) AND (b) AND (c)`. */
function chainOf(tree: Tree): string | undefined {
  const words = new Set(tree.filter((_, index) => index % 2 === 1));
  const [word] = words;
  const brackets = tree.every((part, index) => (typeof part === 'string') === (index % 2 === 1));
  return brackets && words.size === 1 && (word === ' AND ' || word === ' OR ') ? word : undefined;
}

function print(tree: Tree): string {
  return tree.map((part) => (typeof part === 'string' ? part : `(${print(part)})`)).join('');
}
