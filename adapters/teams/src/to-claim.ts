/** From what attribution concluded and what Graph said besides to the claim that travels. */
import { type Claim, SHOWN_BY_OUR_SESSION_FLAG, SILENT_CLAIM } from '@lamplight/domain';
import type { AttributedView } from './attribution/attribution-state.ts';
import type { GraphPresence } from './graph-api.ts';

/** A call that must not act on a PBX: not confirmed, or suspended. */
export const INFERRED_CALL_FLAG = 'inferred-call';
/** Another application is suspected to write this person's presence. */
export const FOREIGN_WRITER_FLAG = 'foreign-writer-suspected';

export interface ClaimMarks {
  /** Calls of this person must not act on a PBX now, whatever has been confirmed. */
  readonly suspended: boolean;
  readonly foreignWriter: boolean;
}

/** Nobody can see: Graph cannot be read, or does not know the person. Never outranks a known state. */
export const UNKNOWN_CLAIM: Claim = Object.freeze({
  ...SILENT_CLAIM,
  availability: 'PresenceUnknown',
  activity: 'PresenceUnknown',
});

/**
 * `details`: the last answer about the person; out-of-office, note and location in it are nobody's echo.
 * Do-not-disturb is null: in Teams it is an availability.
 */
export function toClaim(view: AttributedView, details: GraphPresence | null, marks: ClaimMarks): Claim {
  const { independent } = view;
  const call = independent?.pair.activity === 'InACall' || independent?.pair.activity === 'InAConferenceCall';
  const flags = [
    ...(call && (view.unconfirmedCall || marks.suspended) ? [INFERRED_CALL_FLAG] : []),
    ...(view.shownByOurs ? [SHOWN_BY_OUR_SESSION_FLAG] : []),
    ...(marks.foreignWriter ? [FOREIGN_WRITER_FLAG] : []),
  ];
  return Object.freeze({
    ...SILENT_CLAIM,
    availability: independent?.pair.availability ?? 'PresenceUnknown',
    activity: independent?.pair.activity ?? 'PresenceUnknown',
    outOfOffice: details === null ? null : { ...details.outOfOffice, until: null },
    note: details?.statusMessage ?? null,
    workLocation: details?.workLocation ?? null,
    howSet: 'inferred',
    masked: view.masked,
    since: independent?.since ?? null,
    previous:
      independent?.previous === undefined || independent.previous === null
        ? null
        : { ...independent.previous, callState: null },
    flags: Object.freeze(flags),
  });
}
