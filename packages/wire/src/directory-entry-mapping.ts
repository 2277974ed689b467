/** People and groups as the directory service shows them. */
import type { Group, Person } from '@lamplight/domain';
import type { DirectoryEntry, DirectoryKind, LookupResult } from './directory-nouns.ts';
import { directoryKinds, telephonyModes } from './enum-mapping.ts';
import type {
  DirectoryEntry as WireDirectoryEntry,
  LookupResult as WireLookupResult,
} from './gen/presence/v1/directory.ts';
import { problemFromWire, problemToWire } from './problem-mapping.ts';

/** A person with their global addresses and the addresses of the lines that they own or share. */
export function personEntry(person: Person): DirectoryEntry {
  const lines = person.bindings
    .filter((binding) => binding.lineKind !== null)
    .map((binding) => ({ kind: 'line', value: binding.address }))
    .filter((line) => !person.addresses.some((address) => address.kind === 'line' && address.value === line.value));
  return {
    id: person.id,
    kind: person.kind,
    displayName: person.displayName,
    addresses: [...person.addresses, ...lines],
    groupIds: person.groupIds,
    department: person.department,
    telephony: person.telephony,
  };
}

export function groupEntry(group: Group): DirectoryEntry {
  return {
    id: group.id,
    kind: 'group',
    displayName: group.displayName,
    addresses: [],
    groupIds: [],
    department: '',
    telephony: 'pbx',
  };
}

export function entryToWire(entry: DirectoryEntry): WireDirectoryEntry {
  return {
    id: entry.id,
    kind: directoryKinds.toWire(entry.kind),
    displayName: entry.displayName,
    addresses: entry.addresses.map(({ kind, value }) => ({ kind, value })),
    groupIds: [...entry.groupIds],
    department: entry.department,
    telephony: telephonyModes.toWire(entry.telephony),
  };
}

/** Total: a kind that is not known here is a resource, since it is nobody to call. */
export function entryFromWire(wire: WireDirectoryEntry): DirectoryEntry {
  return {
    id: wire.id,
    kind: directoryKinds.fromWire(wire.kind) ?? 'resource',
    displayName: wire.displayName,
    addresses: wire.addresses.map(({ kind, value }) => ({ kind, value })),
    groupIds: wire.groupIds,
    department: wire.department,
    telephony: telephonyModes.fromWire(wire.telephony) ?? 'pbx',
  };
}

export function lookupResultToWire(result: LookupResult): WireLookupResult {
  return {
    outcome:
      result.kind === 'entry'
        ? { $case: 'entry', value: entryToWire(result.entry) }
        : { $case: 'problem', value: problemToWire(result.problem) },
  };
}

export function lookupResultFromWire(wire: WireLookupResult): LookupResult {
  return wire.outcome?.$case === 'entry'
    ? { kind: 'entry', entry: entryFromWire(wire.outcome.value) }
    : { kind: 'problem', problem: problemFromWire(wire.outcome?.value) };
}

/** Kinds that are not known here match nobody and are left out. */
export function kindsFromWire(kinds: readonly number[]): readonly DirectoryKind[] {
  return kinds.flatMap((kind) => directoryKinds.fromWire(kind) ?? []);
}
