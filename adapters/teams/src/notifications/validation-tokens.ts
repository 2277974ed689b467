/**
 * Whether a batch of notifications is Microsoft's: each token in it is signed by Entra, meant for our application and made
 * for Graph's change tracking. Source: Graph, change notifications with resource data ("Validating authenticity"). Its page
 * shows a token of version 2.0 while its samples ask for the issuer of version 1.0: either is taken, tied to the tenant.
 */
import { createHash } from 'node:crypto';
import { type Clock, type Egress, LamplightError, type Logger } from '@lamplight/runtime';
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify, type LocalJWKSet } from 'jose';
import { z } from 'zod';

/** The application id of Microsoft Graph Change Tracking. */
const CHANGE_TRACKING = '0bf30f3b-4a52-48df-9a82-234910c4a086';

const MINUTE_MS = 60_000;
/** Entra's keys change daily; the old ones stay published for a while. */
const KEYS_FRESH_MS = 6 * 60 * MINUTE_MS;
/** Between two requests for keys because of one that is not known. */
const KEYS_APART_MS = 5 * MINUTE_MS;
/** After a request for keys that failed. */
const KEYS_RETRY_MS = 10_000;
/** The clocks of Entra and of this machine may differ by so much; s. */
const CLOCK_TOLERANCE_S = 300;
/** Verified tokens that are remembered: each is repeated in many batches. */
const MOST_REMEMBERED = 64;

const claimsSchema = z.object({
  tid: z.string().min(1),
  iss: z.string(),
  ver: z.string().optional(),
  appid: z.string().optional(),
  azp: z.string().optional(),
  exp: z.number(),
});

/** Entra signs with RSA; keys of other kinds are passed over. */
const keySchema = z.object({ kty: z.literal('RSA'), kid: z.string(), n: z.string(), e: z.string() });
const keySetSchema = z.object({ keys: z.array(z.unknown()) }).transform(({ keys }) => ({
  keys: keys.flatMap((key) => keySchema.safeParse(key).data ?? []),
}));

export interface ValidationTokenOptions {
  readonly clientId: string;
  /** Base URL of Entra, such as https://login.microsoftonline.com. */
  readonly authority: string;
  /** How long the request for keys may last; ms. */
  readonly timeoutMs: number;
}

export interface ValidationTokenSurroundings {
  readonly clock: Clock;
  readonly fetch: Egress['fetch'];
  readonly logger: Logger;
}

export class ValidationTokens {
  readonly #options: ValidationTokenOptions;
  readonly #surroundings: ValidationTokenSurroundings;
  /** By digest: the tenant, and wall ms until which it holds. */
  readonly #verified = new Map<string, { readonly tenantId: string; readonly until: number }>();
  #keys: { readonly set: LocalJWKSet; readonly fetchedAt: number } | undefined;
  #fetching: Promise<LocalJWKSet | undefined> | undefined;
  #mayFetchAt = -Infinity;

  constructor(options: ValidationTokenOptions, surroundings: ValidationTokenSurroundings) {
    this.#options = options;
    this.#surroundings = surroundings;
  }

  /** The tenant, lower case, for which the token vouches; null: it does not. Never rejects. */
  async verify(token: string): Promise<string | null> {
    const { clock } = this.#surroundings;
    const digest = createHash('sha256').update(token).digest('base64');
    const known = this.#verified.get(digest);
    if (known !== undefined) {
      return clock.now() < known.until ? known.tenantId : null;
    }
    const payload = await this.#payloadOf(token);
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success || !this.#isChangeTracking(claims.data)) {
      return null;
    }
    const tenantId = claims.data.tid.toLowerCase();
    this.#remember(digest, { tenantId, until: claims.data.exp * 1000 });
    return tenantId;
  }

  async #payloadOf(token: string): Promise<JWTPayload | null> {
    const { clock } = this.#surroundings;
    const verify = async (set: LocalJWKSet) =>
      await jwtVerify(token, set, {
        algorithms: ['RS256'],
        audience: this.#options.clientId,
        currentDate: new Date(clock.now()),
        clockTolerance: CLOCK_TOLERANCE_S,
        requiredClaims: ['exp'],
      });
    try {
      const keys = await this.#currentKeys();
      return keys === undefined ? null : (await verify(keys)).payload;
    } catch (failure) {
      if (!(failure instanceof errors.JWKSNoMatchingKey)) {
        return null;
      }
    }
    try {
      const keys = await this.#newerKeys();
      return keys === undefined ? null : (await verify(keys)).payload;
    } catch {
      return null;
    }
  }

  #isChangeTracking({ tid, iss, ver, appid, azp }: z.output<typeof claimsSchema>): boolean {
    const authority = this.#options.authority.replace(/\/+$/, '');
    const issuers = [`https://sts.windows.net/${tid}/`, `${authority}/${tid}/v2.0`];
    const publisher = ver === '2.0' ? azp : appid;
    return (
      publisher?.toLowerCase() === CHANGE_TRACKING &&
      issuers.some((issuer) => issuer.toLowerCase() === iss.toLowerCase())
    );
  }

  async #currentKeys(): Promise<LocalJWKSet | undefined> {
    const isFresh =
      this.#keys !== undefined && this.#surroundings.clock.monotonic() - this.#keys.fetchedAt < KEYS_FRESH_MS;
    return isFresh ? this.#keys?.set : ((await this.#fetchKeys()) ?? this.#keys?.set);
  }

  /** Undefined: none since those that are kept. */
  async #newerKeys(): Promise<LocalJWKSet | undefined> {
    const before = this.#keys;
    await this.#fetchKeys();
    return this.#keys === before ? undefined : this.#keys?.set;
  }

  #fetchKeys(): Promise<LocalJWKSet | undefined> {
    if (this.#fetching === undefined && this.#surroundings.clock.monotonic() < this.#mayFetchAt) {
      return Promise.resolve(undefined);
    }
    this.#fetching ??= this.#requestKeys().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #requestKeys(): Promise<LocalJWKSet | undefined> {
    const { clock, fetch, logger } = this.#surroundings;
    const url = `${this.#options.authority.replace(/\/+$/, '')}/common/discovery/v2.0/keys`;
    const abort = new AbortController();
    const timer = clock.after(this.#options.timeoutMs, () =>
      abort.abort(new LamplightError('timeout', `${url} did not answer in ${this.#options.timeoutMs} ms.`)),
    );
    try {
      const response = await fetch(url, { signal: abort.signal, redirect: 'manual' });
      const set = createLocalJWKSet(keySetSchema.parse(await response.json()));
      this.#keys = { set, fetchedAt: clock.monotonic() };
      this.#mayFetchAt = clock.monotonic() + KEYS_APART_MS;
      return set;
    } catch (failure) {
      this.#mayFetchAt = clock.monotonic() + KEYS_RETRY_MS;
      const { reason, message } = LamplightError.from(failure);
      logger.warn(
        { reason, problem: message },
        "Entra's signing keys cannot be read: notifications only trigger reads",
      );
      return undefined;
    } finally {
      timer.cancel();
    }
  }

  #remember(digest: string, verified: { readonly tenantId: string; readonly until: number }): void {
    const [oldest] = this.#verified.keys();
    if (this.#verified.size >= MOST_REMEMBERED && oldest !== undefined) {
      this.#verified.delete(oldest);
    }
    this.#verified.set(digest, verified);
  }
}
