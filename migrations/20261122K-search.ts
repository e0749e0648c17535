/**
 * How quests and players are found: by words in Russian and English, by similar spelling, by
 * distance, and the orders of the list. A query uses one of these indexes only when it has the very
 * expression of the index.
 */
import { migration } from './kit.ts';

/**
 * The configuration `russian` stems Latin words as English, so it serves both languages. Names are
 * kept unstemmed as well, so that a name matches as it is written. The description is cut, since a
 * document of more than 1 MB cannot be stored.
 */
const searchDocument = `
create or replace function questcity.search_document(name text, description text) returns tsvector
language sql immutable parallel safe return
  setweight(to_tsvector('pg_catalog.russian', questcity.fold(coalesce(name, ''))), 'A')
  || setweight(to_tsvector('pg_catalog.simple', questcity.fold(coalesce(name, ''))), 'A')
  || setweight(to_tsvector('pg_catalog.russian', left(questcity.fold(left(coalesce(description, ''), 50000)), 50000)), 'B')`;

/**
 * What a person typed, as a query that never fails: all words, stemmed or as written, "phrases" and
 * or; the last word may be unfinished from its second letter on. A leading minus means nothing,
 * because excluding words would read every document. At most 200 characters are looked at. Nothing is
 * asked for twice: PostgreSQL would look it up twice, and expect so many more matches that it reads all
 * documents instead of the index.
 */
export const searchQuery = `
create or replace function questcity.search_query(input text) returns tsquery
language plpgsql immutable parallel safe as $$
declare
  words text := regexp_replace(left(questcity.fold(left(coalesce(input, ''), 200)), 400),
                               '(^|[[:space:]])-+', '\\1', 'g');
  -- the last word and everything before it
  parts text[] := regexp_match(words collate "und-x-icu", '^(.*[^[:alnum:]]|)([[:alnum:]]{2,})[^[:alnum:]]*$');
  stemmed tsquery := websearch_to_tsquery('pg_catalog.russian', words);
  written tsquery := websearch_to_tsquery('pg_catalog.simple', words);
  prefix tsquery;
begin
  if parts is not null then
    prefix := to_tsquery('pg_catalog.simple', quote_literal(parts[2]) || ':*');
    -- a query without words would make a notice of itself
    if parts[1] collate "und-x-icu" !~ '[[:alnum:]]' then
      written := prefix;
      if to_tsvector('pg_catalog.russian', parts[2]) @@ prefix then
        return prefix;
      end if;
    else
      stemmed := stemmed || (websearch_to_tsquery('pg_catalog.russian', parts[1]) && prefix);
      written := written || (websearch_to_tsquery('pg_catalog.simple', parts[1]) && prefix);
    end if;
  end if;
  return case when stemmed = written then written else stemmed || written end;
end $$`;

/**
 * Names spelled like what was typed, the most similar first, none but similar ones. A looser spelling
 * is tried only when a stricter finds nothing: one wrong letter in a word of six to eight leaves a
 * similarity of 0.4 to 0.5, two swapped letters 0.33; pg_trgm's own 0.6 would miss both. The threshold
 * is set here because the operator that the index knows takes none. Of more than `most` matches,
 * any `most` are ranked: a spelling that so many share says little. Without any letter there is
 * nothing to look for (pg_trgm would then read the whole index).
 */
const similar = (name: string, table: string, column: string, texts: string[], only = 'true') => `
create or replace function questcity.${name}(input text, most integer)
returns table (${column} uuid, relevance float8) language plpgsql stable
set pg_trgm.word_similarity_threshold = 0.5 as $$
declare
  typed constant text := left(questcity.fold(left(coalesce(input, ''), 200)), 400);
  threshold text;
begin
  if public.show_trgm(typed) = '{}' then
    return;
  end if;
  foreach threshold in array array['0.5', '0.33'] loop
    perform set_config('pg_trgm.word_similarity_threshold', threshold, true);
    return query
      select found.id, found.similarity::float8
        from (
          select t.id, greatest(${texts.map((text) => `word_similarity(typed, questcity.fold(t.${text}))`).join(', ')}) as similarity
            from public.${table} t
           where ${only} and (${texts.map((text) => `typed <% questcity.fold(t.${text})`).join(' or ')})
           limit most
        ) found
       order by found.similarity desc, found.id;
    if found then
      return;
    end if;
  end loop;
end $$`;

