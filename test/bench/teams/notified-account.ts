/** A simulated tenant of which an account has signed in for change notifications, and an inlet that says what arrives. */
import {
  createGraphSimulator,
  DEFAULT_TENANT,
  type FetchLike,
  type GraphSimulator,
  simulatorFetch,
} from '@lamplight/graph-simulator';
import { delay, type ManualClock, seededRandom } from '@lamplight/runtime';
import type { DelegatedAccount, DelegatedAccounts } from '@lamplight/teams-adapter';
import { allowSignIns, MemoryInlet, signInAccount } from '@lamplight/teams-adapter/testing';
import { z } from 'zod';
import { SERVICE_P50_MS, SERVICE_P99_MS, VISIBILITY_MS } from './latency.ts';
import { signingKey } from './simulated-tenant.ts';

/** Notifications arrive one by one, and not on the simulator's grid of 100 ms. */
const MOST_ON_ITS_WAY_MS = 250;
const ACCOUNT = '5e411ce0-0000-4000-8000-000000000001';

const arrived = z.object({ value: z.array(z.object({ resourceData: z.object({ id: z.string() }) })) });

export class NotifiedTenant {
  readonly simulator: GraphSimulator;
  readonly fetch: FetchLike;
  readonly #clock: ManualClock;
  #account: DelegatedAccount | undefined;
  #listed = false;

  /** @param arrivedAt called just before a notification about the person is handed to the inlet */
  constructor(ids: readonly string[], seed: number, clock: ManualClock, arrivedAt: (id: string) => void) {
    this.#clock = clock;
    const random = seededRandom(seed);
    this.simulator = createGraphSimulator({
      clock,
      signingKey,
      deliver: async ({ url, body }) => {
        await delay(clock, random.next() * MOST_ON_ITS_WAY_MS);
        for (const { resourceData } of arrived.safeParse(parsed(body)).data?.value ?? []) {
          arrivedAt(resourceData.id);
        }
        return this.inlet.deliver({ url, body });
      },
      config: {
        seed,
        people: [...ids, ACCOUNT].map((id) => ({
          id,
          userPrincipalName: `${id}@${DEFAULT_TENANT.domain}`,
          displayName: id,
        })),
      },
    });
    allowSignIns(this.simulator);
    // Contents that nobody vouches for: what is measured is the read that a notification triggers.
    this.simulator.control.changeSwitches({ validationTokens: 'missing', notificationBatches: 'oneEach' });
    this.fetch = simulatorFetch(this.simulator);
  }

  readonly accounts: DelegatedAccounts = {
    list: async () => {
      this.#listed = true;
      return this.#account === undefined ? [] : [this.#account];
    },
    onChange: () => () => undefined,
    put: async () => true,
  };

  readonly inlet = new MemoryInlet();

  async signIn(): Promise<void> {
    const surroundings = { clock: this.#clock, random: seededRandom(1) };
    let { id, userName, tokenCache: content } = await signInAccount(this.simulator, ACCOUNT, surroundings);
    const tokenCache = {
      read: async () => content,
      write: async (changed: string) => {
        content = changed;
      },
    };
    this.#account = { id, userName, tokenCache };
  }

  /** The adapter has asked who signed in, which it does beside the clock. */
  async listed(): Promise<void> {
    while (!this.#listed) {
      await this.#clock.advanceAsync(0);
    }
  }

  /** From now on requests and changes take their time; notifications go out as soon as their change can be read. */
  slowDown(): void {
    this.simulator.control.changeLatency({
      on: true,
      serviceP50Ms: SERVICE_P50_MS,
      serviceP99Ms: SERVICE_P99_MS,
      visibilityMinMs: 0,
      visibilityMaxMs: VISIBILITY_MS,
      notificationMeanMs: 0,
    });
  }
}

function parsed(body: string): unknown {
  return body === '' ? null : JSON.parse(body);
}
