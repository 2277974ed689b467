import { addressKey } from '@lamplight/addresses';
import { AS_THE_TENANT, personId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { SyncEntry, Synced } from '../../ports/people.ts';
import { expectStorable } from '../checks.ts';
import { inChunks } from '../chunks.ts';
import type { TenantChangeScope } from '../scope.ts';
import { mergeEntry } from './merge-entry.ts';
import { newPerson } from './new-person.ts';
import { type KeptPerson, keptPeople } from './person-rows.ts';
import { differs, type PersonContent, sameContent, writePeople } from './write-people.ts';

/** Of a new person, what their origin says nothing of. */
const UNSAID = { telephony: 'pbx', groupIds: [], ...AS_THE_TENANT } as const;

/** A person in the course of a sync. */
interface Working {
  readonly before: KeptPerson | null;
  after: PersonContent;
}

/**
 * Takes many people in, each found by their Entra object id, else by a UPN: a person with that UPN and no object id yet
 * is theirs; one with another object id is somebody else who had the UPN before. So a renamed UPN keeps its person, and a
 * UPN that was given to somebody new makes a new one. What a sync may change stands in `merge-entry.ts`. Entries are
 * taken one after another: of two for one person the later one decides.
 * @throws LamplightError `request_invalid` for an entry with neither, `record_unknown` for an unknown group
 */
export async function syncPeople(scope: TenantChangeScope, entries: readonly SyncEntry[]): Promise<readonly Synced[]> {
  entries.forEach((entry, index) => {
    expectAnchor(entry, index);
  });
  const people = await PeopleByAnchor.load(scope, entries);
  const outcomes = entries.map((entry): Synced => {
    const found = people.find(entry);
    if (found === undefined) {
      const made = newPerson(personId(scope.ids.next()), { ...UNSAID, ...entry });
      people.add({ before: null, after: made });
      return { personId: made.record.id, outcome: 'created' };
    }
    const last = found.after;
    found.after = mergeEntry(last, entry);
    people.index(found);
    const outcome = last.record.leftAt !== null ? 'returned' : sameContent(last, found.after) ? 'same' : 'updated';
    return { personId: found.after.record.id, outcome };
  });
  await writePeople(
    scope,
    ({ before }) => (before === null ? 'create' : before.record.leftAt === null ? 'update' : 'return'),
    people.all.filter(differs),
  );
  return outcomes;
}

class PeopleByAnchor {
  readonly all: Working[] = [];
  readonly #byObjectId = new Map<string, Working>();
  readonly #byUpn = new Map<string, Working[]>();

  static async load(scope: TenantChangeScope, entries: readonly SyncEntry[]): Promise<PeopleByAnchor> {
    const { db, tenantId } = scope;
    const objectIds = entries.flatMap((entry) => entry.entraObjectId?.toLowerCase() ?? []);
    const byObjectId = await inChunks([...new Set(objectIds)], (chunk) =>
      db
        .selectFrom('people')
        .select('id')
        .where('tenant_id', '=', tenantId)
        .where('entra_object_id', 'in', chunk)
        .execute(),
    );
    const byUpn = await inChunks([...new Set(entries.flatMap(upnKeys))], (chunk) =>
      db
        .selectFrom('person_addresses')
        .select('person_id as id')
        .where('tenant_id', '=', tenantId)
        .where('kind', '=', 'upn')
        .where('address_key', 'in', chunk)
        .execute(),
    );
    const ids = [...new Set([...byObjectId, ...byUpn].map((row) => row.id))].sort();
    const people = new PeopleByAnchor();
    for (const person of await keptPeople(scope, ids)) {
      people.add({ before: person, after: person });
    }
    return people;
  }

  add(person: Working): void {
    this.all.push(person);
    this.index(person);
  }

  /** Finds the person by what they have now, too. */
  index(person: Working): void {
    const { record, addresses } = person.after;
    if (record.entraObjectId !== null) {
      this.#byObjectId.set(record.entraObjectId, person);
    }
    for (const { kind, key } of addresses) {
      const sharing = this.#byUpn.get(key) ?? [];
      if (kind === 'upn' && !sharing.includes(person)) {
        this.#byUpn.set(key, [...sharing, person]);
      }
    }
  }

  find(entry: SyncEntry): Working | undefined {
    const objectId = entry.entraObjectId?.toLowerCase() ?? null;
    const anchored = objectId === null ? undefined : this.#byObjectId.get(objectId);
    if (anchored !== undefined) {
      return anchored;
    }
    const keys = upnKeys(entry);
    const sharing = keys
      .flatMap((key) => this.#byUpn.get(key) ?? [])
      .filter(({ after }) => after.addresses.some(({ kind, key }) => kind === 'upn' && keys.includes(key)))
      .filter(({ after }) => objectId === null || after.record.entraObjectId === null);
    // Who is here goes before who left.
    return sharing.find(({ after }) => after.record.leftAt === null) ?? sharing[0];
  }
}

function upnKeys(entry: SyncEntry): readonly string[] {
  return entry.addresses.filter(({ kind }) => kind === 'upn').map(({ value }) => addressKey('upn', value));
}

function expectAnchor(entry: SyncEntry, index: number): void {
  expectStorable(`people.${index}`, entry);
  if (entry.entraObjectId === null && !entry.addresses.some(({ kind }) => kind === 'upn')) {
    throw new LamplightError(
      'request_invalid',
      `people.${index} has neither entraObjectId nor UPN: expected one of them, to find the person again by`,
      { details: { index: String(index) } },
    );
  }
}
