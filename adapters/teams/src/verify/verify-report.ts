/** What was measured of a tenant, and what follows for the settings. Pure. */

/** In ms. */
export interface Delays {
  readonly count: number;
  readonly median: number;
  readonly longest: number;
}

export interface Measured {
  /** Null: never shown. */
  readonly writeToRead: Delays | null;
  readonly clearToRead: Delays | null;
  /** Rounds in which a write or a clear did not show within a minute. */
  readonly notShown: number;
}

export interface Found {
  /** What clearPresence answers where there is no session. */
  readonly clearOfNothing: '404' | '200';
  readonly meeting: 'call-shows' | 'meeting-shows' | 'not-measured';
  readonly unknownIds: 'omit' | 'PresenceUnknown' | '404' | '400' | 'other';
  readonly casing: 'pascal' | 'lowerCamel';
  readonly sequence: 'grows' | 'absent' | 'disorderly';
}

export interface Proposal {
  /** For `teams:` of the system, as durations are written; empty: the defaults will do. */
  readonly settings: Readonly<Record<string, string>>;
  /** For the simulator, so that tests behave as this tenant. */
  readonly switches: Readonly<Record<string, string>>;
  /** What cannot be cured by settings, in words. */
  readonly warnings: readonly string[];
}

export interface VerifyReport extends Measured, Found {
  readonly proposal: Proposal;
}

/** As `config.ts` has them, in ms. */
const DEFAULT_VISIBILITY_MS = 2_000;
const DEFAULT_SETTLE_MS = 5_000;
/** A few rounds do not show the longest that there is. */
const MARGIN = 1.5;

export function delaysOf(measured: readonly number[]): Delays | null {
  const sorted = [...measured].sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  const longest = sorted.at(-1);
  return median === undefined || longest === undefined ? null : { count: sorted.length, median, longest };
}

export function proposalOf(measured: Measured, found: Found): Proposal {
  return Object.freeze({
    settings: settingsOf(measured),
    switches: switchesOf(found),
    warnings: warningsOf(measured, found),
  });
}

function settingsOf({ writeToRead, clearToRead }: Measured): Readonly<Record<string, string>> {
  const longest = Math.max(writeToRead?.longest ?? 0, clearToRead?.longest ?? 0) * MARGIN;
  const seconds = Math.ceil(longest / 1_000);
  if (seconds * 1_000 <= DEFAULT_VISIBILITY_MS) {
    return {};
  }
  const settle = Math.max(DEFAULT_SETTLE_MS / 1_000, Math.ceil(longest / 2_000));
  return {
    visibilityDelay: `${seconds}s`,
    ...(settle * 1_000 > DEFAULT_SETTLE_MS ? { settleTime: `${settle}s` } : {}),
  };
}

function switchesOf({ unknownIds, casing }: Found): Readonly<Record<string, string>> {
  return {
    ...(unknownIds === 'other' ? {} : { unknownIds }),
    casing,
  };
}

function warningsOf(
  { notShown }: Measured,
  { clearOfNothing, meeting, sequence, unknownIds }: Found,
): readonly string[] {
  return [
    notShown > 0
      ? `${notShown} times a write or a clear did not show within a minute: is the first user signed in to Teams, without a status chosen by hand?`
      : '',
    clearOfNothing === '200'
      ? 'clearPresence answers 200 where there is no session: a session of another process cannot be told from none'
      : '',
    meeting === 'meeting-shows'
      ? 'a calendar meeting goes before our call: during meetings a call at the PBX does not show in Teams'
      : '',
    meeting === 'not-measured'
      ? 'the second user was in no calendar meeting, so what goes before one was not measured: give them one, and run it again'
      : '',
    sequence === 'disorderly'
      ? 'sequenceNumber did not grow with each change: reads may be taken in the wrong order'
      : '',
    unknownIds === 'other' ? 'a read with an unknown id failed in a way that is not known' : '',
  ].filter((warning) => warning !== '');
}
