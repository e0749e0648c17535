/** The files of the tests' world: rows of directus_files, and their content for a server's storage. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import sharp from 'sharp';
import { FOLDER } from '../../extensions/questcity/src/kernel/actor.ts';
import { accounts } from './accounts.ts';

export const files = {
  catalogue: 'b0000000-0000-4000-8000-0000000000f1',
  avatar: 'b0000000-0000-4000-8000-0000000000f2',
  ownUpload: 'b0000000-0000-4000-8000-0000000000f3',
  otherUpload: 'cafecafe-0000-4000-8000-0000000000f4',
  mentor: 'cafecafe-0000-4000-8000-0000000000f5',
  reference: 'cafecafe-0000-4000-8000-0000000000f6',
  artifact: 'cafecafe-0000-4000-8000-0000000000f7',
  /** In no folder at all, as a file that staff uploaded carelessly. */
  loose: 'cafecafe-0000-4000-8000-0000000000f8',
} as const;

const rows: readonly { id: string; folder: string | null; by: string; title: string }[] = [
  { id: files.catalogue, folder: FOLDER.catalogue, by: accounts.editor.id, title: 'Cover' },
  { id: files.avatar, folder: FOLDER.avatars, by: accounts.other.id, title: 'Avatar' },
  { id: files.ownUpload, folder: FOLDER.uploads, by: accounts.player.id, title: 'Own photo' },
  { id: files.otherUpload, folder: FOLDER.uploads, by: accounts.other.id, title: 'canary-photo' },
  { id: files.mentor, folder: FOLDER.secrets, by: accounts.editor.id, title: 'canary-mentor' },
  {
    id: files.reference,
    folder: FOLDER.secrets,
    by: accounts.editor.id,
    title: 'canary-reference',
  },
  { id: files.artifact, folder: FOLDER.secrets, by: accounts.editor.id, title: 'canary-artifact' },
  { id: files.loose, folder: null, by: accounts.manager.id, title: 'canary-loose' },
];

/** Width and height of the pictures, in pixels. */
export const PICTURE_SIZE = 64;

export async function insertFiles(client: pg.Client): Promise<void> {
  for (const { id, folder, by, title } of rows) {
    await client.query(
      `insert into directus_files
         (id, storage, filename_disk, filename_download, title, type, folder, uploaded_by, filesize, width, height)
       values ($1, 'local', $2, $3, $4, 'image/png', $5, $6, 1000, $7, $7)`,
      [id, `${id}.png`, `${title}.png`, title, folder, by, PICTURE_SIZE],
    );
  }
  await client.query('update profiles set avatar = $1 where id = $2', [
    files.avatar,
    accounts.other.id,
  ]);
}

/** Writes the pictures where a server with this storage folder finds them. */
export async function writeFiles(storage: string): Promise<void> {
  mkdirSync(storage, { recursive: true });
  const background = { r: 180, g: 60, b: 90 };
  const picture = await sharp({
    create: { width: PICTURE_SIZE, height: PICTURE_SIZE, channels: 3, background },
  })
    .png()
    .toBuffer();
  for (const { id } of rows) writeFileSync(join(storage, `${id}.png`), picture);
}
