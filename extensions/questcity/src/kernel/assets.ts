/** Contents of files, read through Directus from whichever storage they are in. */
import type { HookExtensionContext } from '@directus/extensions';
import {
  ContentTooLargeError,
  isDirectusError,
  NotFoundError,
  ServiceUnavailableError,
} from './errors.ts';
import { FileBody } from './route.ts';

/** Whoever may see the files: the caller has looked at that. */
export interface Assets {
  /**
   * @throws NotFoundError when its content is gone
   * @throws ServiceUnavailableError when the storage cannot be read
   */
  open(file: string): Promise<FileBody>;
  /**
   * All of a file at once.
   * @throws ContentTooLargeError when it is larger than that, and the errors of {@link Assets.open}
   */
  read(file: string, maxBytes: number): Promise<Buffer>;
}

export function createAssets({
  services,
  getSchema,
  logger,
}: Pick<HookExtensionContext, 'services' | 'getSchema' | 'logger'>): Assets {
  /** What the storage fails with, as an error of ours. */
  const failed = (error: unknown): Error => {
    logger.warn(error);
    return new ServiceUnavailableError({ service: 'files', reason: 'They cannot be read now' });
  };

  async function open(id: string): Promise<FileBody> {
    try {
      const schema = await getSchema();
      const assets = new services.AssetsService({ schema, accountability: null });
      const { stream, file } = await assets.getAsset(id);
      const { type, filename_download: name } = file;
      return new FileBody(stream, type ?? 'application/octet-stream', name ?? id);
    } catch (error) {
      // Directus's word for a file whose content is gone.
      throw isDirectusError(error, 'FORBIDDEN')
        ? new NotFoundError({ thing: 'file' })
        : failed(error);
    }
  }

  async function read(id: string, maxBytes: number): Promise<Buffer> {
    const { stream } = await open(id);
    const parts: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const part of stream) {
        bytes += part.length;
        if (bytes > maxBytes) break;
        parts.push(part);
      }
    } catch (error) {
      throw failed(error);
    }
    if (bytes > maxBytes) throw new ContentTooLargeError();
    return Buffer.concat(parts);
  }

  return { open, read };
}
