/** Files of points, read from storage for players who have earned them. */
import { isDirectusError, NotFoundError, ServiceUnavailableError } from '../kernel/errors.ts';
import { FileBody } from '../kernel/route.ts';

/** Directus's services, of the few that are used here. */
interface FileServices {
  // biome-ignore lint/suspicious/noExplicitAny: Directus types its services so
  readonly services: any;
  // biome-ignore lint/suspicious/noExplicitAny: Directus's schema, passed on
  readonly getSchema: () => Promise<any>;
  readonly logger: { warn(message: unknown): void };
}

/**
 * Opens a file, whoever may see it: the caller has looked whether it is earned.
 *
 * @throws NotFoundError when its content is gone
 * @throws ServiceUnavailableError when the storage cannot be read
 */
export type FileOpener = (file: string) => Promise<FileBody>;

export function createFileOpener({ services, getSchema, logger }: FileServices): FileOpener {
  return async (id) => {
    try {
      const assets = new services.AssetsService({
        schema: await getSchema(),
        accountability: null,
      });
      const { stream, file } = await assets.getAsset(id);
      const { type, filename_download: name } = file;
      return new FileBody(stream, type ?? 'application/octet-stream', name ?? id);
    } catch (error) {
      // Directus's word for a file whose content is gone.
      if (isDirectusError(error, 'FORBIDDEN')) throw new NotFoundError({ thing: 'file' });
      logger.warn(error);
      throw new ServiceUnavailableError({ service: 'files', reason: 'They cannot be read now' });
    }
  };
}
