/**
 * How often people are asked, from how many there are and how many requests may be spent on reading. Pure.
 *
 * A request costs the same for one person as for 650, so the unit is the request of 650 ("chunk"). If everybody were
 * asked equally often, the interval would be `base + (chunks - 1) / perSecond`: a tenant that one request carries is read
 * every 0.6 s; each further chunk adds what one more request takes at the full rate, so the rate comes near the budget
 * with size and never reaches it. Up to {@link ROOMY_MS} each chunk adds as much as the first: a tenant of some thousand
 * people would gain less than a second by more requests, and loses the room for a burst of a thousand writes by them.
 *
 * Attention to few costs the rest little: watched people, and then people who lately changed, are asked as often as the
 * first interval says for their own number, as long as nobody else waits longer than {@link REST_PATIENCE} even
 * intervals. Only where the bound of the watched would be missed otherwise is the rest put off further, up to its bound.
 *
 * People who are notified are only checked: as often as is configured, whatever else may be spent, and at most with half of
 * what may be spent on reading. They are counted among no other kind.
 *
 * Where nobody is watched and nothing has changed for long, such as at night, the interval doubles every five minutes up
 * to the bound: the first change ends that.
 */

/** Most ids that one request takes. Source: Graph, getPresencesByUserId. */
export const MOST_IDS = 650;

/** The shortest interval between two reads of somebody, unless an instant is ordered; ms. */
const SHORTEST_MS = 600;
/** Up to that long a round of everybody may last without more requests being spent on it; ms. */
const ROOMY_MS = 1_900;
/** How much longer than the even interval the rest may wait for the sake of others. */
const REST_PATIENCE = 1.15;
/** The same where the watched need more than that leaves. */
const PRESSED_PATIENCE = 1.04;
/** Rounds are spread evenly: the pause between two is this part of what it would be on average. */
const SPREAD = 0.9;
/** Without a change for that long a tenant that nobody watches is asked less often; ms. */
const QUIET_AFTER_MS = 900_000;
/** Time in which the interval doubles then; ms. */
const QUIET_DOUBLING_MS = 300_000;
/** Of the bound of people who are notified the interval is this part: the rest is for a request that may have to wait. */
const NOTIFIED_INTERVAL = 0.9;
/** Requests for people who are notified take that part of what may be spent at most. */
const NOTIFIED_SHARE = 0.5;

/** The longest that somebody may wait between two reads; ms. */
export interface PollBounds {
  readonly watchedMs: number;
  readonly syncedMs: number;
  /** For people of whom a live subscription tells; undefined: as for all others. */
  readonly notifiedMs?: number | undefined;
}

/** How many people there are of each kind. */
export interface Headcount {
  readonly watched: number;
  /** Not watched, and seen to change a short while ago. */
  readonly lively: number;
  readonly rest: number;
  /** Of whom a live subscription tells. */
  readonly notified: number;
}

/** Intervals between two reads of one person; ms. */
export interface Pace {
  readonly watchedMs: number;
  readonly livelyMs: number;
  readonly restMs: number;
  readonly notifiedMs: number;
  /** Least time between two requests that nobody ordered. */
  readonly spacingMs: number;
}

/**
 * @param perSecond requests that may be spent on reading
 * @param quietMs how long nothing has changed
 */
