/** Quests are found by the names of their city and category too, after those that have the words themselves. */
import { searchPublished } from './20261128S-search_published.ts';
import { migration } from './kit.ts';

const questDocument = `
create or replace function questcity.quest_document(name text, description text, city uuid, category uuid)
returns tsvector language sql stable as $$
  select questcity.search_document(name, description)
    || setweight(to_tsvector('pg_catalog.russian', questcity.fold(concat_ws(' ',
         (select c.name from public.cities c where c.id = city),
         (select c.name from public.categories c where c.id = category)))), 'C')
$$`;

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
  elsif not was or (new.name, new.description, new.city, new.category)
      is distinct from (old.name, old.description, old.city, old.category) then
    words := questcity.quest_document(new.name, new.description, new.city, new.category);
    insert into questcity.quest_search (quest, document) values (new.id, words)
    on conflict (quest) do update set document = excluded.document;
    insert into questcity.quest_names (quest, named) values (new.id, ts_filter(words, '{a}'))
    on conflict (quest) do update set named = excluded.named;
  end if;
  return null;
end $$`;

/** Of a city or a category that gets another name. */
const indexQuestsOf = `
create or replace function questcity.index_quests_of() returns trigger language plpgsql as $$
begin
  if new.name <> old.name then
    update questcity.quest_search s
       set document = questcity.quest_document(q.name, q.description, q.city, q.category)
      from public.quests q
     where q.id = s.quest and (q.city = new.id or q.category = new.id);
  end if;
  return null;
end $$`;

const recountSearch = `
create or replace function questcity.recount_search() returns void language sql as $$
  delete from questcity.quest_search s using public.quests q
   where q.id = s.quest and q.status <> 'published';
  insert into questcity.quest_search as s (quest, document)
  select id, questcity.quest_document(name, description, city, category)
    from public.quests where status = 'published'
  on conflict (quest) do update set document = excluded.document
    where s.document <> excluded.document;
  insert into questcity.quest_names as n (quest, named)
  select quest, ts_filter(document, '{a}') from questcity.quest_search
  on conflict (quest) do update set named = excluded.named
    where n.named <> excluded.named
$$`;

const renamed = (on: string) => ({
  on,
  name: `${on}_renamed`,
  when: 'after update',
  call: 'questcity.index_quests_of()',
});

export const { up, down } = migration({
  needs: ['quests', 'cities', 'categories'],
  functions: [questDocument, indexQuestsOf],
  triggers: [renamed('cities'), renamed('categories')],
  after: [indexQuest, recountSearch, 'select questcity.recount_search()'],
  undo: [...searchPublished, 'select questcity.recount_search()'],
});
