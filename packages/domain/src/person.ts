import type { PersonId } from './ids.ts';
import type { StatusEdits } from './lamp.ts';
import type { BoundSubject } from './subject.ts';

/** Where a person's calls are made; see TelephonyMode of the contract. */
export type TelephonyMode = 'pbx' | 'teams' | 'twinned';

export type EntryKind = 'person' | 'guest' | 'room' | 'resource';

export type AddressKind = 'upn' | 'mail' | 'phone' | 'line';

export interface PersonAddress {
  readonly kind: AddressKind;
  readonly value: string;
}

/** Somebody who asked not to be shown, or for whom an administrator did. */
export interface Pause {
  /** Wall time in ms at which it ends by itself; null: until it is ended. */
  readonly until: number | null;
}

/** What is settled for one person about how they are shown. */
export interface PersonalSettings {
  /** Null: the profile of the first group that has one, else the tenant's. */
  readonly profileId: string | null;
  /** IANA, such as Europe/Berlin; null: the tenant's. */
  readonly timeZone: string | null;
  /** Whether the person takes part in what a profile integrates; null: as the profile says. */
  readonly takesPart: boolean | null;
  /** The person's own, which go before the tenant's. */
  readonly statuses: StatusEdits;
}

/** Nothing is settled for the person: all as the tenant has it. */
export const AS_THE_TENANT: PersonalSettings = Object.freeze({
  profileId: null,
  timeZone: null,
  takesPart: null,
  statuses: Object.freeze({}),
});

/** One entry of a tenant's directory, with the subjects bound to it. */
export interface Person extends PersonalSettings {
  readonly id: PersonId;
  readonly kind: EntryKind;
  readonly displayName: string;
  /** Global addresses: UPN, mail, E.164; compared without regard to case. */
  readonly addresses: readonly PersonAddress[];
  readonly department: string;
  readonly groupIds: readonly string[];
  readonly telephony: TelephonyMode;
  readonly bindings: readonly BoundSubject[];
  /** Null: shown. */
  readonly pause: Pause | null;
}
