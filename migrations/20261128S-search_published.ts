/**
 * Published quests alone are searched: nobody finds others, and where many are, each search would read
 * them in vain. The words of names lie apart from those of descriptions: of a word that is in many names,
 * the first hundred are found sooner by reading these short rows than by collecting all matches of an
 * index, and PostgreSQL knows where one or the other is quicker.
 */
import { nameIndex, searchKept } from './20261122K-search.ts';
import { migration } from './kit.ts';

const indexQuest = `
create or replace function questcity.index_quest() returns trigger language plpgsql as $$
declare
  was constant boolean := tg_op = 'UPDATE' and old.status = 'published';
  words tsvector;
begin
  if new.status <> 'published' then
    if was then
      delete from questcity.quest_search where quest = new.id;
    end if;
  elsif not was or new.name <> old.name or new.description is distinct from old.description then
    words := questcity.search_document(new.name, new.description);
    insert into questcity.quest_search (quest, document) values (new.id, words)
    on conflict (quest) do update set document = excluded.document;
    insert into questcity.quest_names (quest, named) values (new.id, ts_filter(words, '{a}'))
    on conflict (quest) do update set named = excluded.named;
  end if;
  return null;
end $$`;

const recountSearch = `
create or replace function questcity.recount_search() returns void language sql as $$
  delete from questcity.quest_search s using public.quests q
   where q.id = s.quest and q.status <> 'published';
  insert into questcity.quest_search as s (quest, document)
  select id, questcity.search_document(name, description) from public.quests where status = 'published'
  on conflict (quest) do update set document = excluded.document
    where s.document <> excluded.document;
  insert into questcity.quest_names as n (quest, named)
  select quest, ts_filter(document, '{a}') from questcity.quest_search
  on conflict (quest) do update set named = excluded.named
    where n.named <> excluded.named
$$`;

/** The functions as this migration makes them, for one that replaces them and is taken back. */
export const searchPublished = [indexQuest, recountSearch];

export const { up, down } = migration({
  needs: ['quests'],
  before: [
    `create table if not exists questcity.quest_names (
      quest uuid primary key references questcity.quest_search (quest) on delete cascade,
      named tsvector not null
    )`,
    `drop index if exists questcity.${nameIndex.name}`,
    indexQuest,
    recountSearch,
  ],
  indexes: [{ on: 'questcity.quest_names', name: 'quest_names_named', using: 'using gin (named)' }],
  after: ['select questcity.recount_search()'],
  undo: [
    'drop table if exists questcity.quest_names',
    ...searchKept,
    'select questcity.recount_search()',
    `create index if not exists ${nameIndex.name} on ${nameIndex.on} ${nameIndex.using}`,
  ],
});
