/** A simulated tenant whose notifications come to an inlet in the same process, and accounts that signed in for them. */
import {
  createGraphSimulator,
  DEFAULT_APP,
  DEFAULT_TENANT,
  type GraphSimulator,
  SigningKey,
  simulatorFetch,
} from '@lamplight/graph-simulator';
import {
  type CertificatePair,
  ManualClock,
  MemoryLogger,
  makeSelfSignedCertificate,
  seededRandom,
} from '@lamplight/runtime';
import { credentialsOf } from '../credentials/credential.ts';
import { beginSignIn, type DelegatedApplication } from '../credentials/delegated-sign-in.ts';
import type {
  AccountState,
  DelegatedAccount,
  DelegatedAccounts,
  SignedInAccount,
} from '../notifications/delegated-accounts.ts';
import type { InletAnswer, InletRequest, NotificationInlet } from '../notifications/notification-inlet.ts';

export const PUBLIC_URL = 'https://lamplight.example';
const REDIRECT_URI = `${PUBLIC_URL}/teams/sign-in`;

/** Made once: keys take a moment. */
const signingKey = new SigningKey();
const CONTENT_CERTIFICATE = await makeSelfSignedCertificate({
  commonName: 'notifications.lamplight.invalid',
  altNames: ['notifications.lamplight.invalid'],
  validDays: 90,
  clock: new ManualClock(),
  keyType: 'rsa',
});

export const makeCertificate = async (): Promise<CertificatePair> => CONTENT_CERTIFICATE;

