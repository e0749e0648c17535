/** Checks answers of /api/v2 against the OpenAPI document that the same server gives out. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const ROOT = '/api/v2';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { name: string; in: string; schema: object; required?: boolean }[];
  readonly requestBody?: { content: Record<string, { schema: object; example?: unknown }> };
  readonly responses: Record<string, { content?: Record<string, { schema: object }> }>;
  readonly security?: readonly object[];
}

export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components?: { readonly schemas?: Record<string, object> };
}

/** One operation of the document. */
export interface DescribedRoute {
  readonly method: string;
  /** Below the root, with `{name}` for parameters. */
  readonly path: string;
  readonly operation: Operation;
}

/** All operations of a document. */
export function routesOf(document: OpenApiDocument): DescribedRoute[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
}

/** The document of a server. */
export async function readDocument(url: string): Promise<OpenApiDocument> {
  const response = await fetch(`${url}${ROOT}/openapi.json`);
  if (!response.ok) throw new Error(`${ROOT}/openapi.json answers ${response.status}`);
  return (await response.json()) as OpenApiDocument;
}

export class OpenApiChecker {
  readonly #url: string;
  #prepared: Promise<{ document: OpenApiDocument; ajv: Ajv2020 }> | undefined;
  readonly #validators = new Map<object, ValidateFunction>();

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws Error naming what in the answer is not as described */
  async check(
    method: string,
    path: string,
    answer: { status: number; text: string; body: unknown },
  ): Promise<void> {
    const [place = ''] = path.split('?');
    // 431 comes from Node's HTTP server, before there is a route.
    if (
      answer.status === 431 ||
      !place.startsWith(`${ROOT}/`) ||
      /\/(openapi\.json|docs)/.test(place)
    )
      return;
    this.#prepared ??= this.#prepare();
    const { document, ajv } = await this.#prepared;
    const route = findRoute(document, method, place.slice(ROOT.length));
    // What is not a route, or not with this method, is for the test itself to judge.
    if (!route) return;
    const name = `${method} ${route.path} → ${answer.status}`;
    const described = route.operation.responses[String(answer.status)];
    if (!described)
      throw new Error(`${name} is not in the OpenAPI document: ${answer.text.slice(0, 500)}`);
    const schema = described.content?.['application/json']?.schema;
    if (!schema) {
      if (described.content) return; // a file
      if (answer.text !== '')
        throw new Error(`${name} should have no body: ${answer.text.slice(0, 500)}`);
      return;
    }
    let validate = this.#validators.get(schema);
    if (!validate) {
      validate = ajv.compile({ ...schema, components: document.components });
      this.#validators.set(schema, validate);
    }
    if (!validate(answer.body)) {
      throw new Error(`${name} is not as described: ${ajv.errorsText(validate.errors)}`);
    }
  }

  async #prepare() {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    return { document: await readDocument(this.#url), ajv };
  }
}

function findRoute(
  document: OpenApiDocument,
  method: string,
  path: string,
): DescribedRoute | undefined {
  const matching = routesOf(document).filter((route) =>
    new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
  // A path in plain words comes before one with a parameter in their place, as in the server.
  const parameters = (route: DescribedRoute) => route.path.split('{').length;
  const fewest = Math.min(...matching.map(parameters));
  return matching.find((route) => route.method === method && parameters(route) === fewest);
}
