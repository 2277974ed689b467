// node many-tenants-main.ts TENANTS PEOPLE: the process of tenants-figures.ts; says what it measured in one line of JSON.
import { cpuUsage, memoryUsage } from 'node:process';
import { createGraphSimulator, DEFAULT_APP, simulatorFetch } from '@lamplight/graph-simulator';
import { ManualClock, seededRandom } from '@lamplight/runtime';
import { ApplicationBudgets } from '@lamplight/teams-adapter';
import { percentile } from '../figure.ts';
import { millisecondsOf, millisecondsSince } from './cpu-time.ts';
import { SimulatedTenant, signingKey } from './simulated-tenant.ts';

const [tenantCount = 0, people = 0] = process.argv.slice(2).map(Number);
/** The first reads of everybody; simulated ms. */
const SETTLING_MS = 20_000;
const LASTS_MS = 60_000;
const MEGABYTE = 1024 * 1024;
const SEED = 17;

const clock = new ManualClock();
const random = seededRandom(SEED);
const tenantIds = Array.from({ length: tenantCount }, () => random.uuid());
const entra = createGraphSimulator({
  clock,
  signingKey,
  config: {
    seed: SEED,
    tenants: tenantIds.map((id) => ({ id, domain: `${id}.example` })),
    apps: [
      {
        appId: DEFAULT_APP.appId,
        displayName: DEFAULT_APP.displayName,
        secrets: [{ value: DEFAULT_APP.secret }],
        consents: tenantIds.map((tenantId) => ({ tenantId })),
      },
    ],
  },
});
const budgets = new ApplicationBudgets(clock);
const tenants = tenantIds.map(
  (tenantId, index) =>
    new SimulatedTenant(
      {
        people,
        watched: 0.1,
        changesPerPersonAndHour: 5,
        seed: SEED + 10 * index,
        config: { readOnly: true },
        host: { budgets },
        entra: { tenantId, fetch: simulatorFetch(entra) },
      },
      clock,
    ),
);
const sum = (of: (tenant: SimulatedTenant) => number): number =>
  tenants.reduce((total, tenant) => total + of(tenant), 0);
const requests = (): number => sum(({ graph }) => graph.arrivals.length);

const modelRss = memoryUsage().rss;
for (const tenant of tenants) {
  tenant.start();
}
await clock.advanceAsync(SETTLING_MS);
for (const tenant of tenants) {
  tenant.change();
}
const requestsBefore = requests();
const startedAt = cpuUsage();
await clock.advanceAsync(LASTS_MS);
const spentMs = millisecondsSince(startedAt);
const answered = requests() - requestsBefore;
const { rss } = memoryUsage();

const asked = JSON.stringify({ ids: tenants[0]?.ids });
const text = tenants[0]?.bodyOfAll() ?? '{}';
const parseMs = millisecondsOf(() => JSON.parse(text));
const makingMs = millisecondsOf(() => [JSON.parse(asked), tenants[0]?.bodyOfAll()]);

const delays = tenants.flatMap((tenant) => [...tenant.delays.watched, ...tenant.delays.others]);
const measured = {
  p99Ms: percentile(delays, 0.99),
  changes: delays.length,
  complete: tenants.every(({ complete }) => complete),
  requestsPerSecond: (answered * 1000) / LASTS_MS,
  refusals: sum(({ graph }) => graph.refusals),
  cpu: (spentMs - answered * makingMs) / LASTS_MS,
  parseCpu: (answered * parseMs) / LASTS_MS,
  rssMegabytes: (rss - modelRss) / MEGABYTE,
  modelRssMegabytes: modelRss / MEGABYTE,
};
process.stdout.write(`${JSON.stringify(measured)}\n`);
process.exit(0);
