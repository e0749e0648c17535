/** What the search pieces of the database find, and that nothing a person types breaks them. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import { inTransaction, player, publishedQuest, quest, update } from './fixtures.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await withDatabase();
});
afterAll(() => db.close());

describe('fold', () => {
  it.each([
    ['ЁЛКА', 'елка'],
    ['е\u0308ж', 'еж'],
    ['Ｆｕｌｌ', 'full'],
    ['ﬁn', 'fin'],
    ['ЗИМНИЙ Й', 'зимний й'],
    ['', ''],
  ])('of %s is %s', async (value, folded) => {
    const { rows } = await db.client.query('select questcity.fold($1) as folded', [value]);
    expect(rows[0].folded).toBe(folded);
  });
});

describe('search by words', () => {
  const NAME = 'Тайны Эрмитажа and ghosts';
  const DESCRIPTION = 'Старинные крепости, ёлки и набережные. Walking along canals with a compass.';

  const finds = async (input: string) => {
    const { rows } = await db.client.query(
      'select questcity.search_document($1, $2) @@ questcity.search_query($3) as found',
      [NAME, DESCRIPTION, input],
    );
    return rows[0].found as boolean;
  };

  it.each([
    'тайна',
    'ТАЙНАМИ эрмитажу',
    'Эрмитаж',
    'эрми', // unfinished
    'крепость',
    'елка',
    'ghost',
    'Ghosts',
    'gho',
    'canal',
    'walk with the compass',
    'тайны canals', // both languages, name and description
    '"старинные крепости"',
    'метро or крепость',
    '-крепость', // a minus means nothing
    '  крепость!?  ',
    "крепость'; drop table quests; --".slice(0, 9),
  ])('finds %s', async (input) => {
    expect(await finds(input)).toBe(true);
  });

  it.each(['метро', 'крепость метро', '"крепости старинные"', '', '   ', '!!!', '🙂', 'г'])(
    'does not find %s',
    async (input) => {
      expect(await finds(input)).toBe(false);
    },
  );

  it('never fails, whatever is typed', async () => {
    const operators = fc.constantFrom(
      '"',
      "'",
      '-',
      '!',
      '&',
      '|',
      ':*',
      '(',
      ')',
      '<->',
      '\\',
      ' or ',
      '*',
      'ё',
    );
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }).filter((text) => !text.includes('\0')),
      fc
        .array(fc.oneof(operators, fc.string({ maxLength: 5 })), { maxLength: 100 })
        .map((all) => all.join('').replaceAll('\0', '')),
    );
    await fc.assert(
      fc.asyncProperty(typed, async (text) => {
        const wellFormed = text.toWellFormed();
        const { rows } = await db.client.query(
          `select questcity.search_query($1) is not null as query,
                  questcity.search_document($1, $1) is not null as document,
                  questcity.fold($1) is not null as folded`,
          [wellFormed],
        );
        expect(rows[0]).toEqual({ query: true, document: true, folded: true });
      }),
      { numRuns: 300 },
    );
  });

  it('never fails on very long texts', async () => {
    for (const text of ['x'.repeat(1_000_000), 'слово '.repeat(200_000), '\ufdfa'.repeat(5_000)]) {
      await db.client.query(
        'select questcity.search_query($1), questcity.search_document($1, $1)',
        [text],
      );
    }
  });

  it('knows a quest as it is now', async () => {
    const id = await publishedQuest(db.client, { name: 'Первое имя', description: 'старое' });
    const found = async (input: string) =>
      (
        await db.client.query(
          `select from questcity.quest_search
            where quest = $1 and document @@ questcity.search_query($2)`,
          [id, input],
        )
      ).rowCount === 1;
    expect(await found('первое')).toBe(true);
    await update(db.client, 'quests', id, { name: 'Второе имя', description: 'новое' });
    expect([await found('первое'), await found('старое'), await found('второе')]).toEqual([
      false,
      false,
      true,
    ]);
    await update(db.client, 'quests', id, { status: 'archived' });
    expect(await found('второе')).toBe(false);
    await update(db.client, 'quests', id, { status: 'published', description: 'другое' });
    expect([await found('второе'), await found('другое'), await found('новое')]).toEqual([
      true,
      true,
      false,
    ]);
    await db.client.query('delete from quests where id = $1', [id]);
    expect(await found('второе')).toBe(false);
  });

  it('holds published quests alone, also when it is worked out anew', async () => {
    await quest(db.client, {});
    await publishedQuest(db.client);
    const difference = async () => {
      const { rows } = await db.client.query(
        `select count(*)::int as wrong
           from questcity.quest_search s
           join questcity.quest_names n on n.quest = s.quest
           full join (select id from quests where status = 'published') q on q.id = s.quest
          where s.quest is null or q.id is null or n.named <> ts_filter(s.document, '{a}')`,
      );
      return rows[0].wrong;
    };
    expect(await difference()).toBe(0);
    await db.client.query(
      `insert into questcity.quest_search (quest, document)
       select id, '' from quests on conflict (quest) do nothing`,
    );
    await db.client.query(`insert into questcity.quest_names (quest, named)
       select quest, '' from questcity.quest_search on conflict (quest) do update set named = ''`);
    expect(await difference()).toBeGreaterThan(0);
    await db.client.query('select questcity.recount_search()');
    expect(await difference()).toBe(0);
  });
});

describe('search by spelling', () => {
  const similar = async (what: 'quests' | 'players', typed: string) => {
    const { rows } =
      what === 'quests'
        ? await db.client.query('select quest as id from questcity.similar_quests($1, 20)', [typed])
        : await db.client.query(
            'select player as id from questcity.find_players($1, gen_random_uuid()) order by rank',
            [typed],
          );
    return rows.map((row) => row.id as string);
  };

  it.each([
    ['Эрмитаж ночью', 'эрметаж'],
    ['Тайны Петергофа', 'петрегоф'],
    ['Скрытые ёлки', 'СКРЫТЫЕ ЕЛКИ'],
    ['Hidden courtyards', 'corutyards'],
    ['Sagrada Familia', 'sagrda famila'],
    ['Gothic alleys', 'gotic aleys'],
  ])('finds the quest %s by %s', async (name, typed) => {
    const id = await publishedQuest(db.client, { name });
    expect(await similar('quests', typed)).toContain(id);
  });

  it('puts the most similar first', async () => {
    const near = await publishedQuest(db.client, { name: 'Zamoskvorechye' });
    await publishedQuest(db.client, { name: 'Zamok' });
    await quest(db.client, { name: 'Zamoskvoreche' }); // a draft
    expect((await similar('quests', 'zamoskvoreche'))[0]).toBe(near);
  });

  it('finds players by username and by name', async () => {
    const id = await player(db.client, { first_name: 'Александр', last_name: 'Невский' });
    await update(db.client, 'profiles', id, { username: 'alex.nevsky' });
    for (const typed of ['alex', 'alex.nefsky', 'ALEX NEVSKY', 'алесандр', 'невскый']) {
      expect(await similar('players', typed)).toContain(id);
    }
  });

  it.each(['', '   ', '!!!', '🙂', 'qqqqqxxxzzz'])('finds nothing by %j', async (typed) => {
    expect(await similar('quests', typed)).toEqual([]);
  });

  it('never fails, whatever is typed', async () => {
    const typed = fc
      .string({ unit: 'binary', maxLength: 300 })
      .map((text) => text.replaceAll('\0', ''));
    await fc.assert(
      fc.asyncProperty(typed, async (text) => {
        await similar('quests', text.toWellFormed());
        await similar('players', text.toWellFormed());
      }),
      { numRuns: 100 },
    );
  });
});

/** With sequential scans off, an index is in the plan exactly when its expression fits the query. */
describe('indexes serve', () => {
  const EARTH = 'll_to_earth(start_latitude, start_longitude)';
  const PUBLISHED = `from quests where status = 'published'`;
  it.each([
    ['quests_newest', `select id ${PUBLISHED} order by published_at desc, id desc limit 20`],
    ['quests_best', `select id ${PUBLISHED} order by coalesce(rating, 0) desc, id desc limit 20`],
    ['quests_popular', `select id ${PUBLISHED} order by sessions_count desc, id desc limit 20`],
    [
      'quests_near',
      `select id ${PUBLISHED} order by ${EARTH} <-> ll_to_earth(55.75, 37.6), id limit 20`,
    ],
    [
      'quests_near',
      `select id ${PUBLISHED} and earth_box(ll_to_earth(55.75, 37.6), 5000) @> ${EARTH}`,
    ],
    [
      'quests_name_trigram',
      `select id from quests where questcity.fold('эрметаж') <% questcity.fold(name)`,
    ],
    [
      'profiles_username_spellings',
      `select id from profiles
        where questcity.spellings(array[questcity.username_letters(username)]) && questcity.spellings('{anna}')`,
    ],
    [
      'name_words_spellings',
      `select word from questcity.name_words
        where questcity.spellings(array[word]) && questcity.spellings('{anna}')`,
    ],
    [
      'profiles_by_username',
      `select id from profiles where questcity.username_letters(username) collate "C" >= 'an'
          order by questcity.username_letters(username) collate "C" limit 20`,
    ],
    [
      'profiles_by_full_name',
      `select id from profiles where questcity.fold(full_name) collate "C" >= 'an'
          order by questcity.fold(full_name) collate "C" limit 20`,
    ],
    [
      'profiles_by_last_name',
      `select id from profiles where questcity.fold(last_name || ' ' || first_name) collate "C" >= 'an'
          order by questcity.fold(last_name || ' ' || first_name) collate "C" limit 20`,
    ],
    [
      'quest_search_document',
      `select quest from questcity.quest_search where document @@ questcity.search_query('эрмитаж')`,
    ],
    [
      'quest_names_named',
      `select quest from questcity.quest_names where named @@ questcity.search_query('эрмитаж')`,
    ],
    [
      'quests_name_unique',
      `select id from quests where questcity.fold(name) = questcity.fold('Эрмитаж')`,
    ],
    ['profiles_username_unique', `select id from profiles where lower(username) = lower('Anna')`],
  ])('%s: %s', async (index, statement) => {
    const plan = await inTransaction(db.client, async () => {
      await db.client.query('set local enable_seqscan = off');
      await db.client.query('set local enable_sort = off');
      return db.client.query(`explain ${statement}`);
    });
    expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain(index);
  });

  it('quests_spellings, when there are some quests', async () => {
    for (let count = 0; count < 30; count++) await publishedQuest(db.client);
    await db.client.query('analyze quests');
    const plan = await inTransaction(db.client, async () => {
      await db.client.query('set local enable_seqscan = off');
      return db.client.query(
        `explain select id ${PUBLISHED}
            and questcity.quest_spellings(name) && questcity.spellings('{эрметаж}')`,
      );
    });
    expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('quests_spellings');
  });
});
