import type { Retention } from '@lamplight/admin-api';

const DAY_MS = 86_400_000;

/** Instants (wall time in ms) before which data of each kind goes. */
export interface Due {
  /** People who left before. */
  readonly leavers: number;
  /** What the audit says before and after. */
  readonly auditBodies: number;
  readonly jobs: number;
  /** Proposals that were decided before. */
  readonly proposals: number;
}

/** @param now wall time in ms */
export function dueOf(now: number, settings: Retention): Due {
  return {
    leavers: now - settings.leavers * DAY_MS,
    auditBodies: now - settings.auditBodies * DAY_MS,
    jobs: now - settings.jobs * DAY_MS,
    proposals: now - settings.proposals * DAY_MS,
  };
}
