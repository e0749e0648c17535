/**
 * Files are uploaded or imported. Directus also takes a row alone, of any type and without a content,
 * at which whoever reads it meets an error of the server; its own uploads make rows without this event.
 */
import type { RegisterFunctions } from '@directus/extensions';
import { InvalidPayloadError } from '../kernel/errors.ts';

export function refuseFilesWithoutContent({ filter }: Pick<RegisterFunctions, 'filter'>): void {
  filter('files.create', (_payload, _meta, { accountability }) => {
    if (!accountability) return;
    throw new InvalidPayloadError({ reason: 'A file is uploaded as multipart/form-data' });
  });
}
