import type { UserPair } from './user-matching-list.ts';

/**
 * The list as text, for UTF-8: comma, CRLF, quotation marks where they are needed (RFC 4180), no header row, which
 * ProCall would take for an entry.
 */
export function writeUserMatchingList(pairs: readonly UserPair[]): string {
  return pairs.map(({ teams, system }) => `${field(teams)},${field(system)}\r\n`).join('');
}

function field(name: string): string {
  return /["\s,;]|^sep=/i.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
