/** What an open point tells beyond its description: its tool's reading, and its file. */
import { NotFoundError } from '../kernel/errors.ts';
import type { Call, FileBody } from '../kernel/route.ts';
import { type PinnedPoint, partsOf, placesOf, readPinned } from './content.ts';
import type { Position } from './geodesy.ts';
import { type RadarReading, readRadar } from './radar.ts';
import { type PointRow, readPointState } from './sessions.store.ts';
import { playSettings } from './settings.ts';
import { releasedFile } from './views.ts';

/** @throws NotFoundError when the caller is no member of such a session, or the point is not open */
async function openPoint(
  { actor, database }: Call,
  session: string,
  pointId: string,
): Promise<{ row: PointRow; point: PinnedPoint }> {
  const row = await readPointState(database, session, actor.id, pointId);
  const pinned = row && row.state !== 'locked' && (await readPinned(database, session));
  const point = pinned ? pinned.points.get(pointId) : undefined;
  if (!row || !point) throw new NotFoundError({ thing: 'point' });
  return { row, point };
}

/**
 * Reads a point's tool; of an artifact in parts it shows those that are still missing.
 * @throws NotFoundError when the caller is no member of such a session, or the point is not open
 */
export async function readPointRadar(
  call: Call,
  session: string,
  pointId: string,
  from: Position,
): Promise<RadarReading> {
  const { row, point } = await openPoint(call, session, pointId);
  const held = new Set(row.parts ?? []);
  const divided = partsOf(point).length > 0;
  const places = placesOf(point).filter(({ part }) => !divided || part == null || !held.has(part));
  return readRadar(point.tool, places, from);
}

/**
 * The point's file, once it is released: see releasedFile.
 * @throws NotFoundError when the caller is no member of such a session, the point is not open, or its
 *   file is not released
 */
export async function openPointFile(
  call: Call,
  session: string,
  pointId: string,
): Promise<FileBody> {
  const { row, point } = await openPoint(call, session, pointId);
  const file = releasedFile(row, point);
  if (!file) throw new NotFoundError({ thing: 'file' });
  return playSettings().openFile(file);
}
