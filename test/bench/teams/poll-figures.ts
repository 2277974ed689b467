/**
 * How long after a change is visible in Graph its claim is made, by polling alone. Read-only: what a call that began
 * under our own write waits for is a matter of attribution and not of how often people are read.
 */
import { ManualClock } from '@lamplight/runtime';
import { type Figure, figure, percentile } from '../figure.ts';
import { SimulatedTenant } from './simulated-tenant.ts';

/** People change five times in an hour; one in ten is watched. */
const CHANGES_PER_HOUR = 5;
const WATCHED = 0.1;
/** Long enough for some thousand changes, and for several windows of the budget; simulated ms. */
const SIZES = [
  { people: 650, lastsMs: 3_600_000 },
  { people: 10_000, lastsMs: 300_000 },
  { people: 100_000, lastsMs: 120_000 },
] as const;
/** The first reads of everybody, which nobody waits for here; simulated ms. */
const SETTLING_MS = 20_000;

export async function pollFigures(progress: (text: string) => void): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { people, lastsMs } of SIZES) {
    const clock = new ManualClock();
    const tenant = new SimulatedTenant(
      { people, watched: WATCHED, changesPerPersonAndHour: CHANGES_PER_HOUR, seed: people, config: { readOnly: true } },
      clock,
    );
    tenant.start();
    await clock.advanceAsync(SETTLING_MS);
    tenant.change();
    await clock.advanceAsync(lastsMs);
    const { watched, others } = tenant.delays;
    const all = [...watched, ...others];
    const name = `teams.poll.${people}`;
    progress(
      `${people} people, ${lastsMs / 1000} s: ${all.length} changes claimed, ${tenant.overtaken} overtaken, ` +
        `p50 ${Math.round(percentile(all, 0.5))} ms, p99 of the watched ${Math.round(percentile(watched, 0.99))} ms, ` +
        `${tenant.graph.arrivals.length} requests, health ${tenant.health.at(-1)?.state}`,
    );
    figures.push(
      figure('teams', `${name}.p99`, percentile(all, 0.99), 'ms'),
      figure('teams', `${name}.429s`, tenant.graph.refusals, 'answers'),
      figure('teams', `${name}.budget`, tenant.graph.peakShare, 'of 1,500 in 30 s'),
    );
    await tenant.stop();
  }
  return figures;
}
