/**
 * One tenant in simulated time: the real adapter with the real client for Graph, a gateway's place taken by a script,
 * and people who change at random instants. What is counted from is the instant at which a change is visible in Graph:
 * the delay before that is Microsoft's, the one after it is ours and that of the requests.
 */
import type { AdapterContext } from '@lamplight/adapter-kit';
import type { Claim, Effect, Health } from '@lamplight/domain';
import {
  createGraphSimulator,
  DEFAULT_APP,
  DEFAULT_TENANT,
  type FetchLike,
  SigningKey,
  simulatorFetch,
} from '@lamplight/graph-simulator';
import { createEgress, type ManualClock, type Random, seededRandom, silentLogger } from '@lamplight/runtime';
import { TeamsAdapter, type TeamsConfigInput, type TeamsHost, teamsConfigSchema } from '@lamplight/teams-adapter';
import { Latency } from './latency.ts';
import { LeanGraph, type Shown, STATES } from './lean-graph.ts';
import type { RequestLog } from './request-log.ts';

export interface SimulatedTenantOptions {
  readonly people: number;
  /** Part of them that somebody watches. */
  readonly watched: number;
  readonly changesPerPersonAndHour: number;
  readonly seed: number;
  /** Nothing takes time: for measuring work. */
  readonly instant?: boolean;
  readonly config?: Partial<TeamsConfigInput>;
  readonly host?: TeamsHost;
  /** Where it is one of several: its id, and who answers for Entra. Default: the only one. */
  readonly entra?: { readonly tenantId: string; readonly fetch: FetchLike };
  readonly log?: RequestLog;
  readonly sessionGone?: (id: string) => void;
  readonly claimed?: (id: string, claim: Claim) => void;
}

/** A second registration, for reads. */
export const READER = { appId: '5b8c7a90-1f52-4d3b-8a6e-0c2f9d4b7e03', secret: 'simulated-reader-secret' };

/** A key takes a moment to make. */
export const signingKey = new SigningKey();

export class SimulatedTenant {
  readonly ids: readonly string[];
  readonly graph: LeanGraph;
  readonly health: Health[] = [];
  /** From visible to claimed; ms. */
  readonly delays: { readonly watched: number[]; readonly others: number[] } = { watched: [], others: [] };
  /** Changes that another one of the same person followed before they were claimed. */
  overtaken = 0;
  claims = 0;
  complete = false;
  readonly #options: SimulatedTenantOptions;
  readonly #clock: ManualClock;
  readonly #random: Random;
  readonly #latency: Latency;
  readonly #adapter: TeamsAdapter;
  readonly #pending = new Map<
    string,
    { readonly visibleAt: number; readonly shown: Shown; readonly watched: boolean }
  >();
  #changing = false;

  constructor(options: SimulatedTenantOptions, clock: ManualClock) {
    this.#options = options;
    this.#clock = clock;
    this.#random = seededRandom(options.seed);
    this.#latency = new Latency(seededRandom(options.seed + 1));
    this.ids = Array.from({ length: options.people }, () => this.#random.uuid());
    const { instant = false, sessionGone = () => undefined } = options;
    const { tenantId, fetch: other } = options.entra ?? onlyTenant(clock, options.seed);
    this.graph = new LeanGraph({ ids: this.ids, instant, other, sessionGone }, clock, seededRandom(options.seed + 2));
    const config = teamsConfigSchema.parse({
      tenantId,
      clientId: DEFAULT_APP.appId,
      secret: DEFAULT_APP.secret,
      ...options.config,
    });
    const { host = {} } = options;
    this.#adapter = new TeamsAdapter({ config, softwareVersion: '0.0.0', host });
  }

  /** Starts the adapter with everybody on the roster. */
  start(): void {
    this.#adapter.start(this.#context());
    this.#adapter.linkChanged('active');
    const upserted = this.ids.map((address, index) => ({
      address,
      interest: this.#isWatched(index) ? ('watched' as const) : ('synced' as const),
      lineKind: null,
    }));
    this.#adapter.rosterChanged({ upserted, removed: [] });
    this.#adapter.desiredStateComplete();
  }

  /** What the gateway wants at these people. */
  want(items: readonly Effect[]): void {
    this.#adapter.effectsChanged({ items });
  }

  /** From now on people change. */
  change(): void {
    this.#changing = true;
    this.#nextChange();
  }

  /** Graph's answer about everybody. */
  bodyOfAll(): string {
    return this.graph.bodyOf(this.ids);
  }

  async stop(): Promise<void> {
    this.#changing = false;
    const stopped = this.#adapter.stop();
    // What is under way is answered first.
    await this.#clock.advanceAsync(60_000);
    await stopped;
  }

  #isWatched(index: number): boolean {
    return index < this.#options.people * this.#options.watched;
  }

  /** The changes of all together are a Poisson process. */
  #nextChange(): void {
    const { people, changesPerPersonAndHour } = this.#options;
    const meanMs = 3_600_000 / (people * changesPerPersonAndHour);
    this.#clock.after(-Math.log(1 - this.#random.next()) * meanMs, () => {
      if (this.#changing) {
        const index = Math.floor(this.#random.next() * people);
        this.#clock.after(this.#latency.visibility(), () => this.#becomeVisible(index));
        this.#nextChange();
      }
    });
  }

  #becomeVisible(index: number): void {
    const id = this.ids[index];
    if (id === undefined) {
      return;
    }
    const others = STATES.filter(({ availability }) => availability !== this.graph.shown(id)?.availability);
    const shown = others[Math.floor(this.#random.next() * others.length)];
    if (shown !== undefined) {
      this.overtaken += this.#pending.has(id) ? 1 : 0;
      this.graph.show(id, shown);
      this.#pending.set(id, { visibleAt: this.#clock.monotonic(), shown, watched: this.#isWatched(index) });
    }
  }

  #claimed(address: string, claim: Claim): void {
    this.claims += 1;
    this.#options.claimed?.(address, claim);
    const pending = this.#pending.get(address);
    if (pending?.shown.availability === claim.availability && pending.shown.activity === claim.activity) {
      this.#pending.delete(address);
      this.delays[pending.watched ? 'watched' : 'others'].push(this.#clock.monotonic() - pending.visibleAt);
    }
  }

  #context(): AdapterContext {
    const { log } = this.#options;
    const { fetch } = this.graph;
    return {
      clock: this.#clock,
      random: seededRandom(this.#options.seed + 3),
      logger: silentLogger,
      egress: { ...createEgress({ clock: this.#clock }), fetch: log === undefined ? fetch : log.over(fetch) },
      claim: (address, claim) => this.#claimed(address, claim),
      withdraw: () => undefined,
      claimsComplete: () => {
        this.complete = true;
      },
      reportEffect: () => undefined,
      reportHealth: (health) => {
        this.health.push(health);
      },
    };
  }
}

function onlyTenant(clock: ManualClock, seed: number): NonNullable<SimulatedTenantOptions['entra']> {
  const apps = [DEFAULT_APP, READER].map(({ appId, secret }) => ({
    appId,
    displayName: appId,
    secrets: [{ value: secret }],
  }));
  const simulator = createGraphSimulator({ clock, signingKey, config: { seed, apps } });
  return { tenantId: DEFAULT_TENANT.id, fetch: simulatorFetch(simulator) };
}
