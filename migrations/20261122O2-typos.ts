/**
 * Quests and players found in spite of typos, however many there are.
 *
 * Two words that differ by one typo (a letter missing, added, changed, or swapped with its neighbour)
 * become the same when each loses the right letter. So the index holds every word whole and without
 * each of its letters, and what was typed is looked up in the same forms: a handful of exact look-ups,
 * where trigrams read long lists of words that merely share some letters.
 * https://wolfgarbe.medium.com/1000x-faster-spelling-correction-algorithm-2012-8701fcd87a5f
 */
import { searchQuery, similarPlayers, similarQuests } from './20261122K-search.ts';
import { migration } from './kit.ts';

/**
 * The forms of some words, as hashes: each word, and without each of its letters. A word of up to three
 * letters stands for itself alone, or too much would resemble it. The cost keeps the planner from working
 * this out row by row instead of asking the index.
 */
const spellings = `
create or replace function questcity.spellings(words text[]) returns integer[]
language sql immutable parallel safe cost 10000 as $$
  select coalesce(array_agg(distinct hashtext(form collate "C")), '{}')
    from unnest(words) word,
         lateral (
           select word
           union all
           select left(word, n - 1) || substr(word, n + 1)
             from generate_series(1, char_length(word)) n
            where char_length(word) > 3
         ) forms (form)
$$`;

/** The words of a text: stemmed as the search by words does it, and as they are written. */
const textWords = `
create or replace function questcity.text_words(input text) returns text[]
language sql immutable parallel safe return
  tsvector_to_array(to_tsvector('pg_catalog.russian', input) || to_tsvector('pg_catalog.simple', input))`;

/** Runs of letters and digits. */
const plainWords = `
create or replace function questcity.plain_words(input text) returns text[]
language sql immutable parallel safe return
  array_remove(regexp_split_to_array(input collate "und-x-icu", '[^[:alnum:]]+'), '')`;

const questSpellings = `
create or replace function questcity.quest_spellings(name text) returns integer[]
language sql immutable parallel safe return
  questcity.spellings(questcity.text_words(questcity.fold(name)))`;

/**
 * The words of what was typed for a quest, in the forms to look up: as they are written, and their
 * stems. Words that are everywhere (the, и) count only when nothing else was typed.
 */
const typedWords = `
create or replace function questcity.typed_words(typed text) returns table (forms integer[])
language sql immutable parallel safe as $$
  with words as (
    select w as word, to_tsvector('pg_catalog.russian', w) <> '' as counts
      from unnest(questcity.plain_words(typed)) w
  )
  select questcity.spellings(questcity.text_words(word)) from words
   where counts or not exists (select from words where counts)
   -- the longest first, which say the most
   order by char_length(word) desc, word
   limit 8
$$`;

/**
 * Quests named like what was typed, the most similar first. Every word counts. Only when no quest has
 * words within one typo, names are compared as a whole, as before. Of more than `most` matches any
 * `most` are ranked: a word that so many share says little. The statement is put together of hashes
 * alone, which the planner can weigh where it could not weigh parameters. Starting parallel workers
 * would take three times as long as what they share.
 */
const quests = `
create or replace function questcity.similar_quests(input text, most integer)
returns table (quest uuid, relevance float8) language plpgsql stable
set pg_trgm.word_similarity_threshold = 0.5 set max_parallel_workers_per_gather = 0 as $$
declare
  typed constant text := left(questcity.fold(left(coalesce(input, ''), 200)), 400);
  condition constant text := (
    select string_agg(format('questcity.quest_spellings(t.name) && %L::integer[]', w.forms), ' and ')
      from questcity.typed_words(typed) w);
  threshold text;
begin
  if public.show_trgm(typed) = '{}' then
    return;
  end if;
  if condition is not null then
    return query execute format(
      'select found.id, word_similarity($1, questcity.fold(found.name))::float8 as similarity
         from (select t.id, t.name from public.quests t where t.status = ''published'' and %s limit %s) found
        order by similarity desc, found.id', condition, most)
      using typed;
    if found then
      return;
    end if;
  end if;
  foreach threshold in array array['0.5', '0.33'] loop
    perform set_config('pg_trgm.word_similarity_threshold', threshold, true);
    return query
      select near.id, near.similarity::float8
        from (
          select t.id, word_similarity(typed, questcity.fold(t.name)) as similarity
            from public.quests t
           where t.status = 'published' and typed <% questcity.fold(t.name)
           limit most
        ) near
       order by near.similarity desc, near.id;
    if found then
      return;
    end if;
  end loop;
end $$`;

