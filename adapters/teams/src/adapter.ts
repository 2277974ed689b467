/**
 * Microsoft Teams as a source: implements the adapter's port on Graph with application permission. What is decided is
 * decided in attribution, polling and writing; here they are put together and tied to the link to the gateway.
 *
 * One installation writes per (tenant, client id): Graph keeps one session per application and person, so a second one
 * would end the first one's sessions. Of preferred statuses Graph keeps one per person, whoever wrote it. The gateway's lease gives that right to one source of a system; nothing keeps two
 * gateways from using one registration.
 */

import type {
  AdapterContext,
  EffectChange,
  LinkState,
  RosterChange,
  SourceAdapter,
  SourceDescription,
} from '@lamplight/adapter-kit';
import { MSTEAMS } from '@lamplight/domain';
import type { Timer } from '@lamplight/runtime';
import { type AttributionTiming, DEFAULT_ATTRIBUTION_TIMING } from './attribution/attribution-timing.ts';
import { DEFAULT_LATCH_BREAKER_TIMING } from './attribution/latch-breaker.ts';
import { createGraphRequests } from './client.ts';
import { scopeOf, type TeamsConfig } from './config.ts';
import { credentialOf } from './credentials/credential.ts';
import { createTokenSource, type TokenCache } from './credentials/token.ts';
import type { GraphApi } from './graph-api.ts';
import type { TeamsHost } from './host.ts';
import { DEFAULT_POLL_INTERVALS } from './polling/poll-planner.ts';
import { PRESENCE_LIMITS } from './polling/request-budget.ts';
import { createPresenceApi } from './presence-api.ts';
import { PresenceTracker } from './presence-tracker.ts';
import { RequestPump } from './request-pump.ts';
import { SourceHealth } from './source-health.ts';

/** After that long without the link another installation may have written in between; ms. A lease lasts 90 s. */
const INHERIT_AFTER_MS = 60_000;

export interface TeamsAdapterOptions {
  readonly config: TeamsConfig;
  readonly softwareVersion: string;
  /** Where secretEnv is looked up; default: nowhere. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Keeps tokens over a restart. Default: they end with the process. */
  readonly tokenCache?: TokenCache;
  /** Default: none of it. */
  readonly host?: TeamsHost;
  /** In place of the client for Graph over the context's egress. */
  readonly api?: GraphApi;
}

export class TeamsAdapter implements SourceAdapter {
  readonly description: SourceDescription;
  readonly #options: TeamsAdapterOptions;
  readonly #timing: AttributionTiming;
  #working: Working | undefined;

  constructor(options: TeamsAdapterOptions) {
    const { config } = options;
    this.#options = options;
    this.#timing = {
      ...DEFAULT_ATTRIBUTION_TIMING,
      visibilityMs: config.visibilityDelay,
      settleMs: config.settleTime,
      landingMs: config.landingTime,
    };
    this.description = Object.freeze({
      technology: MSTEAMS,
      capabilities: Object.freeze({
        callStates: Object.freeze([]),
        effects: Object.freeze(config.readOnly ? [] : ['session', 'preferred']),
        features: Object.freeze(['out-of-office', 'note', 'work-location']),
      }),
      softwareName: 'lamplight-teams-adapter',
      softwareVersion: options.softwareVersion,
    });
  }

  /** @throws LamplightError for a credential that cannot be read. */
  start(context: AdapterContext): void {
    this.#working = new Working(context, this.#options, this.#timing);
  }

  async stop(): Promise<void> {
    await this.#working?.stop();
  }

  rosterChanged(change: RosterChange): void {
    this.#working?.rosterChanged(change);
  }

  effectsChanged(change: EffectChange): void {
    this.#working?.effectsChanged(change);
  }

  desiredStateComplete(): void {
    this.#working?.desiredStateComplete();
  }

  linkChanged(state: LinkState): void {
    this.#working?.linkChanged(state);
  }

  /** The longest that somebody waits between two reads, by interest; ms. Longer than configured when the budget is short. */
  get pollBound(): { readonly watchedMs: number; readonly syncedMs: number } | undefined {
    return this.#working?.pollBound;
  }
}

/** The adapter between start and stop. */
class Working {
  readonly #context: AdapterContext;
  readonly #config: TeamsConfig;
  readonly #pump: RequestPump;
  readonly #tracker: PresenceTracker;
  readonly #health: SourceHealth;
  #link: LinkState = 'offline';
  /** When the link was last active; null: never. */
  #lastActive: number | null = null;
  #stoodBy = false;
  #awaitingClaims: { readonly deadline: Timer } | undefined;

