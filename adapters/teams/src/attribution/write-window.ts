import { type PresencePair, samePair } from '@lamplight/domain';

/** A pair of ours and the time, both ends included, in which a read may show it. Monotonic ms. */
export interface WriteWindow {
  readonly pair: PresencePair;
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

/** Whether a session that we wrote as `ours` may be what shows as `shown`. */
export function canShowAs(ours: PresencePair, shown: PresencePair): boolean {
  return samePair(ours, shown) || (ours.availability === 'Available' && FADES.some((faded) => samePair(faded, shown)));
}

/** Whether a read that lasted from `begunAt` to `endedAt` and shows `shown` may be an echo of one of the windows. */
export function isEcho(
  windows: readonly WriteWindow[],
  shown: PresencePair,
  begunAt: number,
  endedAt: number,
): boolean {
  return windows.some((window) => endedAt >= window.sentAt && begunAt <= window.until && canShowAs(window.pair, shown));
}

/** Windows for what a process before this one may have written: open towards the past. */
export function inheritedWindows(until: number): readonly WriteWindow[] {
  return INHERITABLE_PAIRS.map((pair) => ({ pair, sentAt: -Infinity, until }));
}

/** Adds a write that was just sent. */
export function withSentWrite(
  windows: readonly WriteWindow[],
  pair: PresencePair,
  sentAt: number,
): readonly WriteWindow[] {
  return [...windows, { pair, sentAt, until: Infinity }];
}

/** Takes back a write that surely did not take effect. */
export function withoutWrite(
  windows: readonly WriteWindow[],
  pair: PresencePair,
  sentAt: number,
): readonly WriteWindow[] {
  return windows.filter((window) => !(window.sentAt === sentAt && samePair(window.pair, pair)));
}

/** Says until when a write that took effect, or may have, can be seen; joins it to earlier ones of the same pair. */
export function withWriteUntil(
  windows: readonly WriteWindow[],
  pair: PresencePair,
  sentAt: number,
  until: number,
): readonly WriteWindow[] {
  const same = windows.filter((window) => samePair(window.pair, pair));
  const others = windows.filter((window) => !samePair(window.pair, pair));
  const reaching = same.filter((window) => window.until >= sentAt);
  const ended = same.filter((window) => window.until < sentAt);
  const first = Math.min(sentAt, ...reaching.map((window) => window.sentAt));
  return [...others, ...ended, { pair, sentAt: first, until }];
}

/** Ends every window at `until` at the latest. */
export function endedBy(windows: readonly WriteWindow[], until: number): readonly WriteWindow[] {
  return windows.map((window) => (window.until > until ? { ...window, until } : window));
}