/** A username without its separators, as it is compared: alex.nevsky, alex_nevsky and alexnevsky. */
const usernameLetters = `
create or replace function questcity.username_letters(username text) returns text
language sql immutable parallel safe return translate(lower(username), '_.', '')`;

/**
 * The words that names are made of, each once. A word that is typed with a typo is looked up here
 * first: a name that many share is one row, where the profiles with it may be a hundred thousand.
 */
const NAME_WORDS = `create table if not exists questcity.name_words (
  word text collate "C" primary key
)`;

const nameWords = `
create or replace function questcity.name_words_of(full_name text) returns text[]
language sql immutable parallel safe return
  questcity.plain_words(questcity.fold(coalesce(full_name, '')))`;

const addNameWords = `
create or replace function questcity.add_name_words(full_name text) returns void language sql as $$
  insert into questcity.name_words (word)
  select distinct w from unnest(questcity.name_words_of(full_name)) w order by 1
  on conflict do nothing
$$`;

/** Text up to here sorts before everything that begins with more, where bytes are compared. */
const END = 'chr(1114111)';

/** Profiles whose name, first or last name first, begins with `prefix`. */
const nameBegins = (order: 'full_name' | `last_name || ' ' || first_name`, prefix: string) => {
  const name = `questcity.fold(p.${order.replace('|| first', '|| p.first')}) collate "C"`;
  return { where: `${name} >= ${prefix} and ${name} < ${prefix} || ${END}`, order: name };
};

/** A word goes with the last name that it was in; a name whose first word it is, tells. */
const profileNamed = `
create or replace function questcity.index_profile_name() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.full_name is not distinct from old.full_name then
    return null;
  end if;
  if tg_op <> 'INSERT' then
    delete from questcity.name_words n
     where n.word = any(questcity.name_words_of(old.full_name))
       and not exists (select from public.profiles p where ${nameBegins('full_name', 'n.word').where})
       and not exists (select from public.profiles p
                        where ${nameBegins(`last_name || ' ' || first_name`, 'n.word').where});
  end if;
  if tg_op <> 'DELETE' then
    perform questcity.add_name_words(new.full_name);
  end if;
  return null;
end $$`;

const recountNames = `
create or replace function questcity.recount_names() returns void language sql as $$
  insert into questcity.name_words (word)
  select distinct w
    from (select distinct first_name as name from public.profiles
          union select distinct last_name from public.profiles) names,
         unnest(questcity.name_words_of(name)) w
  on conflict do nothing
$$`;

/**
 * What was typed as a name, corrected: every word becomes the words of names within one typo of it, the
 * most similar first, or stays what it is. At most nine in all.
 */
const correctedNames = `
create or replace function questcity.corrected_names(typed text) returns text[]
language plpgsql stable as $$
declare
  words constant text[] := questcity.plain_words(typed);
  begun text[] := '{""}';
  known text[];
  w text;
begin
  if cardinality(words) = 0 then
    return '{}';
  end if;
  foreach w in array words[1:4] loop
    known := array(
      select n.word from questcity.name_words n
       where questcity.spellings(array[n.word]) && questcity.spellings(array[w])
       order by similarity(n.word, w) desc, n.word
       limit case when cardinality(words) = 1 then 9 else 3 end);
    begun := array(
      select ltrim(b || ' ' || k)
        from unnest(begun) with ordinality as b (b, place),
             unnest(case when known = '{}' then array[w] else known end) with ordinality as k (k, nth)
       order by nth, place
       limit 9);
  end loop;
  return begun;
end $$`;

/** The most players that are found in one way; a page of them is enough to do without typos. */
const MOST_PLAYERS = 40;
const FEW_PLAYERS = 20;

const found = (where: string, order: string) => `
      (select p.id from public.profiles p join public.directus_users u on u.id = p.id
        where ${where} and u.status = 'active' and p.id <> viewer
        order by ${order} limit ${MOST_PLAYERS})`;
