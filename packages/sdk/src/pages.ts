/** Lists come in pages; this walks them. */

/** What a function of a list answers with. */
export interface Page<Item> {
  data: Item[];
  meta: { next_cursor: string | null };
}

/**
 * Every item of a list, page after page; a page is asked for when the one before has been used up.
 *
 *     for await (const quest of everyItem((page) => client.listQuests({ level: 'easy', ...page }))) {
 *       console.log(quest.name);
 *     }
 *
 * @param readPage calls the list's function; `page` holds the cursor and must go into its query
 * @throws what the list's function throws
 */
export async function* everyItem<Item>(
  readPage: (page: { cursor?: string }) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let page: { cursor?: string } | undefined = {};
  while (page) {
    const { data, meta } = await readPage(page);
    yield* data;
    page = meta.next_cursor === null ? undefined : { cursor: meta.next_cursor };
  }
}
