import type { PersonId } from './ids.ts';
import type { BoundSubject } from './subject.ts';

/** Where a person's calls are made; see TelephonyMode of the contract. */
export type TelephonyMode = 'pbx' | 'teams' | 'twinned';

export type EntryKind = 'person' | 'guest' | 'room' | 'resource';

export type AddressKind = 'upn' | 'mail' | 'phone' | 'line';

export interface PersonAddress {
  readonly kind: AddressKind;
  readonly value: string;
}

/** One entry of a tenant's directory, with the subjects bound to it. */
export interface Person {
  readonly id: PersonId;
  readonly kind: EntryKind;
  readonly displayName: string;
  /** Global addresses: UPN, mail, E.164; compared without regard to case. */
  readonly addresses: readonly PersonAddress[];
  readonly department: string;
  readonly groupIds: readonly string[];
  readonly telephony: TelephonyMode;
  readonly bindings: readonly BoundSubject[];
}
