/**
 * Directus bounds a file, but not the form that brings it: a form of a million fields or files, or one
 * that breaks off, would fill the memory, the table or the disk, or end the process. Here a form has a size
 * and a number of parts, and of an upload that breaks off nothing is left. Imports of rows come so, too.
 */
import { type Readable, Transform, type TransformCallback, type Writable } from 'node:stream';
import type { Express, NextFunction, Request, Response } from 'express';
import { ContentTooLargeError, InvalidPayloadError } from '../kernel/errors.ts';
import { bytesOf } from '../kernel/fields.ts';

/** Fields and files: more than any file has properties. */
const MOST_PARTS = 50;

/** A form holds the largest file, and beside it as much as any other body. */
export function boundUploadForms(app: Express, env: Record<string, unknown>): void {
  const mostBytes = bytesOf(env.FILES_MAX_UPLOAD_SIZE) + bytesOf(env.MAX_PAYLOAD_SIZE);
  const bound = (watch?: (reader: Writable) => void) => {
    return (request: Request, _response: Response, next: NextFunction) => {
      if (!request.is('multipart/form-data')) return next();
      if (Number(request.headers['content-length'] ?? 0) > mostBytes) {
        request.resume();
        return next(new ContentTooLargeError());
      }
      meterForm(request, mostBytes, watch);
      next();
    };
  };
  app.use('/files', bound());
  app.use('/utils/import', bound(expectOneFile));
}

/** Whoever reads the form reads it through a meter, which ends the reading with an error. */
function meterForm(request: Request, mostBytes: number, watch?: (reader: Writable) => void): void {
  const pipe = request.pipe.bind(request);
  request.pipe = <Destination extends NodeJS.WritableStream>(destination: Destination) => {
    const reader = destination as unknown as Writable;
    const meter = new FormMeter(boundaryOf(request), mostBytes);
    watch?.(reader);
    reader.once('error', (error) => {
      // The rest is read all the same, or the client would not hear the answer.
      request.unpipe(meter);
      request.resume();
      // Directus would answer again at the end, and for each file that breaks off with the form.
      reader.removeAllListeners('close').removeAllListeners('error');
      reader.on('error', () => undefined).destroy(error);
    });
    meter.on('error', (error) => reader.destroy(error));
    // Of a file that Directus refuses it reads nothing: its end with the form would end the process.
    reader.on('file', (_name: string, file: Readable) => file.on('error', () => undefined));
    request.on('close', () => {
      if (!request.complete) {
        reader.destroy(new InvalidPayloadError({ reason: 'The upload was broken off' }));
      }
    });
    pipe(meter).pipe(destination);
    return destination;
  };
}

/**
 * Of an import Directus answers for each file, for each file that breaks off and once more for the form,
 * and not at all when there is no file. Here the first file alone is read, and answers for the form.
 */
function expectOneFile(reader: Writable): void {
  const answers = reader.listeners('error') as ((error: Error) => void)[];
  reader.once('file', (_name: string, first: Readable) => {
    for (const answer of answers) reader.off('error', answer);
    first.once('close', () => {
      if (!first.readableEnded) reader.destroy(new Error('The file was refused'));
    });
    reader.removeAllListeners('file').on('file', (_name: string, file: Readable) => {
      file.on('error', () => undefined).resume();
    });
  });
  const missing = () =>
    reader.emit('error', new InvalidPayloadError({ reason: 'There is no file' }));
  reader.once('close', missing).once('file', () => reader.off('close', missing));
}

function boundaryOf(request: Request): string {
  const found = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(request.headers['content-type'] ?? '');
  return found?.[1] ?? found?.[2] ?? '';
}

/** Passes a form on while it counts its bytes and parts. */
class FormMeter extends Transform {
  readonly #delimiter: Buffer;
  readonly #mostBytes: number;
  #tail: Buffer = Buffer.alloc(0);
  #bytes = 0;
  #delimiters = 0;

  constructor(boundary: string, mostBytes: number) {
    super();
    this.#delimiter = Buffer.from(`--${boundary}`);
    this.#mostBytes = mostBytes;
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.#count(chunk);
    // The last delimiter ends the form.
    if (this.#bytes > this.#mostBytes) done(new ContentTooLargeError());
    else if (this.#delimiters <= MOST_PARTS + 1) done(null, chunk);
    else done(new InvalidPayloadError({ reason: `A form has at most ${MOST_PARTS} parts` }));
  }

  #count(chunk: Buffer): void {
    this.#bytes += chunk.length;
    // A delimiter may lie across two chunks.
    const text = Buffer.concat([this.#tail, chunk]);
    let at = text.indexOf(this.#delimiter);
    while (at !== -1) {
      this.#delimiters++;
      at = text.indexOf(this.#delimiter, at + this.#delimiter.length);
    }
    this.#tail = text.subarray(Math.max(0, text.length - this.#delimiter.length + 1));
  }
}
