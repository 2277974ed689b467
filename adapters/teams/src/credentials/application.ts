/**
 * One app registration at work: its tokens, and what its credential and its consent mean for health. It asks for a token
 * at once, so that what is missing is told before the first request fails, and looks again every minute: at files that
 * were replaced, at the calendar, and at Entra while something is missing or a fallback stands in.
 */
import type { Health } from '@lamplight/domain';
import type { Clock, Egress, Logger, Random, Timer } from '@lamplight/runtime';
import type { Feature } from '../permissions.ts';
import { consentHealth } from './consent-health.ts';
import { type ApplicationConfig, type ApplicationCredentials, credentialsOf, type Environment } from './credential.ts';
import { type CredentialEnd, endHealth, endOf, endUnknown } from './credential-end.ts';
import type { TokenCache } from './msal-application.ts';
import { createTokenSource, DOUBT_PAUSE_MS } from './token.ts';
import type { RenewableTokenSource, TokenNews, TokenSource } from './token-source.ts';

export interface ApplicationOptions {
  /** `writer` is the registration whose session shows; `reader` the optional second one. */
  readonly role: 'writer' | 'reader';
  readonly config: ApplicationConfig & { readonly clientId: string };
  readonly tenantId: string;
  readonly authority: string;
  readonly scope: string;
  readonly timeoutMs: number;
  /** What it is used for, so what has to be consented. */
  readonly features: readonly Feature[];
  readonly consentLink: string;
}

export interface ApplicationSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly egress: Pick<Egress, 'fetch' | 'describeRoute'>;
  readonly environment: Environment;
  /** Under which addresses the internet sees this machine; empty: not known. */
  readonly publicAddresses: readonly string[];
  readonly cache?: TokenCache;
  /** What it has to say under a name; null: nothing any more. */
  readonly condition: (name: string, health: Health | null) => void;
  /** What was missing has been consented: what waited for it may be tried now. */
  readonly granted: () => void;
}

const LOOK_MS = 60_000;
/** How long consent is looked for every {@link DOUBT_PAUSE_MS}, then every minute; ms. */
const EAGER_MS = 600_000;
/** How often a refused credential is tried again while another one stands in; ms. */
const RETRY_FIRST_MS = 600_000;
/** How long it is told that the end of a secret is not known; ms. */
const TELL_UNKNOWN_END_MS = 3_600_000;

