/**
 * What a member is shown of a session. The one place where pinned content becomes an answer: what is
 * locked is left out here, whoever asks.
 */
import { type PinnedPoint, partsOf, placesOf } from './content.ts';
import type { Session, SessionCard, SessionPoint, SessionStatus } from './sessions.schema.ts';
import type { CardRow, DetailRow, PointRow } from './sessions.store.ts';

/** The parts of a session's row that tell whether it is over. */
export interface Ending {
  readonly status: SessionStatus;
  readonly deadline: Date | null;
}

/** A session is over at its deadline, whether the job that says so has run or not. */
export function statusAt({ status, deadline }: Ending, now: Date): SessionStatus {
  return status === 'active' && deadline && deadline <= now ? 'expired' : status;
}

const time = (date: Date | null): string | null => date?.toISOString() ?? null;
/** A time out of PostgreSQL's JSON. */
const timeOf = (text: string | null): string | null => text && new Date(text).toISOString();

export function cardView(row: CardRow, now: Date): SessionCard {
  const status = statusAt(row, now);
  return {
    id: row.id,
    quest: { id: row.quest, name: row.name, image: row.image },
    status,
    role: row.role,
    membership: row.membership,
    started_at: row.started_at.toISOString(),
    deadline: time(row.deadline),
    ended_at: time(row.ended_at ?? (status === 'expired' ? row.deadline : null)),
    cancelled_at: time(row.cancelled_at),
    extensions: row.extensions,
    extension_cost: row.pay_extra,
    progress: { solved: row.solved, total: row.total },
    reward: { credits: row.reward, paid_at: time(row.rewarded_at) },
  };
}

export function detailView(
  row: DetailRow,
  points: ReadonlyMap<string, PinnedPoint>,
  now: Date,
): Session {
  return {
    ...cardView(row, now),
    group_size: row.group_size,
    members: row.members.map(({ user, username, full_name, avatar, role, status, joined_at }) => ({
      user: { id: user, username, full_name, avatar },
      role,
      status,
      joined_at: timeOf(joined_at),
    })),
    points:
      row.membership === 'joined'
        ? row.points.flatMap((state) => pointView(state, points) ?? [])
        : [],
  };
}

/** A point as far as its state lets it be known; undefined while it is locked. */
export function pointView(
  row: PointRow,
  points: ReadonlyMap<string, PinnedPoint>,
): SessionPoint | undefined {
  const pinned = points.get(row.point);
  if (row.state === 'locked' || !pinned) return undefined;
  const parts = partsOf(pinned);
  return {
    id: row.point,
    order: row.order,
    state: row.state,
    name: pinned.name,
    description: pinned.description ?? null,
    activity: pinned.activity,
    photo_kind: pinned.photo_kind ?? null,
    tool: pinned.tool
      ? {
          id: pinned.tool.id,
          name: pinned.tool.name,
          reveals: pinned.tool.reveals,
          range_m: pinned.tool.range_m,
        }
      : null,
    parts: parts.length > 0 ? { held: row.parts ?? [], total: parts.length } : null,
    has_file: releasedFile(row, pinned) !== undefined,
    places:
      row.state === 'solved'
        ? placesOf(pinned).map(({ latitude, longitude, part }) => ({
            latitude,
            longitude,
            part: part ?? null,
          }))
        : [],
    arrived_at: timeOf(row.arrived_at),
    solved_at: timeOf(row.solved_at),
    solved_by: row.solved_by,
  };
}

/**
 * The point's file, if it is released: one to download on arrival, an artifact when it is picked up,
 * any other with the point itself.
 */
export function releasedFile(row: PointRow, { activity, file }: PinnedPoint): string | undefined {
  if (!file || row.state === 'locked') return undefined;
  if (activity === 'pick_up_artifact' && row.state !== 'solved') return undefined;
  if (activity === 'download_file' && row.state === 'available') return undefined;
  return file;
}
