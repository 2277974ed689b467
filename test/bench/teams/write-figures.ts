/**
 * Calls at the PBX that show in Teams.
 *
 * `write-burst`: a thousand calls begin within one second. From the effect to Graph's acceptance, so with the service
 * time of the write. 1,000 people are polled meanwhile by the same registration: reads and writes share 1,050 requests in
 * 30 s. And, as `reader`, 10,000 people by a second registration, as is advised where so many calls begin together.
 *
 * `hangup-to-free`: from the hang-up at the PBX to the claim that is not masked by our session any more. Microsoft's part
 * is what passes until the end of the session is visible (from the sending of the clear), and the time after that for
 * which the read was under way that found it; ours is the rest.
 */
import type { Claim, Effect } from '@lamplight/domain';
import { delay, ManualClock, type Random, seededRandom } from '@lamplight/runtime';
import { type Figure, figure, percentile } from '../figure.ts';
import { bareRequests } from './latency.ts';
import { RequestLog, underWay } from './request-log.ts';
import { READER, SimulatedTenant, type SimulatedTenantOptions } from './simulated-tenant.ts';

const CALLS = 1000;
/** The first reads of everybody, and the budget's window; simulated ms. */
const SETTLING_MS = 40_000;
const BURST_MS = 1000;
/** Until all are surely written; simulated ms. */
const BURST_LASTS_MS = 60_000;
/** Calls of the other figure begin within that time, and last from 20 to 60 s. */
const CALLS_BEGIN_WITHIN_MS = 300_000;
const SHORTEST_CALL_MS = 20_000;
const LONGEST_CALL_MS = 60_000;
/** Until the last one surely shows as free; simulated ms. */
const RUNNING_OUT_MS = 90_000;
const SEED = 11;

const TALKING = { kind: 'session', availability: 'Busy', activity: 'InACall' } as const;
export async function writeFigures(progress: (text: string) => void): Promise<readonly Figure[]> {
  return [
    ...(await burstFigures(progress, 'teams.write-burst.1000', { people: CALLS })),
    ...(await burstFigures(progress, 'teams.write-burst.1000.reader', {
      people: 10_000,
      config: { reader: { clientId: READER.appId, secret: READER.secret } },
    })),
    ...(await hangUpFigures(progress)),
  ];
}

async function burstFigures(
  progress: (text: string) => void,
  name: string,
  options: Pick<SimulatedTenantOptions, 'people' | 'config'>,
): Promise<readonly Figure[]> {
  const clock = new ManualClock();
  const random = seededRandom(SEED);
  const log = new RequestLog(clock);
  const tenant = new SimulatedTenant({ watched: 0.1, changesPerPersonAndHour: 5, seed: SEED, log, ...options }, clock);
  tenant.start();
  await clock.advanceAsync(SETTLING_MS);
  const begunAt = new Map<string, number>();
  for (const id of tenant.ids.slice(0, CALLS)) {
    clock.after(random.next() * BURST_MS, () => {
      begunAt.set(id, clock.monotonic());
      tenant.want([effect(id, 1, true)]);
    });
  }
  await clock.advanceAsync(BURST_LASTS_MS);
  const written = log.writes.filter(({ action, status }) => action === 'setPresence' && status === 200);
  const delays: number[] = [];
  const waits: number[] = [];
  for (const [id, at] of begunAt) {
    const write = written.find((one) => one.id === id);
    delays.push((write?.answeredAt ?? Infinity) - at);
    waits.push((write?.sentAt ?? Infinity) - at);
  }
  progress(
    `${CALLS} calls in ${BURST_MS} ms, ${options.people} people: p50 ${Math.round(percentile(delays, 0.5))} ms, ` +
      `until sent p50 ${Math.round(percentile(waits, 0.5))} ms, p99 ${Math.round(percentile(waits, 0.99))} ms, ` +
      `most ${Math.round(percentile(waits, 1))} ms`,
  );
  await tenant.stop();
  return [
    figure('teams', `${name}.p99`, percentile(delays, 0.99), 'ms', bareRequests(SEED)),
    figure('teams', `${name}.429s`, tenant.graph.refusals, 'answers'),
  ];
}

interface HungUp {
  readonly at: number;
  visibleAt: number;
}

async function hangUpFigures(progress: (text: string) => void): Promise<readonly Figure[]> {
  const clock = new ManualClock();
  const random = seededRandom(SEED);
  const log = new RequestLog(clock);
  const hungUp = new Map<string, HungUp>();
  const ours: number[] = [];
  const whole: number[] = [];
  const claimed = (id: string, claim: Claim): void => {
    const one = hungUp.get(id);
    const read = log.readOf(id);
    if (one === undefined || read === undefined || claim.masked || claim.availability !== 'Available') {
      return;
    }
    const now = clock.monotonic();
    const clear = log.writes.findLast((write) => write.id === id && write.action === 'clearPresence');
    // Its answer may still be under way when the end of the session is visible already.
    const sentAt = clear?.sentAt ?? one.at;
    const microsofts = one.visibleAt - sentAt + underWay(read, one.visibleAt, now);
    hungUp.delete(id);
    whole.push(now - one.at);
    ours.push(now - one.at - microsofts);
  };
  const tenant = new SimulatedTenant(
    {
      people: 10_000,
      watched: 0.1,
      changesPerPersonAndHour: 0,
      seed: SEED,
      log,
      claimed,
      sessionGone: (id) => {
        const one = hungUp.get(id);
        if (one !== undefined) {
          one.visibleAt = clock.monotonic();
        }
      },
    },
    clock,
  );
  tenant.start();
  await clock.advanceAsync(SETTLING_MS);
  const calls = tenant.ids.slice(0, CALLS).map((id) => call(id, tenant, clock, random, hungUp));
  await clock.advanceAsync(CALLS_BEGIN_WITHIN_MS + LONGEST_CALL_MS + RUNNING_OUT_MS);
  await Promise.all(calls);
  progress(
    `${whole.length} hang-ups of ${CALLS}: ours p50 ${Math.round(percentile(ours, 0.5))} ms, ` +
      `with Microsoft's p50 ${Math.round(percentile(whole, 0.5))} ms`,
  );
  await tenant.stop();
  return [
    figure('teams', 'teams.hangup-to-free.p99', percentile(ours, 0.99), 'ms'),
    figure('teams', 'teams.hangup-to-free.with-model.p99', percentile(whole, 0.99), 'ms'),
  ];
}

async function call(
  id: string,
  tenant: SimulatedTenant,
  clock: ManualClock,
  random: Random,
  hungUp: Map<string, HungUp>,
): Promise<void> {
  const lastsMs = SHORTEST_CALL_MS + random.next() * (LONGEST_CALL_MS - SHORTEST_CALL_MS);
  await delay(clock, random.next() * CALLS_BEGIN_WITHIN_MS);
  tenant.want([effect(id, 1, true)]);
  await delay(clock, lastsMs);
  hungUp.set(id, { at: clock.monotonic(), visibleAt: Infinity });
  tenant.want([effect(id, 2, false)]);
}

function effect(address: string, generation: number, talks: boolean): Effect {
  return { address, generation, desired: talks ? TALKING : null };
}