/** Object ids that no one else has. */
export function personId(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

export const SERVICE = '5e411ce0-0000-4000-8000-000000000001';
export const SECOND_SERVICE = '5e411ce0-0000-4000-8000-000000000002';

/** Accounts in memory, with their tokens. */
export class MemoryAccounts implements DelegatedAccounts {
  readonly #kept = new Map<string, { readonly userName: string; content: string | undefined; state: AccountState }>();
  readonly #listeners = new Set<() => void>();

  async list(): Promise<readonly DelegatedAccount[]> {
    return [...this.#kept].map(([id, kept]) => ({
      id,
      userName: kept.userName,
      tokenCache: {
        read: async () => kept.content,
        write: async (content) => {
          kept.content = content;
        },
      },
    }));
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async put(id: string, state: AccountState): Promise<void> {
    const kept = this.#kept.get(id);
    if (kept !== undefined && kept.state !== state) {
      kept.state = state;
      this.#tell();
    }
  }

  keep({ id, userName, tokenCache }: SignedInAccount): void {
    const kept = this.#kept.get(id);
    if (kept === undefined) {
      this.#kept.set(id, { userName, content: tokenCache, state: 'active' });
    } else {
      kept.content = tokenCache;
      kept.state = 'active';
    }
    this.#tell();
  }

  remove(id: string): void {
    this.#kept.delete(id);
    this.#tell();
  }

  stateOf(id: string): AccountState | undefined {
    return this.#kept.get(id)?.state;
  }

  contentOf(id: string): string {
    return this.#kept.get(id)?.content ?? '';
  }

  #tell(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

export class NotifiedTenant {
  readonly clock = new ManualClock();
  readonly random = seededRandom(1);
  readonly logger = new MemoryLogger();
  readonly accounts = new MemoryAccounts();
  readonly simulator: GraphSimulator;
  readonly fetch: typeof globalThis.fetch;
  readonly application: DelegatedApplication;
  /** What came in and how it was answered, apart from handshakes. */
  readonly posts: { readonly body: string; readonly status: number }[] = [];
  /** False: the firewall lets nothing in. */
  reachable = true;
  /** Of inlets that are opened from now on. */
  publicUrl = PUBLIC_URL;
  readonly #open = new Map<string, (request: InletRequest) => InletAnswer>();

  /** @param people how many, from `personId(0)` on */
  constructor(people: number) {
    this.simulator = createGraphSimulator({
      clock: this.clock,
      signingKey,
      deliver: async ({ url, body }) => this.#deliver(url, body),
      config: {
        people: [
          ...Array.from({ length: people }, (_, index) => ({
            id: personId(index),
            userPrincipalName: `person${index}@contoso.example`,
            displayName: `Person ${index}`,
            clients: ['desktop'],
          })),
          ...[SERVICE, SECOND_SERVICE].map((id, index) => ({
            id,
            userPrincipalName: `service${index}@contoso.example`,
            displayName: `Service ${index}`,
          })),
        ],
      },
    });
    const { control } = this.simulator;
    control.apps.change(DEFAULT_APP.appId, { redirectUris: [REDIRECT_URI] });
    control.apps.consent(DEFAULT_APP.appId, { scopes: ['Presence.Read.All'] });
    this.fetch = simulatorFetch(this.simulator);
    this.application = {
      tenantId: DEFAULT_TENANT.id,
      clientId: DEFAULT_APP.appId,
      authority: 'https://login.microsoftonline.com',
      cloud: 'global',
      graphBaseUrl: 'https://graph.microsoft.com',
      credentials: credentialsOf({ secret: DEFAULT_APP.secret }, {}, this.clock),
      timeoutMs: 10_000,
    };
  }

  readonly inlet: NotificationInlet = {
    open: (name, receive) => {
      const notificationUrl = `${this.publicUrl}/teams/notifications/${name}`;
      this.#open.set(notificationUrl, receive);
      return { notificationUrl, close: () => this.#open.delete(notificationUrl) };
    },
  };

  /** How many addresses for notifications are open. */
  get openInlets(): number {
    return this.#open.size;
  }

  /** What an account does in the browser, until it is back with a code; then the code is redeemed. */
  async signIn(user: string = SERVICE, application: DelegatedApplication = this.application): Promise<SignedInAccount> {
    const begun = await beginSignIn(application, { redirectUri: REDIRECT_URI, state: 'state-1' }, this);
    const asked = new URL(begun.url).searchParams;
    const { code } = this.simulator.control.signIns.signIn({
      appId: DEFAULT_APP.appId,
      user,
      redirectUri: asked.get('redirect_uri') ?? '',
      scopes: (asked.get('scope') ?? '').split(' '),
      nonce: asked.get('nonce'),
      challenge: { value: asked.get('code_challenge') ?? '', method: 'S256' },
    });
    const account = await begun.finish(code);
    this.accounts.keep(account);
    return account;
  }

  /** Lets `ms` pass; what computes beside the clock gets its time too. */
  async run(ms: number): Promise<void> {
    const stepMs = Math.max(10, ms / 200);
    for (let passed = 0; passed < ms; passed += stepMs) {
      await this.clock.advanceAsync(Math.min(stepMs, ms - passed));
    }
    await this.settle();
  }

  /** Lets everything happen that needs no time on the clock. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 40; turn += 1) {
      await this.clock.advanceAsync(0);
      await signaturesChecked();
    }
  }

  /** Lets time pass in small steps until something holds, at most `ms` of it. */
  async until(holds: () => boolean, ms = 60_000): Promise<void> {
    for (let passed = 0; passed < ms && !holds(); passed += 50) {
      await this.clock.advanceAsync(50);
      await signaturesChecked();
    }
    if (!holds()) {
      throw new Error(`it did not come true in ${ms} ms: ${holds}`);
    }
  }

  #deliver(url: string, body: string): { status: number; headers?: Record<string, string>; body?: string } {
    if (!this.reachable) {
      throw new Error('nothing gets in');
    }
    const { origin, pathname, searchParams } = new URL(url);
    const receive = this.#open.get(`${origin}${pathname}`);
    if (receive === undefined) {
      return { status: 404 };
    }
    const validationToken = searchParams.get('validationToken');
    const answer = receive({ validationToken, body });
    if (validationToken === null) {
      this.posts.push({ body, status: answer.status });
    }
    return { status: answer.status, headers: { 'content-type': 'text/plain' }, body: answer.body };
  }
}

/**
 * Signatures are checked by threads beside the clock, in the order in which they were asked for: what was asked for before
 * has had its time once a few more are done, however busy the machine is.
 */
async function signaturesChecked(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    await crypto.subtle.digest('SHA-256', new Uint8Array(1));
  }
}
