/** The text of the SDK's routes.generated.ts, from an OpenAPI 3.1 document. */
import { compile, type JSONSchema } from 'json-schema-to-typescript';

/** The parts of the document that matter here. */
interface Document {
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, JSONSchema> };
}

interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content?: Content }>;
}

interface Parameter {
  in: 'path' | 'query' | 'header';
  name: string;
  required?: boolean;
  description?: string;
  schema: JSONSchema;
}

type Content = Record<string, { schema: JSONSchema }>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** What the plugins of @directus/sdk call their own: a function of the same name would replace it. */
const TAKEN = new Set([
  ...['url', 'globals', 'with', 'request', 'query'],
  ...['login', 'logout', 'refresh', 'stopRefreshing', 'getToken', 'setToken'],
  ...['isConnected', 'connect', 'disconnect', 'onWebSocket', 'sendMessage', 'subscribe'],
]);

const HEADER = `/**
 * The functions and types of QuestCity's routes.
 * Made from the OpenAPI document by \`npm run sdk:generate\`; changes by hand are lost.
 */
`;

/** Title of the schema that holds all others together while they are compiled. */
const ROOT = 'AllTypes';

/** @throws Error when a route's name is taken by @directus/sdk */
export async function generateRoutes(document: Document): Promise<string> {
  const types: Record<string, JSONSchema> = {};
  const signatures: string[] = [];
  const entries: string[] = [];
  const root = document.servers[0]?.url ?? '';
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of METHODS.filter((name) => name in methods)) {
      const operation = methods[method] as Operation;
      const name = operation.operationId;
      if (TAKEN.has(name)) throw new Error(`@directus/sdk has a "${name}"; rename that route.`);
      const parts = partsOf(operation);
      Object.assign(types, parts.types);
      signatures.push(comment(operation) + parts.signature);
      entries.push(
        `${name}: { method: '${method.toUpperCase()}', path: '${root}${path}', ` +
          `takes: ${quoted(parts.takes)}, gives: '${parts.gives}' },`,
      );
    }
  }
  const options = ['CallOptions', 'IdempotentCallOptions'].filter((option) =>
    signatures.some((signature) => signature.includes(`options?: ${option}`)),
  );
  return `${HEADER}import type { ${options.join(', ')}, RouteEntry } from './call.ts';

${await compileTypes(types, document.components?.schemas ?? {})}
/** One function for each route of ${root}. */
export interface QuestCityClient {
${signatures.join('\n')}
}

export type RouteName = keyof QuestCityClient;

export const routes = {
  ${entries.join('\n  ')}
} as const satisfies Record<RouteName, RouteEntry>;
`;
}

/** A route's types, its function's signature, and how its arguments become a request. */
function partsOf(operation: Operation) {
  const { operationId: name, parameters = [] } = operation;
  const types: Record<string, JSONSchema> = {};
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  const takes: string[] = [];
  const list = parameters
    .filter((parameter) => parameter.in === 'path')
    .map(({ name }) => `${name}: string`);

  const body = operation.requestBody?.content['application/json']?.schema;
  if (body) {
    types[`${title}Body`] = body;
    takes.push('body');
    list.push(`body: ${title}Body`);
  }
  const query = parameters.filter((parameter) => parameter.in === 'query');
  if (query.length > 0) {
    types[`${title}Query`] = objectOf(query);
    takes.push('query');
    const optional = query.every((parameter) => !parameter.required);
    list.push(`query${optional ? '?' : ''}: ${title}Query`);
  }
  const idempotent = parameters.some((parameter) => parameter.name === 'Idempotency-Key');
  list.push(`options?: ${idempotent ? 'IdempotentCallOptions' : 'CallOptions'}`);

  const answer = answerOf(operation);
  let result = 'void';
  if (answer) {
    types[`${title}Response`] = answer;
    result = `${title}Response`;
  }
  const file = fileOf(operation);
  if (file) result = 'Blob';
  const unwrapped = answer && Object.keys(answer.properties ?? {}).join() === 'data';
  if (unwrapped) result += `['data']`;
  const gives = answer ? (unwrapped ? 'data' : 'body') : file ? 'file' : 'nothing';
  return { types, takes, gives, signature: `${name}(${list.join(', ')}): Promise<${result}>;` };
}

/** The schema of a success; undefined when nothing comes back. */
function answerOf(operation: Operation): JSONSchema | undefined {
  const success = Object.entries(operation.responses).find(([status]) => status.startsWith('2'));
  return success?.[1].content?.['application/json']?.schema;
}

/** Whether a success is a file. */
function fileOf({ responses }: Operation): boolean {
  return responses['200']?.content?.['application/octet-stream'] !== undefined;
}

function objectOf(parameters: Parameter[]): JSONSchema {
  return {
    type: 'object',
    additionalProperties: false,
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(
      parameters.map(({ name, description, schema }) => [
        name,
        description ? { ...schema, description } : schema,
      ]),
    ),
  };
}

/** What the editor shows of a function: what it does and what it throws. */
function comment({ summary, description, responses }: Operation): string {
  const errors = Object.entries(responses)
    .filter(([status]) => !status.startsWith('2'))
    .flatMap(([status, { description: text }]) =>
      [...text.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => `${status} ${code}`),
    );
  const lines = [
    `${summary}.`,
    ...(description ? [description] : []),
    `@throws ${errors.join(', ')}`,
  ];
  return ['/**', ...lines.map((line) => ` * ${line}`), ' */', ''].join('\n');
}

function quoted(words: string[]): string {
  return `[${words.map((word) => `'${word}'`).join(', ')}]`;
}

/** TypeScript for all types and the components that they refer to. */
async function compileTypes(
  types: Record<string, JSONSchema>,
  components: Record<string, JSONSchema>,
): Promise<string> {
  const definitions = { ...components, ...types };
  const schema = {
    title: ROOT,
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.keys(types).map((name) => [name, { $ref: `#/components/schemas/${name}` }]),
    ),
    components: { schemas: definitions },
  };
  const text = await compile(schema as JSONSchema, ROOT, {
    bannerComment: '',
    additionalProperties: false,
    // "1 to 20 items" would become a union of 20 tuples.
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 100 },
  });
  return text.replace(new RegExp(`^export interface ${ROOT} \\{[^}]*\\}\n`, 'm'), '');
}
