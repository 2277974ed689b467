/** The adapter between start and stop: reading, writing, notifications and health put together, and tied to the link. */
import type { AdapterContext, DirectoryOrigin, EffectChange, LinkState, RosterChange } from '@lamplight/adapter-kit';
import type { Timer } from '@lamplight/runtime';
import type { TeamsAdapterOptions } from './adapter-options.ts';
import type { AttributionTiming } from './attribution/attribution-timing.ts';
import { foreignWriterHealth } from './attribution/foreign-writer-health.ts';
import { DEFAULT_LATCH_BREAKER_TIMING } from './attribution/latch-breaker.ts';
import type { TeamsConfig } from './config.ts';
import { credentialsOf } from './credentials/credential.ts';
import { type GraphSide, openGraph } from './graph-side.ts';
import { Notifications } from './notifications/notifications.ts';
import { DEFAULT_POLL_INTERVALS } from './polling/poll-planner.ts';
import { PRESENCE_LIMITS } from './polling/request-budget.ts';
import { PresenceTracker } from './presence-tracker.ts';
import type { PollingFacts } from './requests/polling-health.ts';
import { RequestPump } from './requests/request-pump.ts';
import { SourceHealth } from './source-health.ts';
import { writerConflictHealth } from './writing/writer-conflict.ts';
import { writerKeyOf } from './writing/writer-rights.ts';
import { WriterSeat } from './writing/writer-seat.ts';

/** After that long without the link another installation may have written in between; ms. A lease lasts 90 s. */
const INHERIT_AFTER_MS = 60_000;

export class WorkingAdapter {
  readonly #context: AdapterContext;
  readonly #config: TeamsConfig;
  readonly #pump: RequestPump;
  readonly #tracker: PresenceTracker;
  readonly #health: SourceHealth;
  readonly #graph: GraphSide;
  readonly #writer: WriterSeat;
  readonly directory: DirectoryOrigin | undefined;
  readonly notifications: Notifications;
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
    this.#graph = openGraph(context, options, {
      condition: (name, health) => this.#health.condition(name, health),
      granted: () => this.#pump.resume(),
    });
    this.directory = this.#graph.directory;
    this.#pump = new RequestPump(
      {
        intervals: {
          watchedMs: config.pollWatched,
          syncedMs: config.pollSynced,
          notifiedMs: config.pollNotified,
          setAsideMs: config.pollUnknownIds,
          livelyMs: DEFAULT_POLL_INTERVALS.livelyMs,
        },
        limits: PRESENCE_LIMITS,
        leaseMs: timing.leaseMs,
        landingMs: timing.landingMs,
        blindAfterMs: config.unknownAfter,
      },
      {
        clock,
        random,
        logger,
        api: this.#graph.api,
        reader: this.#graph.reader,
        application: options.host?.budgets?.of(config.clientId),
        health: this.#health,
        mayWrite: () => this.#writer.isOurs,
        asideChanged: (ids) => this.notifications.setAside(ids),
      },
    );
    this.notifications = new Notifications(
      { config, credentials: credentialsOf(config, options.environment ?? {}, clock), host: options.host ?? {} },
      { clock, random, fetch: context.egress.fetch, logger: logger.forComponent('teams-notifications') },
      {
        readNow: (ids) => this.#pump.readNow(ids),
        showed: (presence) => this.#tracker.showed(presence),
        relied: (ids, yes) => this.#pump.setNotified(ids, yes),
        details: (details) => {
          for (const [name, value] of Object.entries(details)) {
            this.#health.detail(name, value);
          }
        },
        condition: (health) => this.#health.condition('notifications', health),
      },
    );
    this.#tracker = new PresenceTracker(
      {
        timing,
        breaker: DEFAULT_LATCH_BREAKER_TIMING,
        blindAfterMs: config.unknownAfter,
        readOnly: config.readOnly,
        wroteBefore: (options.host?.writers?.releasedAgoMs(writerKeyOf(config)) ?? Infinity) < timing.leaseMs,
      },
      clock,
      logger,
      {
        intend: (id, intention) => this.#pump.intend(id, intention),
        readAt: (id, times) => this.#pump.readAt(id, times),
        changed: (id) => {
          this.#pump.changed(id);
          this.notifications.found(id);
        },
        follow: (id, interest) => {
          this.#pump.follow(id, interest);
          this.notifications.follow(id, interest);
        },
        claim: (address, claim) => {
          context.claim(address, claim);
          this.#checkComplete();
        },
        withdraw: (address) => context.withdraw(address),
        reportEffect: (result) => context.reportEffect(result),
        suspectsChanged: (writers) => this.#health.condition('foreign-writer', foreignWriterHealth(writers)),
        conflictChanged: (people) =>
          this.#health.condition('writer-conflict', writerConflictHealth(people, writerKeyOf(config))),
        choiceLost: (address) => this.#health.choiceLost(address, clock.monotonic()),
      },
    );
    this.#pump.serve(this.#tracker);
    this.#writer = new WriterSeat(options.host?.writers, writerKeyOf(config), clock, {
      changed: (standing) => {
        this.#tracker.setWriter(standing);
        this.#allow();
      },
      condition: (health) => this.#health.condition('writer', health),
    });
    this.#health.tell();
  }

  get polling(): PollingFacts {
    return this.#pump.facts();
  }

  directoryChanged(): void {
    this.#pump.directoryChanged();
  }

  async stop(): Promise<void> {
    this.#awaitingClaims?.deadline.cancel();
    this.#awaitingClaims = undefined;
    this.#tracker.stop();
    await this.notifications.stop();
    await this.#pump.stop();
    await this.#writer.release();
    this.#graph.stop();
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
    this.#allow();
    if (state !== 'offline') {
      this.notifications.allow(state === 'active');
    }
    if (state === 'standby') {
      void this.#writer.release();
    }
    if (state === 'active' && !this.#config.readOnly) {
      this.#writer.want();
    }
  }

  #allow(): void {
    // Whoever stood by is not the one who reads before it is told so: also not while its own link is lost.
    this.#pump.allow({ reading: !this.#stoodBy, writing: this.#link === 'active' });
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
