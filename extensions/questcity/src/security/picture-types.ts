/**
 * A picture is what its type says. Directus believes the type that comes with an upload, so that an SVG
 * or a page could be kept, shown and handed to a decoder as a photo.
 */
import { Readable } from 'node:stream';
import type { HookExtensionContext } from '@directus/extensions';
import { fileTypeFromBuffer, supportedMimeTypes } from 'file-type';
import { InvalidPayloadError } from '../kernel/errors.ts';
import { replaceMethod } from '../kernel/host-methods.ts';

/** As much as tells any picture. */
const OPENING_BYTES = 4100;

/** Types of one format: PNG that moves, and what is kept in the container HEIF, whose marks vary. */
const FORMATS: Readonly<Record<string, string>> = {
  'image/apng': 'image/png',
  'image/avif': 'image/heif',
  'image/heic': 'image/heif',
  'image/heic-sequence': 'image/heif',
  'image/heif-sequence': 'image/heif',
};

interface Upload {
  readonly type?: string | null;
}

export function checkPictureTypes({ FilesService }: HookExtensionContext['services']): void {
  replaceMethod(FilesService, 'uploadOne', (uploadOne) => {
    return async function (this: unknown, stream: Readable, upload: Upload, ...rest: unknown[]) {
      const type = typeOf(upload);
      if (!type.startsWith('image/') || !supportedMimeTypes.has(type)) {
        return uploadOne.call(this, stream, upload, ...rest);
      }
      const { opening, whole } = await open(stream);
      const found = await fileTypeFromBuffer(opening);
      if (found && formatOf(found.mime) === formatOf(type)) {
        return uploadOne.call(this, whole, upload, ...rest);
      }
      whole.destroy();
      const content = found?.mime ?? 'no picture';
      throw new InvalidPayloadError({ reason: `The file says to be ${type}, and is ${content}` });
    };
  });
}

const typeOf = ({ type }: Upload) => String(type ?? '').toLowerCase();
const formatOf = (type: string) => FORMATS[type] ?? type;

/** The first bytes of a stream, and all of it once more. */
async function open(stream: Readable): Promise<{ opening: Buffer; whole: Readable }> {
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  let size = 0;
  while (size < OPENING_BYTES) {
    const { value, done } = await chunks.next();
    if (done) break;
    first.push(value);
    size += value.length;
  }
  async function* all() {
    yield* first;
    yield* { [Symbol.asyncIterator]: () => chunks };
  }
  const whole = Readable.from(all(), { objectMode: false });
  // Directus asks for it at the end: the file was cut off at the limit.
  Object.defineProperty(whole, 'truncated', {
    get: () => (stream as Readable & { truncated?: boolean }).truncated,
  });
  return { opening: Buffer.concat(first).subarray(0, OPENING_BYTES), whole };
}
