import type { ControlCall, ControlRoute } from '../control/control-route.ts';
import { readInput } from '../control/read-input.ts';
import { type LiveQuery, liveQuerySchema } from './live-people.ts';

const QUERY = '?search=part of a name &availability=Busy &page=0 &size=25';

/** The calls of the control API that the live page stands on. */
export const LIVE_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: 'live/people',
    help: `People with what they show and their sessions: ${QUERY}`,
    answer: (control, call) => control.live.people(readQuery(call)),
  },
  {
    method: 'GET',
    path: 'live/summary',
    help: 'Counts, requests by second, throttling, faults, subscriptions',
    answer: (control) => control.live.summary,
  },
  {
    method: 'GET',
    path: 'live/events',
    help: `Both and the writes as server-sent events: ${QUERY}`,
    answer: (control, call) => control.live.events(readQuery(call)),
  },
];

function readQuery({ query }: ControlCall): LiveQuery {
  return readInput(liveQuerySchema, Object.fromEntries(query), 'query');
}
