/** The items of every page of a list, a page at a time, at most `limit` of them. */
export async function* pagesOf<Item>(
  ask: (page: { readonly limit: number; readonly after?: string }) => Promise<{
    readonly value: { readonly items: readonly Item[]; readonly next: string | null };
  }>,
  limit: number = Number.POSITIVE_INFINITY,
): AsyncGenerator<readonly Item[]> {
  let left = limit;
  let after: string | undefined;
  while (left > 0) {
    const page = { limit: Math.min(left, PAGE_SIZE), ...(after === undefined ? {} : { after }) };
    const { items, next } = (await ask(page)).value;
    yield items;
    left -= items.length;
    if (next === null) {
      return;
    }
    after = next;
  }
}

/** The one page of a list that is not paged. */
export async function* onePage<Item>(items: Promise<readonly Item[]>): AsyncGenerator<readonly Item[]> {
  yield await items;
}

const PAGE_SIZE = 500;
