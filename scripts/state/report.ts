/** Differences as lines for people: `+` is in the database only, `-` in the file only. */
import type { Change, Difference } from './table-diff.ts';

/**
 * The changes as lines, such as `policy Player: quests.read: fields: + mentor_preference`.
 *
 * @param state the state's name, which begins each line
 */
export function describeChanges(state: string, changes: readonly Change[]): string[] {
  return changes.flatMap((change) => {
    const start = `${state}: ${change.label}`;
    if (change.kind === 'missing') return [`${start}: missing in the database`];
    if (change.kind === 'extra') return [`${start}: not in the file`];
    return change.differences.map((difference) => `${start}: ${describeDifference(difference)}`);
  });
}

/** One difference without its subject. */
export function describeDifference(difference: Difference): string {
  const place = [difference.column, ...difference.path].join('.');
  if (difference.kind === 'added') return `${place}: + ${show(difference.database)}`;
  if (difference.kind === 'removed') return `${place}: - ${show(difference.file)}`;
  return `${place}: ${show(difference.database)} in the database, ${show(difference.file)} in the file`;
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