export const similarQuests = similar(
  'similar_quests',
  'quests',
  'quest',
  ['name'],
  `t.status = 'published'`,
);
/** All players: the caller leaves out who is not active or blocked. */
export const similarPlayers = similar('similar_players', 'profiles', 'player', [
  'username',
  'full_name',
]);

const questNamed = `
create or replace function questcity.index_quest() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' or new.name <> old.name or new.description is distinct from old.description then
    insert into questcity.quest_search (quest, document)
    values (new.id, questcity.search_document(new.name, new.description))
    on conflict (quest) do update set document = excluded.document;
  end if;
  return null;
end $$`;

const recountSearch = `
create or replace function questcity.recount_search() returns void language sql as $$
  insert into questcity.quest_search as s (quest, document)
  select id, questcity.search_document(name, description) from public.quests
  on conflict (quest) do update set document = excluded.document
    where s.document <> excluded.document
$$`;

/** The functions as this migration makes them, for one that replaces them and is taken back. */
export const searchKept = [questNamed, recountSearch];

/** Of a word that is everywhere, the quests named after it are found before the others. */
export const nameIndex = {
  on: 'questcity.quest_search',
  name: 'quest_search_name',
  using: `using gin (ts_filter(document, '{a}'))`,
};

/** Everything the triggers keep, worked out anew: after loading rows with the triggers off. */
const recount = `
create or replace function questcity.recount() returns void language plpgsql as $$
begin
  perform questcity.recount_quests();
  perform questcity.recount_credits();
  perform questcity.recount_chats();
  perform questcity.recount_search();
end $$`;

export const { up, down } = migration({
  needs: ['quests', 'profiles'],
  before: [
    // Loads pg_trgm into this session; before that, only a superuser may attach its settings.
    "select public.show_trgm('')",
    `create table if not exists questcity.quest_search (
      quest uuid primary key references public.quests (id) on delete cascade,
      document tsvector not null
    )`,
  ],
  functions: [
    searchDocument,
    searchQuery,
    similarQuests,
    similarPlayers,
    questNamed,
    recountSearch,
    recount,
  ],
  indexes: [
    { on: 'questcity.quest_search', name: 'quest_search_document', using: 'using gin (document)' },
    nameIndex,
    {
      on: 'quests',
      name: 'quests_name_trigram',
      using: 'using gin (questcity.fold(name) public.gin_trgm_ops)',
    },
    {
      on: 'profiles',
      name: 'profiles_names_trigram',
      using: `using gin (questcity.fold(username) public.gin_trgm_ops,
                         questcity.fold(full_name) public.gin_trgm_ops)`,
    },
    {
      on: 'quests',
      name: 'quests_near',
      using: `using gist (public.ll_to_earth(start_latitude, start_longitude))
              where status = 'published'`,
    },
    // The orders of the list. A quest without reviews comes after all rated ones.
    {
      on: 'quests',
      name: 'quests_newest',
      using: `(published_at desc, id desc) where status = 'published'`,
    },
    {
      on: 'quests',
      name: 'quests_best',
      using: `(coalesce(rating, 0) desc, id desc) where status = 'published'`,
    },
    {
      on: 'quests',
      name: 'quests_popular',
      using: `(sessions_count desc, id desc) where status = 'published'`,
    },
  ],
  triggers: [
    {
      on: 'quests',
      name: 'quests_indexed',
      when: 'after insert or update',
      call: 'questcity.index_quest()',
    },
  ],
  after: ['select questcity.recount_search()'],
  undo: ['drop table if exists questcity.quest_search'],
});
