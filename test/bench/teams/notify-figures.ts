/**
 * Change notifications: 650 people of one account, from the arrival at the inlet to the claim. Ours is what passes of that
 * before the first read of the person is sent, and after the answer that brought the change. The contents cannot be
 * verified here, so that each claim waits for a read: a verified content is claimed at once. Graph's own delay until the
 * notification arrives is not in it, and is a quarter of a second at the most: polling finds most changes of 650 people
 * before a notification that takes seconds does. Changes that a poll had found before the arrival are left out, and of
 * ours those too that a read found which was under way then.
 */
import type { AdapterContext } from '@lamplight/adapter-kit';
import type { Claim } from '@lamplight/domain';
import { DEFAULT_APP, DEFAULT_TENANT } from '@lamplight/graph-simulator';
import { createEgress, ManualClock, type Random, seededRandom, silentLogger } from '@lamplight/runtime';
import { TeamsAdapter, teamsConfigSchema } from '@lamplight/teams-adapter';
import { makeCertificate } from '@lamplight/teams-adapter/testing';
import { type Figure, figure, percentile } from '../figure.ts';
import { bareRequests } from './latency.ts';
import { type Shown, STATES } from './lean-graph.ts';
import { NotifiedTenant } from './notified-account.ts';
import { RequestLog } from './request-log.ts';

const PEOPLE = 650;
/** Single changes of each person in an hour; and bursts, as when meetings begin. */
const CHANGES_PER_HOUR = 20;
const BURST_PEOPLE = 200;
const BURST_EVERY_MS = 30_000;
/** Simulated ms. */
const SETTLING_MS = 10_000;
const LASTS_MS = 600_000;
const SEED = 13;

interface Change {
  readonly shown: Shown;
  arrivedAt: number | null;
  /** When the first read of the person after that was sent. */
  askedAt: number | null;
}

export async function notifyFigures(progress: (text: string) => void): Promise<readonly Figure[]> {
  const run = new NotifyRun();
  await run.start();
  await run.clock.advanceAsync(SETTLING_MS);
  run.change();
  await run.clock.advanceAsync(LASTS_MS);
  const { ours, whole, sooner } = run;
  progress(
    `${PEOPLE} people notified, ${LASTS_MS / 1000} s: ${whole.length} changes claimed after their notification, ` +
      `${ours.length} of them by a read sent after it, and ${sooner} before it; ` +
      `ours p50 ${Math.round(percentile(ours, 0.5))} ms, with the read p50 ${Math.round(percentile(whole, 0.5))} ms`,
  );
  await run.stop();
  return [
    figure('teams', 'teams.notify.p99', percentile(ours, 0.99), 'ms'),
    figure('teams', 'teams.notify.with-read.p99', percentile(whole, 0.99), 'ms', bareRequests(SEED)),
  ];
}

class NotifyRun {
  readonly clock = new ManualClock();
  readonly ours: number[] = [];
  readonly whole: number[] = [];
  /** Changes that a poll had found before their notification arrived. */
  sooner = 0;
  readonly #random: Random = seededRandom(SEED);
  readonly #ids = Array.from({ length: PEOPLE }, () => this.#random.uuid());
  readonly #log = new RequestLog(this.clock, (ids) => this.#asked(ids));
  readonly #tenant = new NotifiedTenant(this.#ids, SEED, this.clock, (id) => this.#arrived(id));
  readonly #adapter = new TeamsAdapter({
    config: teamsConfigSchema.parse({
      tenantId: DEFAULT_TENANT.id,
      clientId: DEFAULT_APP.appId,
      secret: DEFAULT_APP.secret,
      readOnly: true,
    }),
    softwareVersion: '0.0.0',
    host: { inlet: this.#tenant.inlet, accounts: this.#tenant.accounts, makeCertificate },
  });
  readonly #changes = new Map<string, Change>();
  readonly #shown = new Map<string, string>();

  /** Returns when everybody is notified of. */
  async start(): Promise<void> {
    await this.#tenant.signIn();
    this.#adapter.start(this.#context());
    this.#adapter.linkChanged('active');
    const upserted = this.#ids.map((address) => ({ address, interest: 'synced' as const, lineKind: null }));
    this.#adapter.rosterChanged({ upserted, removed: [] });
    this.#adapter.desiredStateComplete();
    await this.#tenant.listed();
    while (this.#adapter.notificationStatus?.notified !== PEOPLE) {
      await this.clock.advanceAsync(10);
    }
    this.#tenant.slowDown();
  }

  /** From now on people change. */
  change(): void {
    this.#single();
    this.#burst();
  }

  async stop(): Promise<void> {
    const stopped = this.#adapter.stop();
    await this.clock.advanceAsync(60_000);
    await stopped;
    this.#tenant.simulator.stop();
  }

  #single(): void {
    const meanMs = 3_600_000 / (PEOPLE * CHANGES_PER_HOUR);
    this.clock.after(-Math.log(1 - this.#random.next()) * meanMs, () => {
      this.#changeSomebody();
      this.#single();
    });
  }

  #burst(): void {
    this.clock.after(BURST_EVERY_MS, () => {
      for (let count = 0; count < BURST_PEOPLE; count += 1) {
        this.#changeSomebody();
      }
      this.#burst();
    });
  }

  #changeSomebody(): void {
    const id = this.#ids[Math.floor(this.#random.next() * PEOPLE)] ?? '';
    const others = STATES.filter(({ availability }) => availability !== (this.#shown.get(id) ?? 'Available'));
    const shown = others[Math.floor(this.#random.next() * others.length)];
    if (shown !== undefined && !this.#changes.has(id)) {
      this.#shown.set(id, shown.availability);
      this.#changes.set(id, { shown, arrivedAt: null, askedAt: null });
      this.#tenant.simulator.control.act(id, { do: 'show', ...shown });
    }
  }

  #arrived(id: string): void {
    const change = this.#changes.get(id);
    if (change !== undefined) {
      change.arrivedAt ??= this.clock.monotonic();
    }
  }

  #asked(ids: readonly string[]): void {
    for (const change of ids.flatMap((id) => this.#changes.get(id) ?? [])) {
      change.askedAt ??= change.arrivedAt === null ? null : this.clock.monotonic();
    }
  }

  #claimed(id: string, { availability, activity }: Claim): void {
    const change = this.#changes.get(id);
    if (change?.shown.availability !== availability || change.shown.activity !== activity) {
      return;
    }
    this.#changes.delete(id);
    const { arrivedAt, askedAt } = change;
    const read = this.#log.readOf(id);
    if (arrivedAt === null || read === undefined) {
      this.sooner += 1;
      return;
    }
    const now = this.clock.monotonic();
    this.whole.push(now - arrivedAt);
    if (askedAt !== null && read.sentAt >= askedAt) {
      this.ours.push(askedAt - arrivedAt + (now - read.answeredAt));
    }
  }

  #context(): AdapterContext {
    return {
      clock: this.clock,
      random: seededRandom(SEED),
      logger: silentLogger,
      egress: { ...createEgress({ clock: this.clock }), fetch: this.#log.over(this.#tenant.fetch) },
      claim: (address, claim) => this.#claimed(address, claim),
      withdraw: () => undefined,
      claimsComplete: () => undefined,
      reportEffect: () => undefined,
      reportHealth: () => undefined,
    };
  }
}
