/** One account and its subscription: carries out what the life of the subscription decides, and keeps its secret. */
import type { Clock, Logger, Random, Timer } from '@lamplight/runtime';
import type { RequestBudget } from '../polling/request-budget.ts';
import type { CertificateRing } from './certificate-ring.ts';
import type { KnownSubscription } from './notification-receiver.ts';
import type { SubscriptionApi } from './subscription-api.ts';
import { stepLife } from './subscription-life.ts';
import { nextLifeTickAt } from './subscription-schedule.ts';
import { type LifeEffect, type LifeInput, type LifeState, newLife, type Outcome } from './subscription-state.ts';

const CLIENT_STATE_BYTES = 32;

export interface AccountSubscriptionOptions {
  readonly account: string;
  readonly ring: CertificateRing;
  /** For GET of lists, over all accounts. */
  readonly lists: RequestBudget;
  readonly api: SubscriptionApi;
}

export interface AccountSubscriptionEvents {
  /** A subscription began: what changed before is lost, so these are to be read now. */
  resync(people: readonly string[]): void;
  /** How it stands is not what it was. */
  changed(): void;
}

export class AccountSubscription {
  readonly #options: AccountSubscriptionOptions;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #logger: Logger;
  readonly #events: AccountSubscriptionEvents;
  #state: LifeState;
  #secret: { readonly clientState: string; readonly id: string | null } | undefined;
  #timer: Timer | undefined;
  #underWay: Promise<void> | undefined;

  constructor(
    options: AccountSubscriptionOptions,
    surroundings: { readonly clock: Clock; readonly random: Random; readonly logger: Logger },
    events: AccountSubscriptionEvents,
  ) {
    this.#options = options;
    this.#clock = surroundings.clock;
    this.#random = surroundings.random;
    this.#logger = surroundings.logger;
    this.#events = events;
    this.#state = newLife(options.ring.current?.id ?? '');
  }

  get state(): LifeState {
    return this.#state;
  }

  /** The one that may have this id: notifications may come before the answer that names it. */
  known(subscriptionId: string): KnownSubscription | undefined {
    const secret = this.#secret;
    return secret !== undefined && (secret.id === null || secret.id === subscriptionId)
      ? { account: this.#options.account, clientState: secret.clientState }
      : undefined;
  }

  give(input: LifeInput): void {
    const before = this.#state;
    const { state, effects } = stepLife(before, input, this.#clock.monotonic());
    this.#state = state;
    for (const effect of effects) {
      this.#carryOut(effect);
    }
    for (const id of state.refusedIds.keys()) {
      if (!before.refusedIds.has(id)) {
        this.#logger.warn(
          { account: this.#options.account, person: id },
          'Graph refuses a subscription because of this id: it is left out for a day, and polled',
        );
      }
    }
    this.#arm();
    if (before.live !== state.live || before.trouble !== state.trouble) {
      this.#events.changed();
    }
  }

  /** Deletes the subscription; resolves when that was answered, well or not. */
  async stop(): Promise<void> {
    this.give({ kind: 'stop' });
    while (this.#underWay !== undefined) {
      await this.#underWay;
    }
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    this.#timer?.cancel();
    const at = nextLifeTickAt(this.#state);
    this.#timer =
      at === null ? undefined : this.#clock.after(at - this.#clock.monotonic(), () => this.give({ kind: 'tick' }));
  }

  #carryOut(effect: LifeEffect): void {
    if (effect.kind === 'resync') {
      if (!this.#state.stopped) {
        this.#events.resync(effect.people);
      }
      return;
    }
    const work = this.#request(effect).then((outcome) => {
      this.#underWay = undefined;
      this.#note(effect, outcome);
      this.give({ kind: 'answer', outcome, jitter: this.#random.next() });
    });
    this.#underWay = work.catch((err: unknown) => {
      this.#logger.error({ err }, 'a subscription was not carried on in a way that is foreseen');
    });
  }

  async #request(effect: Exclude<LifeEffect, { kind: 'resync' }>): Promise<Outcome> {
    const { api, ring } = this.#options;
    switch (effect.kind) {
      case 'create': {
        const certificate = ring.certificateOf(effect.certificateId);
        if (certificate === undefined) {
          return { kind: 'failed', trouble: 'unavailable', pauseMs: null, failure: null };
        }
        const clientState = Buffer.from(this.#random.bytes(CLIENT_STATE_BYTES)).toString('base64url');
        this.#secret = { clientState, id: null };
        const outcome = await api.create({ people: effect.people, clientState, certificate });
        this.#secret = outcome.kind === 'created' ? { clientState, id: outcome.id } : undefined;
        return outcome;
      }
      case 'renew':
        return await api.renew(effect.id, ring.certificateOf(effect.certificateId ?? '') ?? null);
      case 'delete':
        return await api.remove(effect.id);
      case 'list':
        await this.#listLane();
        return await api.list();
    }
  }

  /** Lists are rationed far below everything else. */
  async #listLane(): Promise<void> {
    const { lists } = this.#options;
    for (let now = this.#clock.monotonic(); lists.available(now) <= 0; now = this.#clock.monotonic()) {
      const at = lists.availableAt(now);
      await new Promise<void>((resolve) => {
        this.#clock.after(Math.max(1, at - now), resolve);
      });
    }
    lists.spend(this.#clock.monotonic());
  }

  #note(effect: LifeEffect, outcome: Outcome): void {
    const { account } = this.#options;
    if (outcome.kind === 'failed') {
      const { reason, health } = outcome.failure ?? { reason: outcome.trouble, health: { details: {} } };
      this.#logger.warn(
        { account, request: effect.kind, trouble: outcome.trouble, reason, ...health.details },
        'a request about a subscription failed',
      );
    } else {
      this.#logger.info({ account, request: effect.kind, outcome: outcome.kind }, 'a subscription moved on');
    }
  }
}
