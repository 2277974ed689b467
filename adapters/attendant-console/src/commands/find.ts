import { LamplightError } from '@lamplight/runtime';
import { fit, printable } from '../board/text-width.ts';
import { handle } from '../selector.ts';
import type { Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';

/** People whose names or addresses contain every word: a table, or one line of JSON each. */
export async function find(
  session: Session,
  query: string,
  options: { readonly json: boolean; readonly limit: number },
  terminal: Terminal,
): Promise<void> {
  const { entries, truncated } = await session.client.directory.search({ query, limit: options.limit, kinds: [] });
  if (entries.length === 0) {
    throw new LamplightError('person_unknown', `nobody matches ${JSON.stringify(query)}`);
  }
  if (options.json) {
    terminal.write(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    return;
  }
  const width = Math.min(30, Math.max(...entries.map((entry) => [...entry.displayName].length)));
  for (const entry of entries) {
    const others = entry.addresses.map((address) => address.value).filter((value) => value !== handle(entry));
    const text = [fit(printable(entry.displayName), width), handle(entry), ...others].map(printable).join('  ');
    terminal.write(`${text}\n`);
  }
  if (truncated) {
    terminal.writeError(`more people match: add a word, or raise --limit (now ${options.limit})\n`);
  }
}
