/** Photos as proof: finds the player's upload and compares it with the point's reference. */
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import type { Assets } from '../../kernel/assets.ts';
import type { Database } from '../../kernel/database.ts';
import { isDirectusError, ServiceUnavailableError } from '../../kernel/errors.ts';
import { hashPicture, hashReference, type PerceptualHash } from './perceptual-hash.ts';
import { compareHashes, type PhotoFinding } from './photo-rules.ts';
import { type FileRow, readFileRow } from './photos.store.ts';
import { readGrey, UnreadablePictureError } from './pictures.ts';

interface PhotoHost {
  readonly assets: Pick<Assets, 'read'>;
  /** Of a file, at most. */
  readonly maxBytes: number;
  readonly logger: { warn(message: unknown): void };
}

export interface PhotoQuestion {
  readonly database: Database;
  /** The file that the attempt names. */
  readonly file: string;
  /** Whose it must be. */
  readonly owner: string;
  /** The point's reference photo, when the photo is to be matched; null when the quest lacks one. */
  readonly reference?: string | null | undefined;
}

/**
 * Looks at a photo. Takes some 50 ms and reads storage: call it outside of a transaction.
 *
 * @throws ServiceUnavailableError when the storage cannot be read, or too many photos wait already
 */
export type PhotoReader = (question: PhotoQuestion) => Promise<PhotoFinding>;

/** Each may hold an upload and a reference, of FILES_MAX_UPLOAD_SIZE, and their pixels. */
const PHOTOS_AT_ONCE = 4;
/** Some five seconds' worth. */
const MOST_WAITING = 200;
const REFERENCES_KEPT = 500;
const TOO_LARGE = 'The file is too large';

export function createPhotoReader({ assets, maxBytes, logger }: PhotoHost): PhotoReader {
  const turns = pLimit(PHOTOS_AT_ONCE);
  // Some 7 KB each. A replaced file has another key, so what is here never goes stale.
  const references = new LRUCache<string, Promise<readonly PerceptualHash[]>>({
    max: REFERENCES_KEPT,
  });

  async function readBytes({ id, bytes }: FileRow): Promise<Buffer> {
    if (bytes > maxBytes) throw new UnreadablePictureError(TOO_LARGE);
    try {
      return await assets.read(id, maxBytes);
    } catch (error) {
      if (isDirectusError(error, 'CONTENT_TOO_LARGE')) throw new UnreadablePictureError(TOO_LARGE);
      if (isDirectusError(error, 'NOT_FOUND'))
        throw new UnreadablePictureError('It has no content');
      throw error;
    }
  }

  function referenceHashes(row: FileRow): Promise<readonly PerceptualHash[]> {
    const key = `${row.id} ${row.version}`;
    let hashes = references.get(key);
    if (!hashes) {
      hashes = readBytes(row).then(readGrey).then(hashReference);
      references.set(key, hashes);
      hashes.catch(() => references.delete(key));
    }
    return hashes;
  }

  /** What cannot be compared for a fault of the quest's is for a manager, not for the player to mend. */
  async function compare(
    database: Database,
    photo: PerceptualHash,
    reference: string,
  ): Promise<PhotoFinding> {
    const row = await readFileRow(database, reference);
    try {
      return row ? compareHashes(photo, await referenceHashes(row)) : 'unsure';
    } catch (error) {
      if (!(error instanceof UnreadablePictureError)) throw error;
      logger.warn(`The reference photo ${reference} cannot be read: ${error.message}`);
      return 'unsure';
    }
  }

  async function look({ database, file, owner, reference }: PhotoQuestion): Promise<PhotoFinding> {
    const row = await readFileRow(database, file, owner);
    if (!row) return 'missing';
    try {
      const grey = await readGrey(await readBytes(row));
      if (reference === undefined) return 'present';
      return reference === null ? 'unsure' : compare(database, hashPicture(grey), reference);
    } catch (error) {
      if (error instanceof UnreadablePictureError) return 'unreadable';
      throw error;
    }
  }

  return async (question) => {
    if (turns.pendingCount >= MOST_WAITING) {
      throw new ServiceUnavailableError({ service: 'photos', reason: 'Too many wait to be read' });
    }
    return turns(look, question);
  };
}
