import { MAX_PARAMETERS } from './engine.ts';

/** The one statement that puts many rows: what differs between engines is how the values are handed over. */
export interface BulkStatement {
  /** The columns, quoted and joined. */
  readonly names: string;
  /** `insert into … (…)`, to be followed by where the rows come from. */
  readonly target: string;
  /** Empty, or what becomes of a row that is there already. */
  readonly conflict: string;
}

/** @param key null: a row that is there already is an error */
export function bulkStatement(table: string, columns: readonly string[], key: readonly string[] | null): BulkStatement {
  const names = columns.map(quoted).join(', ');
  const target = `insert into ${quoted(table)} (${names})`;
  if (key === null) {
    return { names, target, conflict: '' };
  }
  const changed = columns.filter((column) => !key.includes(column));
  const action =
    changed.length === 0
      ? 'do nothing'
      : `do update set ${changed.map((column) => `${quoted(column)} = excluded.${quoted(column)}`).join(', ')}`;
  return { names, target, conflict: `on conflict (${key.map(quoted).join(', ')}) ${action}` };
}

/** Cut so that one message stays small. */
export function* slices<Item>(items: readonly Item[], columns: number): Generator<readonly Item[]> {
  const size = Math.max(1, Math.floor(MAX_PARAMETERS / Math.max(1, columns)));
  for (let start = 0; start < items.length; start += size) {
    yield items.slice(start, start + size);
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
