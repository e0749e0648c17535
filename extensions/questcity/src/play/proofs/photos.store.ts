/** The SQL of photos as proof. */
import { FOLDER } from '../../kernel/actor.ts';
import { type Database, query, sql } from '../../kernel/database.ts';

export interface FileRow {
  id: string;
  /** Changes when the file is replaced. */
  version: string;
  bytes: number;
}

/** A finished upload; with an owner, only one of theirs among the players' uploads. */
export async function readFileRow(
  database: Database,
  id: string,
  owner?: string,
): Promise<FileRow | undefined> {
  const [row] = await query<FileRow>(
    database,
    sql`select id, concat(coalesce(modified_on, uploaded_on, created_on), filename_disk) as version,
               filesize::float8 as bytes
          from directus_files
         where id = ${id}::uuid and filesize is not null
           and (${owner ?? null}::uuid is null
                or (uploaded_by = ${owner ?? null}::uuid and folder = ${FOLDER.uploads}::uuid))`,
  );
  return row;
}
