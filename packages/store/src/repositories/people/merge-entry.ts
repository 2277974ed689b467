/**
 * What a sync may change of a person. The rule: everybody owns what they said.
 * - Addresses and groups carry who gave them. A sync replaces those of its own origin and leaves the others, so that it
 *   adds to what somebody entered by hand and never takes from it. One that was removed by hand comes back with the next
 *   sync, as long as the directory says it: there it has to go.
 * - What an entry leaves out stays.
 * - The other fields are the directory's (or the file's), apart from those that an administrator has set since; those
 *   stay. On a person whom somebody made by hand all of them stay.
 * - An entry with an Entra object id anchors the person. An entry without one never takes an anchor away.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Origin, PersonInput, SyncEntry } from '../../ports/people.ts';
import { outranks } from '../origins.ts';
import { HAND_MADE, type HandMade, type KeptAddress, type KeptGroup, keptAddresses } from './person-rows.ts';
import type { PersonContent } from './write-people.ts';

export function mergeEntry(person: PersonContent, entry: SyncEntry): PersonContent {
  const { record } = person;
  const byHand = entry.origin === 'administrator';
  const stays = (field: HandMade): boolean =>
    outranks(record.origin, entry.origin) || (!byHand && person.handMade.includes(field));
  return {
    record: {
      ...record,
      kind: stays('kind') ? record.kind : entry.kind,
      displayName: stays('displayName') ? record.displayName : entry.displayName,
      department: stays('department') ? record.department : entry.department,
      telephony: stays('telephony') || entry.telephony === undefined ? record.telephony : entry.telephony,
      profileId: stays('profileId') || entry.profileId === undefined ? record.profileId : entry.profileId,
      timeZone: stays('timeZone') || entry.timeZone === undefined ? record.timeZone : entry.timeZone,
      takesPart: stays('takesPart') || entry.takesPart === undefined ? record.takesPart : entry.takesPart,
      statuses: stays('statuses') || entry.statuses === undefined ? record.statuses : entry.statuses,
      entraObjectId: entry.entraObjectId?.toLowerCase() ?? record.entraObjectId,
      origin: byHand || outranks(record.origin, entry.origin) ? record.origin : entry.origin,
      leftAt: null,
    },
    addresses: mergeAddresses(person.addresses, entry),
    groups: mergeGroups(person.groups, entry),
    handMade: byHand ? handMadeBy(person, entry) : person.handMade,
  };
}

/** Fields that are the administrator's once they have made this change. On a person made by hand that need not be said. */
export function handMadeBy(person: PersonContent, change: Partial<PersonInput>): readonly HandMade[] {
  const { record, handMade } = person;
  return record.origin === 'administrator'
    ? handMade
    : HAND_MADE.filter(
        (field) =>
          handMade.includes(field) || (change[field] !== undefined && !isDeepStrictEqual(change[field], record[field])),
      );
}

/** As somebody lists all of them: those that were there keep their origin. */
export function listedAddresses(
  before: readonly KeptAddress[],
  listed: PersonInput['addresses'],
  origin: Origin,
): readonly KeptAddress[] {
  const origins = new Map(before.map((address) => [placeOf(address), address.origin]));
  return keptAddresses(listed, origin).map((address) => ({
    ...address,
    origin: origins.get(placeOf(address)) ?? address.origin,
  }));
}

/** As {@link listedAddresses}. By id. */
export function listedGroups(
  before: readonly KeptGroup[],
  listed: readonly string[],
  origin: Origin,
): readonly KeptGroup[] {
  const origins = new Map(before.map((group) => [group.id, group.origin]));
  return [...new Set(listed)].sort(byCodePoint).map((id) => ({ id, origin: origins.get(id) ?? origin }));
}

/** The entry's own first, in its order; then what others gave. */
function mergeAddresses(before: readonly KeptAddress[], entry: SyncEntry): readonly KeptAddress[] {
  const others = new Map(
    before.filter(({ origin }) => origin !== entry.origin).map((address) => [placeOf(address), address]),
  );
  const own = keptAddresses(entry.addresses, entry.origin).map((address) => {
    const other = others.get(placeOf(address));
    others.delete(placeOf(address));
    return other ?? address;
  });
  return [...own, ...others.values()];
}

function mergeGroups(before: readonly KeptGroup[], entry: SyncEntry): readonly KeptGroup[] {
  if (entry.groupIds === undefined) {
    return before;
  }
  const others = before.filter(({ origin }) => origin !== entry.origin);
  return listedGroups(others, [...others.map(({ id }) => id), ...entry.groupIds], entry.origin);
}

function placeOf({ kind, key }: KeptAddress): string {
  return `${kind} ${key}`;
}

/** As both engines sort. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
