/** The comment on an embedded database that tells a finished setup from one that was cut short. */
import { type Holder, isAlive } from './lock.mjs';

const begun = 'QuestCity: first setup by ';

/** The comment of a database that is set up. */
export const finishedMark = 'QuestCity';

/** The comment of a database that a process is setting up for the first time. */
export const unfinishedMark = (holder: Holder) => begun + JSON.stringify(holder);

/**
 * Whether a database holds a first setup that nobody works on any more.
 *
 * @param comment of the database
 */
export function isAbandoned(comment: string | null | undefined): boolean {
  if (!comment?.startsWith(begun)) return false;
  try {
    return !isAlive(JSON.parse(comment.slice(begun.length)));
  } catch {
    return true;
  }
}