export function paceOf(people: Headcount, bounds: PollBounds, perSecond: number, quietMs: number): Pace {
  const { watched, lively, rest } = people;
  const checked = checkingOf(people, bounds, perSecond);
  const requestMs = 1000 / (perSecond - checked.perSecond);
  const baseMs = Math.max(Math.min(SHORTEST_MS, bounds.watchedMs), requestMs);
  const own = (count: number): number => baseMs + (Math.max(1, count / MOST_IDS) - 1) * requestMs;
  const chunks = Math.max(1, Math.ceil((watched + lively + rest) / MOST_IDS));
  const evenMs = evenIntervalMs(chunks, baseMs, requestMs);
  const patienceMs = evenMs * REST_PATIENCE;
  // People per millisecond.
  let flow = (chunks * MOST_IDS) / evenMs;
  let restFlow = rest / patienceMs;
  const spacingMs = Math.max(requestMs, (SPREAD * evenMs) / chunks);
  const boundMs = Math.max(baseMs, bounds.watchedMs - spacingMs);
  let watchedMs = Math.max(own(watched), roundMs(watched, flow - restFlow - lively / patienceMs));
  if (watchedMs > boundMs) {
    const whole = MOST_IDS / requestMs;
    const left = whole - (rest + lively) / bounds.syncedMs;
    const pressedMs = Math.max(boundMs, roundMs(watched, left));
    if (pressedMs < watchedMs) {
      watchedMs = pressedMs;
      flow = whole;
      // What is left is shared: who lately changed gains little by it.
      restFlow = ((flow - watched / watchedMs) * rest) / Math.max(1, rest + lively) / PRESSED_PATIENCE;
    }
  }
  const livelyMs = Math.max(own(lively), roundMs(lively, flow - watched / watchedMs - restFlow));
  const restMs = Math.max(baseMs, roundMs(rest, flow - watched / watchedMs - lively / livelyMs));
  const pauseMs = people.notified === 0 ? spacingMs : spacingAmong(people, checked, spacingMs, 1000 / perSecond);
  const quiet = watched > 0 ? 0 : quietIntervalMs(baseMs, bounds.syncedMs - pauseMs, quietMs);
  return {
    watchedMs,
    livelyMs: Math.max(livelyMs, quiet),
    restMs: Math.max(restMs, quiet),
    notifiedMs: checked.intervalMs,
    spacingMs: pauseMs,
  };
}

/** How people who are notified are checked, and what that takes of what may be spent. */
interface Checking {
  readonly intervalMs: number;
  /** Requests in a second. */
  readonly perSecond: number;
  readonly longestSpacingMs: number;
}

function checkingOf({ notified }: Headcount, bounds: PollBounds, perSecond: number): Checking {
  const boundMs = bounds.notifiedMs ?? bounds.syncedMs;
  const chunks = Math.ceil(notified / MOST_IDS);
  const intervalMs = Math.max(NOTIFIED_INTERVAL * boundMs, (1000 * chunks) / (NOTIFIED_SHARE * perSecond));
  return {
    intervalMs,
    perSecond: (1000 * chunks) / intervalMs,
    longestSpacingMs: (1 - NOTIFIED_INTERVAL) * boundMs,
  };
}

/** As many requests as both need; none of those who are notified waits beyond their bound for it. */
function spacingAmong(
  { watched, lively, rest }: Headcount,
  checked: Checking,
  othersMs: number,
  leastMs: number,
): number {
  const others = watched + lively + rest > 0 ? 1 / othersMs : 0;
  const joint = 1 / (others + checked.perSecond / 1000 / SPREAD);
  return Math.max(leastMs, Math.min(joint, checked.longestSpacingMs));
}

/** Requests in a second that a tenant of that size spends if it may spend `perSecond`. */
export function demandOf(people: Headcount, bounds: PollBounds, perSecond: number): number {
  const count = people.watched + people.lively + people.rest;
  const checked = checkingOf(people, bounds, perSecond).perSecond;
  if (count === 0) {
    return checked;
  }
  const chunks = Math.ceil(count / MOST_IDS);
  const requestMs = 1000 / (perSecond - checked);
  const baseMs = Math.max(Math.min(SHORTEST_MS, bounds.watchedMs), requestMs);
  return checked + (1000 * chunks) / evenIntervalMs(chunks, baseMs, requestMs);
}

function evenIntervalMs(chunks: number, baseMs: number, requestMs: number): number {
  return Math.max(baseMs + (chunks - 1) * requestMs, Math.min(chunks * baseMs, ROOMY_MS));
}

/** How long a round of so many takes at so many people in a millisecond. */
function roundMs(count: number, flow: number): number {
  return count === 0 ? 0 : flow > 0 ? count / flow : Infinity;
}

function quietIntervalMs(baseMs: number, longestMs: number, quietMs: number): number {
  const doublings = Math.floor((quietMs - QUIET_AFTER_MS) / QUIET_DOUBLING_MS) + 1;
  return doublings <= 0 ? 0 : Math.min(longestMs, baseMs * 2 ** doublings);
}
