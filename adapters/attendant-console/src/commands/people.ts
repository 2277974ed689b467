import type { DirectoryEntry, LamplightClient } from '@lamplight/client';
import { findPerson } from '../selector.ts';

const PAGE_SIZE = 1000;

/** Those named, each once; everybody when nobody is named. */
export async function peopleNamed(
  client: LamplightClient,
  names: readonly string[],
): Promise<readonly DirectoryEntry[]> {
  if (names.length === 0) {
    return everybody(client);
  }
  const people = new Map<string, DirectoryEntry>();
  for (const name of names) {
    const entry = await findPerson(client, name);
    people.set(entry.id, entry);
  }
  return [...people.values()];
}

async function everybody(client: LamplightClient): Promise<readonly DirectoryEntry[]> {
  const people: DirectoryEntry[] = [];
  let pageToken: string | null = null;
  do {
    const page = await client.directory.list({ pageSize: PAGE_SIZE, pageToken, kinds: [], groupId: null });
    people.push(...page.entries.filter((entry) => entry.kind !== 'group'));
    pageToken = page.nextPageToken;
  } while (pageToken !== null);
  return people;
}
