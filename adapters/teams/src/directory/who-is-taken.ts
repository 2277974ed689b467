/**
 * Whom a directory brings: enabled members who have Teams. Everybody else is left out with the reason, as far as the
 * permission tells it:
 *
 * | reason             | by                                                                       | level |
 * | ------------------ | ------------------------------------------------------------------------ | ----- |
 * | `guest`            | `userType` Guest; where that is not told, `#EXT#` in the UPN             | both  |
 * | `resource-account` | the plan of call queues and auto attendants                              | full  |
 * | `room`             | a plan of Teams Rooms                                                    | full  |
 * | `disabled`         | `accountEnabled` false: so are shared, room and equipment mailboxes      | full  |
 * | `no-teams`         | plans are told, and none is Teams': service accounts, unlicensed mailboxes | full  |
 *
 * A room mailbox without a device and without a licence has a disabled account, and nothing in a user tells it from a
 * leaver's: Graph's places would, with a permission of their own (Place.Read.All) that is not worth it. Plans by name:
 * Entra, Product names and service plan identifiers for licensing.
 */
import type { OriginPerson } from '@lamplight/adapter-kit';
import type { EntryKind, PersonAddress } from '@lamplight/domain';
import type { TeamsConfig } from '../config.ts';
import type { DirectoryUser } from './graph-user.ts';

export type Also = TeamsConfig['directory']['also'][number];
export type LeftOut = 'guest' | 'resource-account' | 'room' | 'disabled' | 'no-teams';

export type Taken =
  | { readonly kind: 'taken'; readonly person: OriginPerson }
  | { readonly kind: 'left-out'; readonly reason: LeftOut };

/** Teams itself, whatever the licence that has it (TEAMS1, TEAMS_GOV, TEAMS_FREE, …). */
const TEAMS_SERVICE = 'teamspaceapi';
/** Teams_Room_Standard, Teams_Room_Basic, Teams_Room_Pro and the plan of Teams Rooms Pro alone. */
const ROOM_PLANS: ReadonlySet<string> = new Set([
  '92c6b761-01de-457a-9dd9-793a975238f7',
  '8081ca9c-188c-4b49-a8e5-c23b5e9463a8',
  'ec17f317-f4bc-451e-b2da-0167e5c260f9',
  '0374d34c-6be4-4dbb-b3f0-26105db0b28a',
]);
/** MCOEV_VIRTUALUSER, of the licence Teams Phone Resource Account. */
const RESOURCE_ACCOUNT_PLAN = 'f47330e9-c134-43b3-9993-e7f004506889';

export function taken(user: DirectoryUser, also: readonly Also[]): Taken {
  const { kind, reason, unless } = verdict(user);
  return reason === null || also.includes(unless)
    ? { kind: 'taken', person: personOf(user, kind) }
    : { kind: 'left-out', reason };
}

interface Verdict {
  readonly kind: EntryKind;
  readonly reason: LeftOut | null;
  readonly unless: Also;
}

function verdict(user: DirectoryUser): Verdict {
  if (isGuest(user)) {
    return { kind: 'guest', reason: 'guest', unless: 'guests' };
  }
  if (user.plans?.some(({ id }) => id === RESOURCE_ACCOUNT_PLAN) === true) {
    return { kind: 'resource', reason: 'resource-account', unless: 'resource-accounts' };
  }
  if (user.plans?.some(({ id }) => ROOM_PLANS.has(id)) === true) {
    return { kind: 'room', reason: 'room', unless: 'rooms' };
  }
  if (user.accountEnabled === false) {
    return { kind: 'person', reason: 'disabled', unless: 'disabled' };
  }
  const withoutTeams = user.plans !== null && !user.plans.some(({ service }) => service === TEAMS_SERVICE);
  return { kind: 'person', reason: withoutTeams ? 'no-teams' : null, unless: 'no-teams' };
}

function isGuest({ userType, userPrincipalName }: DirectoryUser): boolean {
  return userType === null ? /#EXT#@/i.test(userPrincipalName ?? '') : /^guest$/i.test(userType);
}

function personOf(user: DirectoryUser, kind: EntryKind): OriginPerson {
  const addresses: PersonAddress[] = [];
  if (user.userPrincipalName !== null) {
    addresses.push({ kind: 'upn', value: user.userPrincipalName });
  }
  if (user.mail !== null) {
    addresses.push({ kind: 'mail', value: user.mail });
  }
  addresses.push(...user.phones.map((value) => ({ kind: 'phone', value }) as const));
  return Object.freeze({
    anchor: user.id,
    kind,
    displayName: user.displayName,
    department: user.department,
    addresses: Object.freeze(addresses),
  });
}
