/** An account that signed in for change notifications, and an inlet for them, both in memory: what a host gives the adapter. */
import { DEFAULT_APP, DEFAULT_TENANT, type GraphSimulator, simulatorFetch } from '@lamplight/graph-simulator';
import {
  type CertificatePair,
  type Clock,
  ManualClock,
  makeSelfSignedCertificate,
  type Random,
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

/**
 * In place of a key of its own for each adapter: how long one takes to be found, nobody knows, and a clock that is put
 * forward does not wait for it.
 */
const CONTENT_CERTIFICATE = await makeSelfSignedCertificate({
  commonName: 'notifications.lamplight.invalid',
  altNames: ['notifications.lamplight.invalid'],
  validDays: 90,
  clock: new ManualClock(),
  keyType: 'rsa',
});

export const makeCertificate = async (): Promise<CertificatePair> => CONTENT_CERTIFICATE;

/** Accounts with their tokens. */
export class MemoryAccounts implements DelegatedAccounts {
  readonly #kept = new Map<string, { readonly userName: string; content: string | undefined; state: AccountState }>();
  readonly #listeners = new Set<() => void>();
  /** Nothing of it can be read or kept. */
  away = false;

  async list(): Promise<readonly DelegatedAccount[]> {
    if (this.away) {
      throw new Error('the store is away');
    }
    return [...this.#kept].map(([id, kept]) => ({
      id,
      userName: kept.userName,
      tokenCache: {
        read: async () => this.#kept.get(id)?.content,
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

  async put(id: string, state: AccountState): Promise<boolean> {
    if (this.away) {
      return false;
    }
    const kept = this.#kept.get(id);
    if (kept !== undefined && kept.state !== state) {
      kept.state = state;
      this.#tell();
    }
    return true;
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

/** The address where notifications come in. */
export class MemoryInlet implements NotificationInlet {
  /** What came in and how it was answered, apart from handshakes. */
  readonly posts: { readonly body: string; readonly status: number }[] = [];
  /** False: the firewall lets nothing in. */
  reachable = true;
  /** Of addresses that are opened from now on. */
  publicUrl = PUBLIC_URL;
  readonly #open = new Map<string, (request: InletRequest) => InletAnswer>();

  open(name: string, receive: (request: InletRequest) => InletAnswer) {
    const notificationUrl = `${this.publicUrl}/teams/notifications/${name}`;
    this.#open.set(notificationUrl, receive);
    return { notificationUrl, close: () => void this.#open.delete(notificationUrl) };
  }

  /** How many addresses are open. */
  get size(): number {
    return this.#open.size;
  }

  /** What a simulator's request becomes. */
  deliver({ url, body }: { readonly url: string; readonly body: string }) {
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

/** The simulator's default application, as it signs accounts in. */
export function delegatedApplication(clock: Clock): DelegatedApplication {
  return {
    tenantId: DEFAULT_TENANT.id,
    clientId: DEFAULT_APP.appId,
    authority: 'https://login.microsoftonline.com',
    cloud: 'global',
    graphBaseUrl: 'https://graph.microsoft.com',
    credentials: credentialsOf({ secret: DEFAULT_APP.secret }, {}, clock),
    timeoutMs: 10_000,
  };
}

/** Lets the default application ask accounts of the tenant for what it needs. */
export function allowSignIns({ control }: GraphSimulator): void {
  control.apps.change(DEFAULT_APP.appId, { redirectUris: [REDIRECT_URI] });
  control.apps.consent(DEFAULT_APP.appId, { scopes: ['Presence.Read.All'] });
}

/** What an account does in the browser, until it is back with a code; then the code is redeemed. */
export async function signInAccount(
  simulator: GraphSimulator,
  user: string,
  surroundings: { readonly clock: Clock; readonly random: Random },
  application: DelegatedApplication = delegatedApplication(surroundings.clock),
): Promise<SignedInAccount> {
  const fetch = simulatorFetch(simulator);
  const begun = await beginSignIn(
    application,
    { redirectUri: REDIRECT_URI, state: 'state-1' },
    { ...surroundings, fetch },
  );
  const asked = new URL(begun.url).searchParams;
  const { code } = simulator.control.signIns.signIn({
    appId: DEFAULT_APP.appId,
    user,
    redirectUri: asked.get('redirect_uri') ?? '',
    scopes: (asked.get('scope') ?? '').split(' '),
    nonce: asked.get('nonce'),
    challenge: { value: asked.get('code_challenge') ?? '', method: 'S256' },
  });
  return await begun.finish(code);
}
