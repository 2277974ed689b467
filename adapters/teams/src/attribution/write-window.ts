import { type PresencePair, samePair } from '@lamplight/domain';

/** How a pair is written: as our session, or in place of the status that the person chooses by hand. */
export type Way = 'session' | 'preferred';

/** What we write for a person. */
export interface OwnWrite {
  readonly way: Way;
  readonly pair: PresencePair;
}

/** A write of ours and the time, both ends included, in which a read may show it. Monotonic ms. */
export interface WriteWindow extends OwnWrite {
  readonly sentAt: number;
  /** Infinity while the write is under way. */
  readonly until: number;
}

/**
 * Pairs that a process before this one may have left at Graph and that would be taken for a call or do-not-disturb.
 * Available and Away are not among them: everybody shows them, and a session left there lapses within its lease.
 */
export const INHERITABLE_PAIRS: readonly PresencePair[] = Object.freeze([
  { availability: 'Busy', activity: 'InACall' },
  { availability: 'Busy', activity: 'InAConferenceCall' },
  { availability: 'DoNotDisturb', activity: 'Presenting' },
]);

/** An Available session fades at Graph after five minutes, and again after ten ("Manage presence state"). */
const FADES: readonly PresencePair[] = [
  { availability: 'Available', activity: 'AvailableInactive' },
  { availability: 'Away', activity: 'Away' },
];

/** With an absence in the calendar an Available shows so ("Manage presence state", permutations). */
const AVAILABLE_OUT_OF_OFFICE: PresencePair = { availability: 'Available', activity: 'OutOfOffice' };

/** Whether what we wrote as `ours` may be what shows as `shown`. */
export function canShowAs(ours: OwnWrite, shown: PresencePair): boolean {
  if (samePair(ours.pair, shown)) {
    return true;
  }
  const others = ours.way === 'session' ? [...FADES, AVAILABLE_OUT_OF_OFFICE] : [AVAILABLE_OUT_OF_OFFICE];
  return ours.pair.availability === 'Available' && others.some((other) => samePair(other, shown));
}

/**
 * Of which of the windows a read that lasted from `begunAt` to `endedAt` and shows `shown` may be an echo: a preferred
 * status before a session, since Graph shows it before every session; null: of none.
 */
export function echoOf(
  windows: readonly WriteWindow[],
  shown: PresencePair,
  begunAt: number,
  endedAt: number,
): Way | null {
  const echoed = windows.filter(
    (window) => endedAt >= window.sentAt && begunAt <= window.until && canShowAs(window, shown),
  );
  return echoed.find((window) => window.way === 'preferred')?.way ?? echoed[0]?.way ?? null;
}

/** A window for what a process before this one may have written: open towards the past. */
export function inheritedWindow({ way, pair }: OwnWrite, until: number): WriteWindow {
  return { way, pair, sentAt: -Infinity, until };
}

/** Windows for the sessions that a process before this one may have written. */
export function inheritedWindows(until: number): readonly WriteWindow[] {
  return INHERITABLE_PAIRS.map((pair) => inheritedWindow({ way: 'session', pair }, until));
}

export function sameWrite(a: OwnWrite, b: OwnWrite): boolean {
  return a.way === b.way && samePair(a.pair, b.pair);
}

/** Adds a write that was just sent. */
export function withSentWrite(
  windows: readonly WriteWindow[],
  { way, pair }: OwnWrite,
  sentAt: number,
): readonly WriteWindow[] {
  return [...windows, { way, pair, sentAt, until: Infinity }];
}

/** Takes back a write under way that surely did not take effect; one that was answered at the same instant stays. */
export function withoutWrite(windows: readonly WriteWindow[], write: OwnWrite, sentAt: number): readonly WriteWindow[] {
  return windows.filter(
    (window) => !(window.sentAt === sentAt && window.until === Infinity && sameWrite(window, write)),
  );
}

/** Says until when a write that took effect, or may have, can be seen; joins it to earlier ones of the same pair and way. */
export function withWriteUntil(
  windows: readonly WriteWindow[],
  write: OwnWrite,
  sentAt: number,
  until: number,
): readonly WriteWindow[] {
  const { way, pair } = write;
  const same = windows.filter((window) => sameWrite(window, write));
  const others = windows.filter((window) => !sameWrite(window, write));
  const reaching = same.filter((window) => window.until >= sentAt);
  const ended = same.filter((window) => window.until < sentAt);
  const first = Math.min(sentAt, ...reaching.map((window) => window.sentAt));
  return [...others, ...ended, { way, pair, sentAt: first, until }];
}

/** Ends every window of that way at `until` at the latest. */
export function endedBy(windows: readonly WriteWindow[], way: Way, until: number): readonly WriteWindow[] {
  return windows.map((window) => (window.way === way && window.until > until ? { ...window, until } : window));
}