export class Application {
  readonly tokens: TokenSource;
  readonly #options: ApplicationOptions;
  readonly #surroundings: ApplicationSurroundings;
  readonly #source: RenewableTokenSource;
  readonly #startedAt: number;
  #roles: readonly string[] | null = null;
  #rolesBefore: readonly string[] | null = null;
  #missingSince: number | null = null;
  #standInSince: number | null = null;
  /** The last request for a token was refused; one at hand is used meanwhile. */
  #refused = false;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: ApplicationOptions, surroundings: ApplicationSurroundings) {
    const { clock, random, logger, egress, environment, cache } = surroundings;
    this.#options = options;
    this.#surroundings = surroundings;
    this.#startedAt = clock.monotonic();
    const credentials: ApplicationCredentials = credentialsOf(options.config, environment, clock);
    this.#source = createTokenSource(
      {
        tenantId: options.tenantId,
        clientId: options.config.clientId,
        authority: options.authority,
        scope: options.scope,
        credentials,
        timeoutMs: options.timeoutMs,
        consentLink: options.consentLink,
      },
      {
        clock,
        random,
        logger,
        fetch: egress.fetch,
        cameFrom: (host) => cameFrom(egress.describeRoute(host), surroundings.publicAddresses),
        report: (news) => this.#heard(news),
        ...(cache === undefined ? {} : { cache }),
      },
    );
    this.tokens = this.#source;
    this.#tellEnd();
    this.#look();
    void this.#source.get();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #look(): void {
    this.#timer?.cancel();
    this.#timer = this.#surroundings.clock.after(this.#pause(), () => {
      const now = this.#surroundings.clock.monotonic();
      this.#tellEnd();
      this.#source.checkFiles();
      if (this.#standInSince !== null && now - this.#standInSince >= RETRY_FIRST_MS) {
        this.#standInSince = now;
        void this.#source.renew();
      } else if (this.#missingSince !== null || this.#refused) {
        void this.#source.renew();
      }
      this.#look();
    });
  }

  #pause(): number {
    const now = this.#surroundings.clock.monotonic();
    return this.#missingSince !== null && now - this.#missingSince < EAGER_MS ? DOUBT_PAUSE_MS : LOOK_MS;
  }

  #heard(news: TokenNews): void {
    if (this.#stopped) {
      return;
    }
    if (news.kind === 'refused') {
      const { failure, stillGood } = news;
      this.#refused = true;
      // Told here as well as by the requests that fail of it: where nobody is to be read yet there are none. What passes by
      // itself is left to them.
      const told = failure.concerns === 'passing' ? null : failure.health;
      this.#condition('credential', stillGood ? this.#refusedLater(failure.health) : told);
      return;
    }
    if (news.by !== null) {
      this.#refused = false;
      this.#standInSince = news.refused === null ? null : (this.#standInSince ?? this.#surroundings.clock.monotonic());
      this.#condition('credential', news.refused === null ? null : this.#standsIn(news.by, news.refused.health));
    }
    if (news.roles !== null) {
      this.#tellConsent(news.roles);
    }
  }

  #tellConsent(roles: readonly string[]): void {
    const { features, config, consentLink } = this.#options;
    if (this.#roles !== null && this.#roles.join(' ') !== roles.join(' ')) {
      this.#rolesBefore = this.#roles;
    }
    this.#roles = roles;
    const health = consentHealth({
      features,
      roles,
      before: this.#rolesBefore,
      clientId: config.clientId,
      link: consentLink,
    });
    const wasMissing = this.#missingSince !== null;
    this.#missingSince = health === null ? null : (this.#missingSince ?? this.#surroundings.clock.monotonic());
    this.#condition('consent', health);
    if (wasMissing !== (health !== null)) {
      this.#look();
    }
    if (wasMissing && health === null) {
      this.#surroundings.granted();
    }
  }

  #tellEnd(): void {
    const { clock } = this.#surroundings;
    const { config } = this.#options;
    const first = endOf(config);
    const ends = [first, config.fallback === undefined ? null : endOf(config.fallback)]
      .filter((end) => end !== null)
      .toSorted((a, b) => (a.at ?? Number.POSITIVE_INFINITY) - (b.at ?? Number.POSITIVE_INFINITY));
    const soonest: CredentialEnd | null = ends[0] ?? null;
    const isNew = clock.monotonic() - this.#startedAt < TELL_UNKNOWN_END_MS;
    const unknown = isNew ? endUnknown(first, this.#whose()) : null;
    this.#condition('credential-end', endHealth(soonest, clock.now(), this.#whose()) ?? unknown);
  }

  #standsIn(by: 'first' | 'former' | 'fallback', { message, remedy, details }: Health): Health {
    const which = by === 'fallback' ? 'the fallback is used' : 'the one before it is still used';
    const then = by === 'fallback' ? '; then take the fallback out or make it the next one' : '';
    return {
      state: 'degraded',
      reason: by === 'fallback' ? 'credential_fallback' : 'credential_former',
      message: `the first credential${this.#whose()} is refused, and ${which}: ${message}`,
      remedy: `${remedy}${then}`,
      details,
    };
  }

  #refusedLater({ message, remedy, details }: Health): Health {
    return {
      state: 'degraded',
      reason: 'renewal_refused',
      message: `no new token${this.#whose()}, the one at hand is good for a while: ${message}`,
      remedy,
      details,
    };
  }

  /** Put behind the name of a thing where there are two registrations. */
  #whose(): string {
    return this.#options.role === 'reader' ? ' of the reading registration' : '';
  }

  #condition(name: string, health: Health | null): void {
    this.#surroundings.condition(this.#options.role === 'reader' ? `${name}-reader` : name, health);
  }
}

/** From where Entra sees a request come, as far as it is known here. */
export function cameFrom(
  { localAddress, proxy }: ReturnType<Egress['describeRoute']>,
  publicAddresses: readonly string[],
): string {
  if (publicAddresses.length > 0) {
    return `the address ${publicAddresses.join(' or ')}`;
  }
  if (proxy !== null) {
    return `the proxy ${proxy} (Entra sees the address that it has on the internet)`;
  }
  return localAddress === null
    ? 'an address that is not known here'
    : `the local address ${localAddress} (behind NAT Entra sees another one: publicAddresses names it)`;
}
