import type { PersonBody } from '@lamplight/admin-api';

type Address = PersonBody['addresses'][number];

/** Addresses as options give them, by kind. */
export interface AddressOptions {
  readonly upn?: readonly string[];
  readonly mail?: readonly string[];
  readonly phone?: readonly string[];
  readonly line?: readonly string[];
}

const KINDS = ['upn', 'mail', 'phone', 'line'] as const;

/** Every address that is given; an empty one stands for none. */
export function addressesOf(options: AddressOptions): Address[] {
  return KINDS.flatMap((kind) =>
    (options[kind] ?? []).filter((value) => value !== '').map((value) => ({ kind, value })),
  );
}

/** All addresses after a change: those of a kind that is given replace what was there; undefined: none is given. */
export function changedAddresses(before: readonly Address[], options: AddressOptions): Address[] | undefined {
  const given = KINDS.filter((kind) => options[kind] !== undefined);
  return given.length === 0
    ? undefined
    : [...before.filter(({ kind }) => !given.includes(kind)), ...addressesOf(options)];
}
