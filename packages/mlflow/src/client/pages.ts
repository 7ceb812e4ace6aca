/** Answers that come in pages: one page is in memory at a time. */

interface Page<Item> {
  readonly items: readonly Item[];
  /** Undefined or empty on the last page. */
  readonly nextPageToken: string | undefined;
}

/** Yields every item, and asks for a page only when the one before was taken. */
export async function* eachItem<Item>(
  readPage: (pageToken: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let pageToken: string | undefined;
  do {
    const page = await readPage(pageToken);
    yield* page.items;
    pageToken = page.nextPageToken;
  } while (pageToken);
}
