/** What health says about how often people are read, and about ids that Graph refuses. Pure. */
import type { Health } from '@lamplight/domain';
import type { PollBounds } from '../polling/pace.ts';

export interface PollingFacts {
  readonly people: number;
  /** The longest that somebody waits at present between two reads; ms. */
  readonly inEffect: PollBounds;
  readonly configured: PollBounds;
  /** Requests in a second that may be spent on reading, */
  readonly perSecond: number;
  /** and that might be if this process served this tenant only. */
  readonly ownPerSecond: number;
  /** Whether a second registration reads already. */
  readonly secondReads: boolean;
  readonly setAside: readonly string[];
  /** Why the last of them was refused, where that is everybody; null: somebody is read. */
  readonly refusal: Health | null;
}

/** So many ids are named; the others are counted. */
const MOST_NAMED = 20;

/** Facts that stand in the details of health whatever its state; null: nothing to say. */
export function pollingDetails({ inEffect, setAside }: PollingFacts): Readonly<Record<string, string | null>> {
  const checked = inEffect.notifiedMs === undefined ? '' : `, notified ${seconds(inEffect.notifiedMs)}`;
  const more = setAside.length > MOST_NAMED ? `, and ${setAside.length - MOST_NAMED} more` : '';
  return {
    readEvery: `watched ${seconds(inEffect.watchedMs)}, others ${seconds(inEffect.syncedMs)}${checked}`,
    unknownIds: setAside.length === 0 ? null : String(setAside.length),
    unknownIdList: setAside.length === 0 ? null : `${setAside.slice(0, MOST_NAMED).join(', ')}${more}`,
  };
}

/** Says so where Graph refuses everybody, or the roster is too large for the bounds that are configured; null: neither. */
export function pollingHealth(facts: PollingFacts): Health | null {
  const { people, inEffect, configured, perSecond, ownPerSecond, secondReads, refusal } = facts;
  if (refusal !== null) {
    return refusal;
  }
  const watched = inEffect.watchedMs > configured.watchedMs;
  const synced = inEffect.syncedMs > configured.syncedMs;
  // A float's breadth beyond it is no news.
  const notified = (inEffect.notifiedMs ?? 0) > (configured.notifiedMs ?? Infinity) + 1;
  if (people === 0 || (!watched && !synced && !notified)) {
    return null;
  }
  const late = [
    ...(watched
      ? [`watched people every ${seconds(inEffect.watchedMs)} (pollWatched ${seconds(configured.watchedMs)})`]
      : []),
    ...(synced ? [`the others every ${seconds(inEffect.syncedMs)} (pollSynced ${seconds(configured.syncedMs)})`] : []),
    ...(notified
      ? [
          `notified people every ${seconds(inEffect.notifiedMs ?? 0)} (pollNotified ${seconds(configured.notifiedMs ?? 0)})`,
        ]
      : []),
  ].join(', ');
  const crowded = perSecond < ownPerSecond;
  const rate = `${Number(perSecond.toPrecision(2))} requests a second`;
  return {
    state: 'degraded',
    reason: 'poll_bound_exceeded',
    message: crowded
      ? `${people} people are too many for the ${rate} that this process can give this tenant beside its others: it reads ${late}`
      : `${people} people are too many for the ${rate} that may be spent on reading them: it reads ${late}`,
    remedy: crowded
      ? 'give some tenants a process of their own, or set pollWatched and pollSynced to what is enough'
      : secondReads
        ? 'set pollWatched and pollSynced to what is enough, or take people off the roster'
        : 'add a second app registration for reads (reader), or set pollWatched and pollSynced to what is enough',
    details: {
      people: String(people),
      watchedMs: String(Math.round(inEffect.watchedMs)),
      syncedMs: String(Math.round(inEffect.syncedMs)),
    },
  };
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toPrecision(2))} s`;
}
