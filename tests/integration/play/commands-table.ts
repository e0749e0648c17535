/** What every command of a session is answered with, and what it changes. */

/**
 * One cell alone holds in every state; "the rest" is who is not named above. A cell is the status of
 * the answer or a word of REFUSALS, then what has changed: the session's state, its members, points
 * or attempts, anybody's credits, or how many sessions of the quest there are. Nothing else may.
 */
const TABLE = `
  command         who              active               completed      abandoned      expired

  read            owner, member    200
                  invited          200
                  the rest         hidden

  invite          owner            201 members          ended          ended          ended
                  member, invited  forbidden
                  the rest         hidden

  accept          owner, member    200
                  invited          200 members          ended          ended          ended
                  the rest         hidden

  leave           owner            owner stays
                  member           204 members          ended          ended          ended
                  invited          204 members
                  left             204
                  the rest         hidden

  remove member   owner            204 members          ended          ended          204 members
                  member           204 members          ended          ended          ended
                  invited          forbidden
                  the rest         hidden

  remove invited  owner            204 members
                  member           forbidden
                  invited          204 members
                  the rest         hidden

  attempt         owner, member    200 points attempts  200 attempts   200 attempts   200 attempts
                  the rest         hidden

  batch           owner, member    200 points attempts  200 attempts   200 attempts   200 attempts
                  the rest         hidden

  radar           owner, member    200
                  the rest         hidden

  file            owner, member    200
                  the rest         hidden

  abandon         owner            200 abandoned        ended          200            ended
                  member, invited  forbidden
                  the rest         hidden

  extend          owner            not expired          not expired    not expired    200 active credits
                  member, invited  forbidden
                  the rest         hidden

  report          manager          200
                  the rest         forbidden

  cancel          manager          204 abandoned credits  204 credits  ended          204 credits
                  the rest         forbidden

  reward          manager          not completed        204 credits    not completed  not completed
                  the rest         forbidden

  start           owner, member    active               201 credits sessions  201 credits sessions  201 credits sessions
                  the rest         201 credits sessions
`;

export const REFUSALS: Record<string, string> = {
  hidden: '404 NOT_FOUND',
  forbidden: '403 FORBIDDEN',
  ended: '409 SESSION_NOT_ACTIVE',
  active: '409 SESSION_ACTIVE',
  'owner stays': '409 OWNER_STAYS',
  'not expired': '409 SESSION_NOT_EXPIRED',
  'not completed': '409 SESSION_NOT_COMPLETED',
};

export const PEOPLE = [
  'owner',
  'member',
  'invited',
  'left',
  'friend',
  'stranger',
  'manager',
] as const;
export type Who = (typeof PEOPLE)[number];
export const STATES = ['active', 'completed', 'abandoned', 'expired'] as const;
export type State = (typeof STATES)[number];
export type Row = Record<Who, Record<State, string>>;

/** The table by command, person and state. */
function readTable(text: string): Map<string, Row> {
  const table = new Map<string, Row>();
  let command = '';
  for (const line of text.split('\n').slice(2)) {
    if (line.trim() === '') continue;
    const [first = '', who = '', ...cells] = line.slice(2).split(/ {2,}/);
    if (first) {
      command = first;
      table.set(command, {} as Row);
    }
    const row = table.get(command) as Row;
    const named = who === 'the rest' ? PEOPLE.filter((one) => !(one in row)) : who.split(', ');
    for (const one of named as Who[]) {
      const inState = (state: State, i: number) => [state, cells[i] ?? cells[0]];
      row[one] = Object.fromEntries(STATES.map(inState)) as Row[Who];
    }
  }
  return table;
}
export const table = readTable(TABLE);
