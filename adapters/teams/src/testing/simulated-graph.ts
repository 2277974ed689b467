/** The adapter beside the simulator in memory, both on one manual clock: for the flows that depend on time. */

import type { AdapterContext } from '@lamplight/adapter-kit';
import type { Claim, Effect, EffectResult, Health, Interest, PresencePair } from '@lamplight/domain';
import {
  createGraphSimulator,
  DEFAULT_APP,
  DEFAULT_TENANT,
  type GraphSimulator,
  SigningKey,
  simulatorFetch,
} from '@lamplight/graph-simulator';
import { createEgress, type Egress, ManualClock, MemoryLogger, seededRandom } from '@lamplight/runtime';
import { TeamsAdapter } from '../adapter.ts';
import { type TeamsConfigInput, teamsConfigSchema } from '../config.ts';
import type { TeamsHost } from '../host.ts';

export const ADA = '66825e03-7ef5-42da-9069-724602c31f6b';
export const BELA = '0f3e8c1a-52d7-4b6e-9a70-1c2d3e4f5a6b';
export const FOREIGN_APP = 'f0000000-1f52-4d3b-8a6e-0c2f9d4b7e02';

/** A second registration, for reads. */
export const READER = { clientId: '5b8c7a90-1f52-4d3b-8a6e-0c2f9d4b7e03', secret: 'simulated-reader-secret' };

/** Made once: a key takes a moment. */
const signingKey = new SigningKey();

/** Object ids of more people of the tenant. */
export function morePeople(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `10000000-0000-4000-8000-${String(index).padStart(12, '0')}`);
}

export function createSimulator(clock: ManualClock, more: readonly string[] = []): GraphSimulator {
  return createGraphSimulator({
    clock,
    signingKey,
    config: {
      apps: [
        { appId: DEFAULT_APP.appId, displayName: DEFAULT_APP.displayName, secrets: [{ value: DEFAULT_APP.secret }] },
        { appId: READER.clientId, displayName: 'Lamplight reader', secrets: [{ value: READER.secret }] },
      ],
      people: [
        { id: ADA, userPrincipalName: 'ada@contoso.example', displayName: 'Ada Albers' },
        { id: BELA, userPrincipalName: 'bela@contoso.example', displayName: 'Bela Brandt' },
        ...more.map((id) => ({ id, userPrincipalName: `${id}@contoso.example`, displayName: id })),
      ],
    },
  });
}

/** Nothing leaves the process: fetch is the simulator's. */
export function simulatorEgress(simulator: GraphSimulator): Egress {
  return { ...createEgress({ clock: new ManualClock() }), fetch: simulatorFetch(simulator) };
}

export function configFor(changes: Partial<TeamsConfigInput> = {}) {
  return teamsConfigSchema.parse({
    tenantId: DEFAULT_TENANT.id,
    clientId: DEFAULT_APP.appId,
    secret: DEFAULT_APP.secret,
    secretExpires: '2999-12-31',
    ...changes,
  });
}

export interface HarnessOptions {
  readonly host?: TeamsHost;
  /** Another adapter's harness: both stand before the same Graph, on the same clock. */
  readonly beside?: Pick<Harness, 'clock' | 'simulator'>;
  readonly morePeople?: readonly string[];
}

/** The adapter with a gateway's place taken by lists. */
export class Harness {
  readonly clock: ManualClock;
  readonly simulator: GraphSimulator;
  readonly logger = new MemoryLogger();
  readonly claims = new Map<string, Claim>();
  /** Every claim of everybody, in order. */
  readonly history: { readonly at: number; readonly address: string; readonly claim: Claim }[] = [];
  readonly results: EffectResult[] = [];
  readonly health: Health[] = [];
  completed = 0;
  adapter: TeamsAdapter;
  #generation = 0;

