/**
 * What sharp, which Directus decodes pictures with, may do with what anybody uploads. It reads formats
 * that can keep a core busy for minutes (SVG) or that nobody needs (TIFF), and hands on what is written
 * inside of a picture, which Directus takes apart on the event loop and without bounds: a few megabytes
 * of EXIF, XMP or IPTC block or end the process. Also where a phone was is nobody's business.
 */
import type { HookExtensionContext } from '@directus/extensions';
import type sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import { InvalidQueryError } from '../kernel/errors.ts';
import { hostFunction, replaceMethod } from '../kernel/host-methods.ts';

/** Where Directus makes what decodes a picture; `sharp` itself would be another instance, CommonJS. */
const MAKER = 'services/files/lib/get-sharp-instance';

/** Loaders of libvips for files, buffers and streams. AVIF and HEIC are Heif, and Nsgif is GIF. */
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Heif', 'Nsgif'].map((name) => `VipsForeignLoad${name}`);

/** Of what sharp finds in a picture, what its decoder measures. */
const MEASURES = ['format', 'width', 'height', 'orientation'] as const;

/** A stack of what sharp reports, as of no fault of the storage. */
const OF_SHARP = /[\\/]sharp[\\/]dist[\\/]/;

type Answer = (error: Error | null, metadata?: Metadata) => void;

/** @throws Error when Directus decodes in another way, as after an update; the server does not start then */
export function guardPictureDecoder({ AssetsService }: HookExtensionContext['services']): void {
  const getSharpInstance = hostFunction(MAKER, 'getSharpInstance') as () => Sharp;
  const decoder = getSharpInstance().constructor as typeof sharp;
  // For the whole process, whatever instance is asked.
  decoder.block({ operation: ['VipsForeignLoad'] });
  decoder.unblock({ operation: LOADERS });
  dropMetadata(decoder);
  explainBrokenPictures(AssetsService);
}

function dropMetadata(decoder: typeof sharp): void {
  replaceMethod(decoder, 'metadata', (metadata) => {
    return function (this: Sharp, answer?: Answer) {
      if (!answer) return metadata.call(this).then(measuresOf);
      return metadata.call(this, (error: Error | null, found?: Metadata) =>
        answer(error, found && measuresOf(found)),
      );
    };
  });
}

function measuresOf(metadata: Metadata): Metadata {
  const entries = MEASURES.map((name) => [name, metadata[name]]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Directus takes it for its own fault that a file is no picture, or half of one. */
function explainBrokenPictures(assets: unknown): void {
  replaceMethod(assets, 'getAsset', (getAsset) => {
    return async function (this: unknown, ...args: unknown[]) {
      try {
        return await getAsset.apply(this, args);
      } catch (error) {
        if (!(error instanceof Error) || !OF_SHARP.test(error.stack ?? '')) throw error;
        throw new InvalidQueryError({ reason: 'The file is no picture that can be transformed' });
      }
    };
  });
}
