/**
 * Accounts that are not of people who work here, as directories have them: guests, leavers, rooms, shared mailboxes,
 * accounts of call queues. Sources: Exchange, "Shared mailboxes" and room mailboxes (the account's sign-in is disabled, it
 * is a Member, and no property of the user tells what it is for); a room with a device signs in and has a Teams Rooms
 * plan; Teams, "Manage resource accounts" (disabled, a plan of their own).
 */
import type { Random } from '@lamplight/runtime';
import type { PersonInput } from '../control/control-input.ts';

/** For `people` people; a few of each, the same for the same seed. None of them has a Teams client open. */
export function sampleAccounts(people: number, domain: string, random: Random): readonly PersonInput[] {
  const many = (share: number): number => Math.max(1, Math.round(people * share));
  const make = (count: number, account: (index: number) => PersonInput): readonly PersonInput[] =>
    Array.from({ length: count }, (_, index) => ({ id: random.uuid(), clients: [], ...account(index + 1) }));
  return [
    ...make(many(0.04), (index) => ({
      displayName: `Guest ${index}`,
      userPrincipalName: `guest${index}_fabrikam.example#EXT#@${domain}`,
      mail: `guest${index}@fabrikam.example`,
      userType: 'Guest',
    })),
    ...make(many(0.03), (index) => ({
      displayName: `Leaver ${index}`,
      userPrincipalName: `leaver${index}@${domain}`,
      accountEnabled: false,
    })),
    ...make(many(0.02), (index) => ({
      displayName: `Conf Room ${index}`,
      userPrincipalName: `room${index}@${domain}`,
      accountEnabled: index % 4 === 0,
      plans: index % 4 === 0 ? ['room'] : [],
      isRoom: true,
    })),
    ...make(many(0.02), (index) => ({
      displayName: `Team mailbox ${index}`,
      userPrincipalName: `mailbox${index}@${domain}`,
      accountEnabled: false,
      plans: [],
    })),
    ...make(many(0.005), (index) => ({
      displayName: `Call queue ${index}`,
      userPrincipalName: `queue${index}@${domain}`,
      accountEnabled: false,
      department: 'Microsoft Communication Application Instance',
      plans: ['resourceAccount'],
    })),
  ];
}