  constructor(config: Partial<TeamsConfigInput> = {}, { host = {}, beside, morePeople = [] }: HarnessOptions = {}) {
    this.clock = beside?.clock ?? new ManualClock();
    this.simulator = beside?.simulator ?? createSimulator(this.clock, morePeople);
    this.adapter = new TeamsAdapter({ config: configFor(config), softwareVersion: '0.0.0', host });
  }

  get context(): AdapterContext {
    return {
      clock: this.clock,
      random: seededRandom(1),
      logger: this.logger,
      egress: simulatorEgress(this.simulator),
      claim: (address, claim) => {
        if (JSON.stringify(this.claims.get(address)) !== JSON.stringify(claim)) {
          this.claims.set(address, claim);
          this.history.push({ at: this.clock.monotonic(), address, claim });
        }
      },
      withdraw: (address) => {
        this.claims.delete(address);
      },
      claimsComplete: () => {
        this.completed += 1;
      },
      reportEffect: (result) => {
        this.results.push(result);
      },
      reportHealth: (health) => {
        this.health.push(health);
      },
    };
  }

  /** Starts the adapter, active, with these people watched and these effects wanted. */
  async start(addresses: readonly string[], effects: readonly Effect[] = []): Promise<void> {
    this.adapter.start(this.context);
    this.adapter.linkChanged('active');
    this.roster(addresses);
    this.adapter.effectsChanged({ items: effects });
    this.adapter.desiredStateComplete();
    await this.run(10);
  }

  roster(addresses: readonly string[], interest: Interest = 'watched'): void {
    const upserted = addresses.map((address) => ({ address, interest, lineKind: null }));
    this.adapter.rosterChanged({ upserted, removed: [] });
  }

  /** Stops this process and starts another one. */
  async restart(addresses: readonly string[], effects: readonly Effect[] = []): Promise<void> {
    await this.adapter.stop();
    this.adapter = new TeamsAdapter({ config: configFor(), softwareVersion: '0.0.0' });
    this.claims.clear();
    await this.start(addresses, effects);
  }

  talking(address: string): Effect {
    const desired = { kind: 'session', availability: 'Busy', activity: 'InACall' } as const;
    return { address, generation: ++this.#generation, desired };
  }

  /** As {@link talking}, by a rule that wants to know whether it shows. */
  talkingReadBack(address: string): Effect {
    const desired = { kind: 'session', availability: 'Busy', activity: 'InACall', readBack: true } as const;
    return { address, generation: ++this.#generation, desired };
  }

  preferring(address: string, pair: PresencePair, restore: PresencePair | null = null): Effect {
    return { address, generation: ++this.#generation, desired: { kind: 'preferred', ...pair, restore } };
  }

  silent(address: string): Effect {
    return { address, generation: ++this.#generation, desired: null };
  }

  want(effect: Effect): void {
    this.adapter.effectsChanged({ items: [effect] });
  }

  /** Lets `ms` pass, in small steps with turns of the event loop between. */
  async run(ms: number): Promise<void> {
    const stepMs = ms > 20_000 ? 250 : 10;
    for (let passed = 0; passed < ms; passed += stepMs) {
      await this.clock.advanceAsync(Math.min(stepMs, ms - passed));
    }
  }

  shown(address: string): string {
    const claim = this.claims.get(address);
    const marks = [claim?.masked === true ? 'masked' : '', ...(claim?.flags ?? [])].filter(Boolean).join(',');
    return claim === undefined
      ? 'nothing'
      : `${claim.availability}/${claim.activity}${marks === '' ? '' : ` (${marks})`}`;
  }

  /** What was written, such as `setPresence InACall`. */
  get writes(): readonly string[] {
    return this.simulator.control.writes.map(({ action, body, status }) => {
      const activity =
        typeof body === 'object' && body !== null && 'activity' in body ? ` ${String(body.activity)}` : '';
      return `${action}${activity} ${status}`;
    });
  }

  get lastHealth(): Health | undefined {
    return this.health.at(-1);
  }

  async stop(): Promise<void> {
    await this.adapter.stop();
    this.simulator.stop();
  }
}
