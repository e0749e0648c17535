/**
 * Having the server fetch a file from an address: for staff, through REST and GraphQL alike, and no
 * larger than an upload may be, which Directus does not look at here.
 */
import { type Readable, Transform, type TransformCallback } from 'node:stream';
import type { HookExtensionContext } from '@directus/extensions';
import { isStaff } from '../kernel/actor.ts';
import { ForbiddenError } from '../kernel/errors.ts';
import { bytesOf } from '../kernel/fields.ts';
import { replaceMethod } from '../kernel/host-methods.ts';

interface FilesService {
  /** Null for what the server does by itself. */
  readonly accountability?: { readonly app?: boolean; readonly admin?: boolean } | null;
  uploadOne(stream: Readable, ...rest: unknown[]): Promise<string>;
}

export function guardImports(
  services: HookExtensionContext['services'],
  env: Record<string, unknown>,
): void {
  const mostBytes = bytesOf(env.FILES_MAX_UPLOAD_SIZE);
  replaceMethod(services.FilesService, 'importOne', (importOne) => {
    return async function (this: FilesService, ...args: unknown[]) {
      const { accountability } = this;
      if (accountability && !isStaff(accountability)) {
        throw new ForbiddenError();
      }
      const bounded: FilesService = Object.create(this);
      bounded.uploadOne = (stream, ...rest) =>
        this.uploadOne(new CutOff(stream, mostBytes), ...rest);
      return importOne.apply(bounded, args);
    };
  });
}

/** Ends after so many bytes, and is `truncated` then, for which Directus refuses the file. */
export class CutOff extends Transform {
  readonly #source: Readable;
  readonly #mostBytes: number;
  #bytes = 0;
  truncated = false;

  constructor(source: Readable, mostBytes: number) {
    super();
    this.#source = source;
    this.#mostBytes = mostBytes;
    source.on('error', (error) => this.destroy(error));
    source.pipe(this);
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.#bytes += chunk.length;
    if (this.#bytes <= this.#mostBytes) {
      done(null, chunk);
      return;
    }
    if (!this.truncated) {
      this.truncated = true;
      this.#source.unpipe(this);
      this.#source.destroy();
      this.end();
    }
    done();
  }
}
