/**
 * Accounts signing in so that their tenant's presence is notified: an administrator asks for a link, whoever has the account
 * follows it to Microsoft, and comes back here. A link is good once and for a while; what belongs to it (PKCE, nonce) never
 * leaves this process, and the account must be of the tenant that the link was made for.
 */
import type { SystemId, TenantId } from '@lamplight/domain';
import { type Clock, LamplightError, type Logger, type Random } from '@lamplight/runtime';
import type { SignedInAccount } from '@lamplight/teams-adapter';
import { type AccountStore, keepAccount } from './stored-accounts.ts';

/** Where Microsoft sends the browser back to; to be entered at the app registration. */
export const SIGN_IN_PATH = '/teams/sign-in';

/** How long a link is good, in ms: a colleague may have to be asked. */
const LINK_LIFE_MS = 3_600_000;
/** Links open at once, over all tenants; the oldest goes first. */
const MOST_LINKS = 1_000;

/** A conversation with Entra that has begun: the link, and how it ends. */
export interface BegunSignIn {
  readonly url: string;
  /** @throws LamplightError in words for whoever looks at the page */
  finish(code: string): Promise<SignedInAccount>;
}

export interface SignInPlace {
  readonly tenantId: TenantId;
  readonly systemId: SystemId;
}

export interface SignInsOptions {
  /** Under which the internet reaches this gateway; undefined: it does not. */
  readonly publicUrl: string | undefined;
  /** @throws LamplightError for a system that is not at Entra */
  readonly begin: (place: SignInPlace, request: { redirectUri: string; state: string }) => Promise<BegunSignIn>;
  readonly store: AccountStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** What came back with the browser. */
export interface SignInReturn {
  readonly state: string | undefined;
  readonly code: string | undefined;
  readonly error: string | undefined;
  readonly errorDescription: string | undefined;
}

interface Link {
  readonly place: SignInPlace;
  readonly begun: BegunSignIn;
  readonly endsAt: number;
}

export class SignIns {
  readonly #options: SignInsOptions;
  readonly #links = new Map<string, Link>();

  constructor(options: SignInsOptions) {
    this.#options = options;
  }

  /** @throws LamplightError `request_not_possible` without a public address */
  async begin(place: SignInPlace): Promise<{ readonly url: string; readonly expiresAt: number }> {
    const { publicUrl, clock, random } = this.#options;
    if (publicUrl === undefined) {
      throw new LamplightError(
        'request_not_possible',
        'the gateway does not know the address under which Microsoft reaches it: set listen.publicUrl',
      );
    }
    const state = Buffer.from(random.bytes(32)).toString('base64url');
    const begun = await this.#options.begin(place, { redirectUri: `${publicUrl}${SIGN_IN_PATH}`, state });
    this.#forgetOld(MOST_LINKS - 1);
    this.#links.set(state, { place, begun, endsAt: clock.monotonic() + LINK_LIFE_MS });
    return { url: begun.url, expiresAt: clock.now() + LINK_LIFE_MS };
  }

  /** @throws LamplightError `request_invalid` in words for whoever looks at the page */
  async finish({ state = '', code, error, errorDescription }: SignInReturn): Promise<SignedInAccount> {
    this.#forgetOld(MOST_LINKS);
    const link = this.#links.get(state);
    this.#links.delete(state);
    if (link === undefined) {
      throw new LamplightError('request_invalid', 'this link was used already, or is too old: ask for a new one');
    }
    if (error !== undefined || code === undefined) {
      const why = errorDescription?.split(/\r?\n/, 1)[0] ?? error ?? 'nothing came back';
      throw new LamplightError('request_invalid', `Microsoft did not sign the account in: ${why}`);
    }
    const account = await link.begun.finish(code);
    await keepAccount(this.#options.store, link.place, account);
    this.#options.logger.info({ tenant: link.place.tenantId, system: link.place.systemId }, 'an account signed in');
    return account;
  }

  /** @param most that may stay */
  #forgetOld(most: number): void {
    const now = this.#options.clock.monotonic();
    for (const [state, { endsAt }] of this.#links) {
      if (endsAt <= now || this.#links.size > most) {
        this.#links.delete(state);
      }
    }
  }
}