  constructor(context: AdapterContext, options: TeamsAdapterOptions, timing: AttributionTiming) {
    const { clock, random } = context;
    const { config } = options;
    const logger = context.logger.forComponent('teams');
    this.#context = context;
    this.#config = config;
    this.#health = new SourceHealth((health) => context.reportHealth(health));
    this.#pump = new RequestPump(
      {
        intervals: {
          watchedMs: config.pollWatched,
          syncedMs: config.pollSynced,
          setAsideMs: config.pollUnknownIds,
          livelyMs: DEFAULT_POLL_INTERVALS.livelyMs,
        },
        limits: PRESENCE_LIMITS,
        leaseMs: timing.leaseMs,
        landingMs: timing.landingMs,
        blindAfterMs: config.unknownAfter,
      },
      { clock, random, logger, api: options.api ?? graphApi(context, options), health: this.#health },
    );
    this.#tracker = new PresenceTracker(
      { timing, breaker: DEFAULT_LATCH_BREAKER_TIMING, blindAfterMs: config.unknownAfter, readOnly: config.readOnly },
      clock,
      logger,
      {
        intend: (id, intention) => this.#pump.intend(id, intention),
        readAt: (id, times) => this.#pump.readAt(id, times),
        changed: (id) => this.#pump.changed(id),
        follow: (id, interest) => this.#pump.follow(id, interest),
        claim: (address, claim) => {
          context.claim(address, claim);
          this.#checkComplete();
        },
        withdraw: (address) => context.withdraw(address),
        reportEffect: (result) => context.reportEffect(result),
        suspectsChanged: (addresses) => this.#health.suspects(addresses),
        choiceLost: (address) => this.#health.choiceLost(address, clock.monotonic()),
      },
    );
    this.#pump.serve(this.#tracker);
    this.#health.tell();
  }

  get pollBound(): { readonly watchedMs: number; readonly syncedMs: number } {
    return this.#pump.bound();
  }

  async stop(): Promise<void> {
    this.#awaitingClaims?.deadline.cancel();
    this.#awaitingClaims = undefined;
    this.#tracker.stop();
    await this.#pump.stop();
    this.#tracker.stop();
  }

  rosterChanged(change: RosterChange): void {
    for (const address of change.removed) {
      this.#tracker.setInterest(address, null);
    }
    for (const entry of change.upserted) {
      this.#tracker.setInterest(entry.address, entry.interest);
    }
    this.#checkComplete();
  }

  effectsChanged(change: EffectChange): void {
    for (const effect of change.items) {
      this.#tracker.setEffect(effect);
    }
  }

  desiredStateComplete(): void {
    this.#tracker.decide();
    this.#awaitingClaims?.deadline.cancel();
    const deadline = this.#context.clock.after(this.#config.unknownAfter, () => {
      this.#tracker.answerForUndecided();
      this.#claimsComplete();
    });
    this.#awaitingClaims = { deadline };
    this.#checkComplete();
  }

  linkChanged(state: LinkState): void {
    const now = this.#context.clock.monotonic();
    if (this.#link === 'active' && state !== 'active') {
      this.#lastActive = now;
      this.#tracker.deactivate();
    }
    if (state === 'standby') {
      this.#stoodBy = true;
      this.#awaitingClaims?.deadline.cancel();
      this.#awaitingClaims = undefined;
      this.#tracker.standBy();
    }
    if (state === 'active' && this.#link !== 'active') {
      const away = this.#lastActive === null || this.#stoodBy || now - this.#lastActive > INHERIT_AFTER_MS;
      this.#stoodBy = false;
      this.#tracker.activate(away);
      this.#health.tell();
    }
    this.#link = state;
    this.#pump.allow({ reading: state !== 'standby', writing: state === 'active' && !this.#config.readOnly });
  }

  #checkComplete(): void {
    if (this.#awaitingClaims !== undefined && this.#tracker.complete) {
      this.#claimsComplete();
    }
  }

  #claimsComplete(): void {
    this.#awaitingClaims?.deadline.cancel();
    this.#awaitingClaims = undefined;
    this.#context.claimsComplete();
  }
}

function graphApi(context: AdapterContext, options: TeamsAdapterOptions): GraphApi {
  const { clock, random, logger, egress } = context;
  const { config, tokenCache } = options;
  const tokens = createTokenSource(
    {
      tenantId: config.tenantId,
      clientId: config.clientId,
      authority: config.authority,
      scope: scopeOf(config.graphBaseUrl),
      credential: credentialOf(config, options.environment ?? {}, clock),
      timeoutMs: config.requestTimeout,
    },
    { clock, random, fetch: egress.fetch, logger, ...(tokenCache === undefined ? {} : { cache: tokenCache }) },
  );
  const requests = createGraphRequests(
    { baseUrl: config.graphBaseUrl, timeoutMs: config.requestTimeout },
    { clock, fetch: egress.fetch, tokens },
  );
  return createPresenceApi(config.clientId, requests);
}
