/**
 * Reads pictures that players send, within limits: decoding is done by sharp on threads of its own
 * and stops at bounds, so that a hostile picture costs neither the event loop nor the memory.
 */
import { createRequire } from 'node:module';
import type Sharp from 'sharp';
import { type GreyPicture, WORKING_SIZE } from './perceptual-hash.ts';

/**
 * Not imported: the bundle would take it in, and it is native code. The same sharp as Directus's,
 * found from where the bundle lies.
 */
const sharp: typeof Sharp = createRequire(import.meta.url)('sharp');

/** What is decoded at most: pixels, and seconds. Phones make up to 50 million pixels. */
const MAX_PIXELS = 60_000_000;
const MAX_SECONDS = 5;

/** Formats that phones send and sharp's own libraries read safely. */
const FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'avif', 'heif']);

/** The picture is none, is broken, or exceeds a limit. */
export class UnreadablePictureError extends Error {}

/**
 * A small grey version, upright as the camera says.
 *
 * @throws UnreadablePictureError
 */
export async function readGrey(bytes: Buffer): Promise<GreyPicture> {
  try {
    const picture = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
    const { format } = await picture.metadata();
    if (!FORMATS.has(format))
      throw new UnreadablePictureError(`Pictures of ${format} are not read`);
    const { data, info } = await picture
      .autoOrient()
      .flatten({ background: '#808080' })
      .resize(WORKING_SIZE, WORKING_SIZE, { fit: 'inside' })
      .greyscale()
      .timeout({ seconds: MAX_SECONDS })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data: new Uint8Array(data), width: info.width, height: info.height };
  } catch (error) {
    if (error instanceof UnreadablePictureError) throw error;
    throw new UnreadablePictureError((error as Error).message, { cause: error });
  }
}
