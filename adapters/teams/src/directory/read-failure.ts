/** How a read of the directory that failed is told, and what a failure means to the next attempt. */
import type { OriginPage } from '@lamplight/adapter-kit';
import type { Health } from '@lamplight/domain';
import type { GraphFailure } from '../graph-api.ts';

const SOON_MS = 60_000;
const SLOWLY_MS = 600_000;

/** What a request of the directory stands on. */
export type Needed = 'User.ReadBasic.All' | 'User.Read.All' | 'GroupMember.Read.All';

type FailedPage = Extract<OriginPage, { readonly kind: 'failed' }>;

export function failedPage(failure: GraphFailure, needed: Needed): FailedPage {
  const health = failure.reason === 'consent_missing' ? consentMissing(failure.health, needed) : failure.health;
  return { kind: 'failed', health, retryAfterMs: waitOf(failure) };
}

/** Graph has forgotten the cursor, or will not know it. Source: Use delta query: synchronization reset, token duration. */
export function isExpired({ reason, health }: GraphFailure): boolean {
  return (
    health.details['status'] === '410' ||
    /^(syncState|resync)/i.test(health.details['code'] ?? '') ||
    reason === 'request_invalid' ||
    reason === 'person_not_found'
  );
}

/** A group that people are chosen by is not there: with it they would all be taken for leavers. */
export function groupUnknown(ids: readonly string[]): FailedPage {
  const groups = ids.join(', ');
  return {
    kind: 'failed',
    health: {
      state: 'action-needed',
      reason: 'group_unknown',
      message: `the Entra tenant has no group ${groups}, which directory.groups names`,
      remedy: 'correct directory.groups: the object id stands on the page of the group in the Entra admin center',
      details: { groups },
    },
    retryAfterMs: SLOWLY_MS,
  };
}

function consentMissing(health: Health, permission: Needed): Health {
  const doubtful =
    permission === 'User.ReadBasic.All'
      ? '; where it is there already: Microsoft’s page of the method does not list it for applications, and some tenants refuse it. Then directory.level full with User.Read.All is the way'
      : '';
  return {
    ...health,
    message: `Graph refuses reading the directory: the application permission ${permission} is missing or not consented`,
    remedy: `in the Entra admin center add the application permission ${permission} of Microsoft Graph to the app registration and grant admin consent; it works within minutes${doubtful}`,
    details: { ...health.details, permission },
  };
}

function waitOf({ retry }: GraphFailure): number {
  switch (retry.kind) {
    case 'after':
      return retry.ms;
    case 'later':
      return SOON_MS;
    case 'slowly':
    case 'split':
      return SLOWLY_MS;
  }
}
