/** Published quests alone are searched, also in databases where drafts were indexed too. */
import { questNamed, recountSearch } from './20261122K-search.ts';
import { migration } from './kit.ts';

export const { up, down } = migration({
  needs: ['quests'],
  functions: [questNamed, recountSearch],
  after: ['select questcity.recount_search()'],
  // The functions are older than this migration.
  undo: [questNamed, recountSearch],
});
