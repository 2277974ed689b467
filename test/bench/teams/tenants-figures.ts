/**
 * A thousand tenants of 500 people in one process, which share one registration and so one budget. Counted in the process
 * (many-tenants-main.ts): all that it does of a processor for one simulated second, tokens, client for Graph and parsing
 * included, except for making Graph's answers; and what it keeps resident beyond the model of Graph. Beside them JSON.parse
 * of the same answers alone, and a poller that asks at one interval with as many requests.
 */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Child } from '../child.ts';
import { type Figure, figure, percentile } from '../figure.ts';
import { delaysOf } from './fixed-interval-poller.ts';

const MAIN = fileURLToPath(new URL('./many-tenants-main.ts', import.meta.url));
const TENANTS = 1000;
const PEOPLE = 500;
const SEED = 17;

const measured = z.object({
  p99Ms: z.number(),
  changes: z.number(),
  complete: z.boolean(),
  requestsPerSecond: z.number(),
  refusals: z.number(),
  cpu: z.number(),
  parseCpu: z.number(),
  rssMegabytes: z.number(),
  modelRssMegabytes: z.number(),
});

export async function tenantsFigures(progress: (text: string) => void): Promise<readonly Figure[]> {
  const child = new Child(MAIN, [String(TENANTS), String(PEOPLE)]);
  const line = await child.firstLine();
  await child.kill();
  const run = measured.parse(JSON.parse(line));
  const intervalMs = (TENANTS * 1000) / run.requestsPerSecond;
  progress(
    `${TENANTS} tenants of ${PEOPLE}, 60 s: ${run.changes} changes claimed, ${Math.round(run.requestsPerSecond)} requests ` +
      `in a second, ${run.refusals} refused, ${run.complete ? 'all' : 'not all'} tenants complete, ` +
      `${Math.round(run.modelRssMegabytes)} MB for the model of Graph`,
  );
  return [
    figure('teams', 'teams.tenants.1000x500.p99', run.p99Ms, 'ms', {
      name: 'fixed interval, as many requests',
      value: percentile(delaysOf(intervalMs, SEED), 0.99),
    }),
    figure('teams', 'teams.tenants.1000x500.cpu', run.cpu, 'of a core', { name: 'JSON.parse', value: run.parseCpu }),
    figure('teams', 'teams.tenants.1000x500.rss', run.rssMegabytes, 'MB'),
  ];
}
