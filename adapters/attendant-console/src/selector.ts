import type { DirectoryEntry, LamplightClient } from '@lamplight/client';
import type { PersonSelector } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';

/** How many of several matches an error names. */
const NAMED_MATCHES = 5;

/**
 * Who is meant: an id or an address (UPN, mail, number, extension) as it stands, else a name as people type it.
 * @throws LamplightError `person_unknown` or `person_ambiguous`, naming what to write instead.
 */
export async function findPerson(client: LamplightClient, text: string): Promise<DirectoryEntry> {
  const results = await client.directory.lookup([
    { by: 'id', personId: text },
    { by: 'address', address: text },
  ]);
  for (const result of results) {
    if (result.kind === 'entry') {
      return result.entry;
    }
  }
  const { entries } = await client.directory.search({ query: text, limit: 20, kinds: [] });
  const exact = entries.filter((entry) => entry.displayName.toLowerCase() === text.toLowerCase());
  const matches = exact.length > 0 ? exact : entries;
  const [first, ...others] = matches;
  if (first === undefined) {
    throw new LamplightError(
      'person_unknown',
      `nobody called ${JSON.stringify(text)}: try "find" with a part of the name`,
    );
  }
  if (others.length > 0) {
    const named = matches.slice(0, NAMED_MATCHES).map((entry) => `${entry.displayName} (${handle(entry)})`);
    const more = matches.length > NAMED_MATCHES ? ', …' : '';
    throw new LamplightError('person_ambiguous', `${JSON.stringify(text)} fits ${named.join(', ')}${more}: name one`);
  }
  return first;
}

/** The shortest thing that names exactly this person on the command line. */
export function handle(entry: DirectoryEntry): string {
  return entry.addresses.find((address) => address.kind === 'upn')?.value ?? entry.addresses[0]?.value ?? entry.id;
}

export function selectorOf(entry: DirectoryEntry): PersonSelector {
  return { by: 'id', personId: entry.id };
}
