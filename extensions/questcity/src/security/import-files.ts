/**
 * Rows that staff import as a file. Directus takes one of the few turns and begins a transaction when the
 * first byte is there, keeps both when the rest never comes, and believes whatever it reads. Here the
 * file is read and checked before that.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HookExtensionContext } from '@directus/extensions';
import { isDirectusError } from '../kernel/errors.ts';
import { replaceMethod } from '../kernel/host-methods.ts';
import { boundJson, csvToJson } from './import-rows.ts';

const JSON_TYPE = 'application/json';
const CSV_TYPES: readonly string[] = ['text/csv', 'application/vnd.ms-excel'];

/** Directus looks who asks before it looks at the type, and refuses this one. */
const NO_TYPE = 'none/none';

/** What those wait for who write the rows of an import, by the caller that Directus hands on to them. */
const gates = new WeakMap<object, Promise<void>>();

interface Service {
  accountability?: object | null;
}

export function readImportsFirst(
  { ImportService, ItemsService }: HookExtensionContext['services'],
  env: Record<string, unknown>,
): void {
  for (const name of ['upsertOne', 'upsertSingleton']) {
    replaceMethod(ItemsService, name, (write) => {
      return async function (this: Service, ...args: unknown[]) {
        const gate = this.accountability && gates.get(this.accountability);
        if (gate) await gate;
        return write.apply(this, args);
      };
    });
  }
  replaceMethod(ImportService, 'import', (importRows) => {
    return async function (
      this: Service,
      collection: string,
      type: string,
      upload: Readable,
      ...rest: unknown[]
    ) {
      const service: Service = Object.create(this);
      // Its own for each import; null is the server itself.
      const caller = this.accountability && { ...this.accountability };
      service.accountability = caller ?? null;
      const isCsv = CSV_TYPES.includes(type);
      try {
        if (!isCsv && type !== JSON_TYPE) {
          return await importRows.call(service, collection, type, upload, ...rest);
        }
        await importRows.call(service, collection, NO_TYPE, upload).catch(expectNoType);
        const rows = await keepRows(upload, isCsv, String(env.TEMP_PATH));
        if (caller) writeAfterEnd(rows, caller);
        await importRows.call(service, collection, JSON_TYPE, rows, ...rest).catch((error) => {
          rows.destroy();
          throw error;
        });
      } catch (error) {
        // What is left of the form must be read all the same, or its sender would not hear the answer.
        upload.resume();
        throw error;
      }
    };
  });
}

function expectNoType(error: unknown): void {
  if (!isDirectusError(error, 'UNSUPPORTED_MEDIA_TYPE')) throw error;
}

/** Keeps rows in a file, which is gone as soon as it is open to be read. */
async function keepRows(upload: Readable, isCsv: boolean, folder: string): Promise<Readable> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `import-${randomUUID()}`);
  const keep = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  try {
    if (isCsv) await pipeline(upload, ...csvToJson(), boundJson, keep);
    else await pipeline(upload, boundJson, keep);
    const file = createReadStream(path);
    await once(file, 'open');
    return file;
  } finally {
    await rm(path, { force: true });
  }
}

/**
 * Directus waits for ever when it has written the last row before it hears that there are no more. So
 * what writes for this caller waits until the end was heard.
 */
function writeAfterEnd(rows: Readable, caller: object): void {
  const pipe = rows.pipe.bind(rows);
  rows.pipe = (destination, options) => {
    gates.set(caller, new Promise((resolve) => destination.once('end', resolve)));
    return pipe(destination, options);
  };
}
