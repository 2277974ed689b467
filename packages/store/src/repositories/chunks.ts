/** Values in one `in (…)`: far below what a statement may carry, and few statements for 100,000. */
const CHUNK = 5_000;

export function chunksOf<Item>(items: readonly Item[], size = CHUNK): readonly (readonly Item[])[] {
  const chunks: (readonly Item[])[] = [];
  for (let start = 0; start < items.length; start += size) {
    chunks.push(items.slice(start, start + size));
  }
  return chunks;
}

/** What `query` gives for each chunk of the values, all together. */
export async function inChunks<Value, Row>(
  values: readonly Value[],
  query: (chunk: readonly Value[]) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const chunk of chunksOf(values)) {
    for (const row of await query(chunk)) {
      rows.push(row);
    }
  }
  return rows;
}
