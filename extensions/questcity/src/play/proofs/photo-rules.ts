/**
 * What was found about a photo. `present`: it is a readable picture, and nothing was to be compared;
 * `missing`: there is no such file of the caller.
 */
export type PhotoFinding = 'present' | 'match' | 'unsure' | 'different' | 'unreadable' | 'missing';
