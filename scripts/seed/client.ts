/** A small REST client of a running Directus: what the seed needs, and no more. */

/** A row as it is sent or received. */
export type Row = Record<string, unknown>;

/** A file to upload. */
export interface Upload {
  id: string;
  folder: string;
  title: string;
  filename: string;
  type: string;
  description?: string;
  content: Buffer;
}

/** The server, as an administrator sees it. */
export interface Client {
  /**
   * Rows by id, at most as many as asked for; a missing one is left out.
   *
   * @param path - `/items/quests`, `/users` or `/files`.
   */
  find(path: string, ids: readonly string[], fields: readonly string[]): Promise<Row[]>;
  /** Creates rows in one transaction, in their order. */
  create(path: string, rows: readonly Row[]): Promise<void>;
  /** Updates rows, each with its id, in one transaction. */
  update(path: string, rows: readonly Row[]): Promise<void>;
  /** Uploads a file under its id; `replace` when the row is there but its content is not. */
  upload(file: Upload, replace: boolean): Promise<void>;
}

/** Tries of a request that the server is too busy for. */
const TRIES = 8;

/** A wait that a busy server asks for, in milliseconds. */
function waitOf(response: Response): number {
  const seconds = Number(response.headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, 10_000) : 500;
}

/** What the server says went wrong, in one line. */
async function reasonOf(response: Response): Promise<string> {
  const body = await response.text();
  try {
    const { errors } = JSON.parse(body) as { errors: { message: string }[] };
    return errors.map(({ message }) => message).join('; ');
  } catch {
    return body.slice(0, 200) || response.statusText;
  }
}

/**
 * Connects to a server.
 *
 * @param url - Its address, without a path.
 * @param token - An access token of an administrator.
 * @returns A client whose functions throw an Error naming the request and the server's reason.
 */
export function connect(url: string, token: string): Client {
  const base = url.replace(/\/+$/, '');

  async function send(
    method: string,
    path: string,
    body: string | FormData,
    type?: string,
  ): Promise<unknown> {
    const headers = { authorization: `Bearer ${token}`, ...(type && { 'content-type': type }) };
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(`${base}${path}`, { method, headers, body });
      if (response.ok) return response.status === 204 ? undefined : response.json();
      const busy = response.status === 429 || response.status === 503;
      if (!busy || attempt === TRIES) {
        throw new Error(`${method} ${path}: ${response.status} ${await reasonOf(response)}`);
      }
      await response.body?.cancel();
      await new Promise((resolve) => setTimeout(resolve, waitOf(response)));
    }
  }

  const sendJson = (method: string, path: string, body: unknown) =>
    send(method, path, JSON.stringify(body), 'application/json');

  return {
    async find(path, ids, fields) {
      if (ids.length === 0) return [];
      const query = { filter: { id: { _in: ids } }, fields, limit: ids.length };
      const { data } = (await sendJson('SEARCH', path, { query })) as { data: Row[] };
      return data;
    },
    async create(path, rows) {
      // Ids are enough of an answer: without this the server reads back every field.
      if (rows.length > 0) await sendJson('POST', `${path}?fields=id`, rows);
    },
    async update(path, rows) {
      if (rows.length > 0) await sendJson('PATCH', `${path}?fields=id`, rows);
    },
    async upload({ content, filename, ...fields }, replace) {
      const form = new FormData();
      // The fields must come before the file, or they are not applied to it.
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append('file', new Blob([new Uint8Array(content)], { type: fields.type }), filename);
      await send(replace ? 'PATCH' : 'POST', replace ? `/files/${fields.id}` : '/files', form);
    },
  };
}

type Identified = Row & { id: string };

/** The rows that are not there yet. */
async function missingOf(
  client: Client,
  path: string,
  rows: readonly Identified[],
): Promise<Identified[]> {
  const ids = rows.map(({ id }) => id);
  const there = new Set((await client.find(path, ids, ['id'])).map(({ id }) => id));
  return rows.filter(({ id }) => !there.has(id));
}

/** Creates rows that were missing a moment ago. */
async function createNow(client: Client, path: string, rows: readonly Identified[]): Promise<void> {
  try {
    await client.create(path, rows);
  } catch (error) {
    // An earlier seed was killed, and the server has only now finished what it asked for.
    const missing = await missingOf(client, path, rows);
    if (missing.length === rows.length) throw error;
    await createNow(client, path, missing);
  }
}

/**
 * Creates the rows that are not there yet, in one transaction. What is there is left alone.
 *
 * @returns How many were created.
 */
export async function createMissing(
  client: Client,
  path: string,
  rows: readonly Identified[],
): Promise<number> {
  const missing = await missingOf(client, path, rows);
  await createNow(client, path, missing);
  return missing.length;
}

/**
 * The same with a request for each: for big rows, each with all that belongs to it, which is there
 * as a whole or not at all, wherever the seed is interrupted.
 *
 * @returns How many were created.
 */
export async function createMissingEach(
  client: Client,
  path: string,
  rows: readonly Identified[],
): Promise<number> {
  const missing = await missingOf(client, path, rows);
  for (const row of missing) await createNow(client, path, [row]);
  return missing.length;
}
