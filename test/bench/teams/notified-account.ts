/** A simulated tenant of which an account has signed in for change notifications, and an inlet that says what arrives. */
import {
  createGraphSimulator,
  DEFAULT_APP,
  DEFAULT_TENANT,
  type FetchLike,
  type GraphSimulator,
  simulatorFetch,
} from '@lamplight/graph-simulator';
import { delay, type ManualClock, seededRandom } from '@lamplight/runtime';
import {
  beginSignIn,
  credentialsOf,
  type DelegatedAccount,
  type DelegatedAccounts,
  type InletAnswer,
  type InletRequest,
  type NotificationInlet,
} from '@lamplight/teams-adapter';
import { z } from 'zod';
import { SERVICE_P50_MS, SERVICE_P99_MS, VISIBILITY_MS } from './latency.ts';
import { signingKey } from './simulated-tenant.ts';

const PUBLIC_URL = 'https://lamplight.example';
const REDIRECT_URI = `${PUBLIC_URL}/teams/sign-in`;
/** Notifications arrive one by one, and not on the simulator's grid of 100 ms. */
const MOST_ON_ITS_WAY_MS = 250;
const ACCOUNT = '5e411ce0-0000-4000-8000-000000000001';

const arrived = z.object({ value: z.array(z.object({ resourceData: z.object({ id: z.string() }) })) });

export class NotifiedTenant {
  readonly simulator: GraphSimulator;
  readonly fetch: FetchLike;
  readonly #clock: ManualClock;
  readonly #open = new Map<string, (request: InletRequest) => InletAnswer>();
  readonly #arrived: (id: string) => void;
  #account: DelegatedAccount | undefined;
  #listed = false;

  /** @param arrivedAt called just before a notification about the person is handed to the inlet */
  constructor(ids: readonly string[], seed: number, clock: ManualClock, arrivedAt: (id: string) => void) {
    this.#clock = clock;
    this.#arrived = arrivedAt;
    const random = seededRandom(seed);
    this.simulator = createGraphSimulator({
      clock,
      signingKey,
      deliver: async ({ url, body }) => {
        await delay(clock, random.next() * MOST_ON_ITS_WAY_MS);
        return this.#deliver(url, body);
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
    const { control } = this.simulator;
    control.apps.change(DEFAULT_APP.appId, { redirectUris: [REDIRECT_URI] });
    control.apps.consent(DEFAULT_APP.appId, { scopes: ['Presence.Read.All'] });
    // Contents that nobody vouches for: what is measured is the read that a notification triggers.
    control.changeSwitches({ validationTokens: 'missing', notificationBatches: 'oneEach' });
    this.fetch = simulatorFetch(this.simulator);
  }

  readonly accounts: DelegatedAccounts = {
    list: async () => {
      this.#listed = true;
      return this.#account === undefined ? [] : [this.#account];
    },
    onChange: () => () => undefined,
    put: async () => undefined,
  };

  readonly inlet: NotificationInlet = {
    open: (name, receive) => {
      const notificationUrl = `${PUBLIC_URL}/teams/notifications/${name}`;
      this.#open.set(notificationUrl, receive);
      return { notificationUrl, close: () => this.#open.delete(notificationUrl) };
    },
  };

  async signIn(): Promise<void> {
    const surroundings = { clock: this.#clock, random: seededRandom(1), fetch: this.fetch };
    const begun = await beginSignIn(
      {
        tenantId: DEFAULT_TENANT.id,
        clientId: DEFAULT_APP.appId,
        authority: 'https://login.microsoftonline.com',
        cloud: 'global',
        graphBaseUrl: 'https://graph.microsoft.com',
        credentials: credentialsOf({ secret: DEFAULT_APP.secret }, {}, this.#clock),
        timeoutMs: 10_000,
      },
      { redirectUri: REDIRECT_URI, state: 'state-1' },
      surroundings,
    );
    const asked = new URL(begun.url).searchParams;
    const { code } = this.simulator.control.signIns.signIn({
      appId: DEFAULT_APP.appId,
      user: ACCOUNT,
      redirectUri: asked.get('redirect_uri') ?? '',
      scopes: (asked.get('scope') ?? '').split(' '),
      nonce: asked.get('nonce'),
      challenge: { value: asked.get('code_challenge') ?? '', method: 'S256' },
    });
    let { id, userName, tokenCache: content } = await begun.finish(code);
    const tokenCache = {
      read: async () => content,
      write: async (changed: string) => {
        content = changed;
      },
    };
    this.#account = { id, userName, tokenCache };
  }

  /** The adapter has made its certificate, for which it computes beside the clock, and asks who signed in. */
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

  #deliver(url: string, body: string): { status: number; headers?: Record<string, string>; body?: string } {
    const { origin, pathname, searchParams } = new URL(url);
    const receive = this.#open.get(`${origin}${pathname}`);
    if (receive === undefined) {
      return { status: 404 };
    }
    const validationToken = searchParams.get('validationToken');
    for (const { resourceData } of arrived.safeParse(parsed(body)).data?.value ?? []) {
      this.#arrived(resourceData.id);
    }
    const answer = receive({ validationToken, body });
    return { status: answer.status, headers: { 'content-type': 'text/plain' }, body: answer.body };
  }
}

function parsed(body: string): unknown {
  return body === '' ? null : JSON.parse(body);
}
