/**
 * How many requests an hour costs in a tenant where some people are watched, beside a poller that asks everybody at one
 * interval: the longest interval at which it is as fresh (p99) as we are, once for those whom somebody watches, once for
 * everybody.
 */
import { ManualClock } from '@lamplight/runtime';
import { type Figure, figure, percentile } from '../figure.ts';
import { delaysOf, requestsInHour } from './fixed-interval-poller.ts';
import { SimulatedTenant } from './simulated-tenant.ts';

const PEOPLE = 10_000;
const WATCHED = 0.05;
const CHANGES_PER_HOUR = 20;
const SETTLING_MS = 20_000;
/** Part of an hour that is run; simulated ms. */
const LASTS_MS = 300_000;
const SEED = 7;

export async function requestFigures(progress: (text: string) => void): Promise<readonly Figure[]> {
  const clock = new ManualClock();
  const tenant = new SimulatedTenant(
    {
      people: PEOPLE,
      watched: WATCHED,
      changesPerPersonAndHour: CHANGES_PER_HOUR,
      seed: SEED,
      config: { readOnly: true },
    },
    clock,
  );
  tenant.start();
  await clock.advanceAsync(SETTLING_MS);
  tenant.change();
  const before = tenant.graph.arrivals.length;
  await clock.advanceAsync(LASTS_MS);
  const requests = ((tenant.graph.arrivals.length - before) * 3_600_000) / LASTS_MS;
  const { watched, others } = tenant.delays;
  await tenant.stop();
  const watchedP99 = percentile(watched, 0.99);
  const othersP99 = percentile(others, 0.99);
  const allP99 = percentile([...watched, ...others], 0.99);
  const asFresh = { watched: intervalAsFreshAs(watchedP99), all: intervalAsFreshAs(allP99) };
  progress(
    `${PEOPLE} people, ${WATCHED * 100} % watched: p99 of the watched ${Math.round(watchedP99)} ms, of the others ` +
      `${Math.round(othersP99)} ms; a poller asks every ${Math.round(asFresh.watched)} ms to be as fresh for the watched, ` +
      `every ${Math.round(asFresh.all)} ms over all`,
  );
  const name = 'fixed interval, equal p99 of the watched';
  return [
    figure('teams', 'teams.requests.hour', requests, 'requests', {
      name,
      value: requestsInHour(PEOPLE, asFresh.watched),
    }),
    figure('teams', 'teams.requests.hour.others.p99', othersP99, 'ms', { name, value: watchedP99 }),
    figure('teams', 'teams.requests.hour.all', requests, 'requests', {
      name: 'fixed interval, equal p99 of all',
      value: requestsInHour(PEOPLE, asFresh.all),
    }),
  ];
}

/** The longest interval with no later a p99, to 10 ms. */
function intervalAsFreshAs(p99: number): number {
  let low = 10;
  let high = 60_000;
  while (high - low > 10) {
    const middle = (low + high) / 2;
    if (percentile(delaysOf(middle, SEED), 0.99) <= p99) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}