const foundByName = (prefix: string) =>
  (['full_name', `last_name || ' ' || first_name`] as const)
    .map((names) => nameBegins(names, prefix))
    .map(({ where, order }) => found(where, order))
    .join(' union all ');

const LETTERS = 'questcity.username_letters(p.username) collate "C"';

/**
 * Players for another who looks for them: whose username or name begins with what was typed, the very
 * username first; where these are few, also those within one typo. Never oneself, nor whose account is
 * not active; the caller leaves out the blocked. Rank is 0 for the very username, 1 for a beginning, and
 * between 1 and 3 for typos, the less similar the higher. Planned once: whatever is typed, the indexes
 * are the way.
 */
const players = `
create or replace function questcity.find_players(input text, viewer uuid)
returns table (player uuid, username text, rank float8) language plpgsql stable
set plan_cache_mode = force_generic_plan as $$
declare
  typed constant text := btrim(left(questcity.fold(left(coalesce(input, ''), 100)), 200));
  letters constant text := translate(typed, '_. ', '');
  begun uuid[];
begin
  if letters = '' then
    return;
  end if;
  begun := array(
    select id from (${found(`${LETTERS} >= letters and ${LETTERS} < letters || ${END}`, LETTERS)}
      union all ${foundByName('typed')}) f);
  return query
    select p.id, lower(p.username), (lower(p.username) <> typed)::integer::float8
      from public.profiles p where p.id = any(begun);
  if cardinality(begun) >= ${FEW_PLAYERS} then
    return;
  end if;
  return query
    select p.id, lower(p.username),
           3 - greatest(similarity(letters, questcity.username_letters(p.username)),
                        similarity(typed, coalesce(questcity.fold(p.full_name), '')))::float8
      from public.profiles p
     where p.id <> all (begun) and p.id in (
       select t.id from (
         (select p.id from public.profiles p join public.directus_users u on u.id = p.id
           where questcity.spellings(array[questcity.username_letters(p.username)])
                 && questcity.spellings(array[letters])
             and u.status = 'active' and p.id <> viewer
           limit ${MOST_PLAYERS})
         union all
         (select f.id from unnest(questcity.corrected_names(typed)) corrected,
                 lateral (${foundByName('corrected')}) f
           limit ${MOST_PLAYERS})
       ) t)
     order by 3
     limit ${MOST_PLAYERS};
end $$`;

export const { up, down } = migration({
  needs: ['quests', 'profiles'],
  before: [
    'drop function if exists questcity.similar_players',
    'drop index if exists public.profiles_names_trigram',
    NAME_WORDS,
  ],
  functions: [
    // Again, for databases in which it asked for a word twice.
    searchQuery,
    spellings,
    textWords,
    plainWords,
    questSpellings,
    typedWords,
    quests,
    usernameLetters,
    nameWords,
    addNameWords,
    profileNamed,
    recountNames,
    correctedNames,
    players,
  ],
  // Without fastupdate: what was added last would be read through by every search.
  indexes: [
    {
      on: 'quests',
      name: 'quests_spellings',
      using: `using gin (questcity.quest_spellings(name)) with (fastupdate = off) where status = 'published'`,
    },
    {
      on: 'questcity.name_words',
      name: 'name_words_spellings',
      using: 'using gin (questcity.spellings(array[word])) with (fastupdate = off)',
    },
    {
      on: 'profiles',
      name: 'profiles_username_spellings',
      using:
        'using gin (questcity.spellings(array[questcity.username_letters(username)])) with (fastupdate = off)',
    },
    // Those whose names begin so; bytes are compared, which one range of the index answers.
    {
      on: 'profiles',
      name: 'profiles_by_username',
      using: '((questcity.username_letters(username) collate "C"))',
    },
    {
      on: 'profiles',
      name: 'profiles_by_full_name',
      using: '((questcity.fold(full_name) collate "C"))',
    },
    {
      on: 'profiles',
      name: 'profiles_by_last_name',
      using: `((questcity.fold(last_name || ' ' || first_name) collate "C"))`,
    },
  ],
  triggers: [
    {
      on: 'profiles',
      name: 'profiles_name_indexed',
      when: 'after insert or update or delete',
      call: 'questcity.index_profile_name()',
    },
  ],
  after: ['select questcity.recount_names()'],
  undo: ['drop table if exists questcity.name_words', searchQuery, similarQuests, similarPlayers],
});
