/**
 * The subscriptions that there are, what they are told, and how they end. A change of what a person shows becomes a
 * notification for each subscription that names the person; what changes by the passing of time alone is found by a timer
 * per person that somebody subscribes to. Nothing says that a subscription has ended: for presence there is neither
 * `subscriptionRemoved` nor `missed`.
 */
import { type Random, TimerQueue } from '@lamplight/runtime';
import { grantedScopes } from '../directory/app.ts';
import type { AppRegistry } from '../directory/app-registry.ts';
import type { Directory } from '../directory/directory.ts';
import type { PresenceEngine, PresenceVersion } from '../engine/presence-engine.ts';
import type { LatencyModel } from '../latency/latency-model.ts';
import type { SwitchBoard } from '../switches/switch-board.ts';
import {
  type Admission,
  NotificationDelivery,
  type NotificationDeliveryParts,
  type PendingNotification,
} from './notification-delivery.ts';
import { PresenceWatch } from './presence-watch.ts';
import { renderChange, renderReauthorization } from './render-notification.ts';
import type { Subscription } from './subscription.ts';
import { SubscriptionStore } from './subscription-store.ts';

const MINUTE_MS = 60_000;
/** The permission that a subscription rests on. */
const PERMISSION = 'Presence.Read.All';
/** Before the token or the subscription ends its owner is told, and again every few minutes. Guesses: not published. */
const WARNED_BEFORE_MS = 15 * MINUTE_MS;
const WARNED_AGAIN_MS = 5 * MINUTE_MS;
/** One in so many where a switch says `sometimes`. */
const SOMETIMES = 5;
const SHUFFLED_WITHIN_MS = 10_000;
const REPEATED_WITHIN_MS = 30_000;
/** With the latency model on, what falls due within this time travels together. */
const COLLECTED_FOR_MS = 100;

export interface SubscriptionsParts extends NotificationDeliveryParts {
  readonly random: Random;
  readonly engine: PresenceEngine;
  readonly directory: Directory;
  readonly apps: AppRegistry;
  readonly latency: LatencyModel;
  readonly switches: SwitchBoard;
}

/** What tests do to one subscription, apart from Graph. */
interface Fate {
  /** Delivers nothing and says nothing, until this wall time in milliseconds. */
  silentUntil: number;
  /** So many notifications to come are lost. */
  loseNext: number;
  /** Its owner was told already that a permission is gone. */
  isRevocationTold: boolean;
  /** Keeps the order of what it is told of a person: when the last of it is due, monotonic. */
  readonly lastDueAt: Map<string, number>;
}

export class Subscriptions {
  readonly #parts: SubscriptionsParts;
  readonly #store: SubscriptionStore;
  readonly #delivery: NotificationDelivery;
  readonly #fates = new Map<string, Fate>();
  readonly #watch: PresenceWatch;
  readonly #warnings: TimerQueue<string>;

  constructor(parts: SubscriptionsParts) {
    this.#parts = parts;
    this.#store = new SubscriptionStore();
    this.#delivery = new NotificationDelivery(parts, (item, attempt) => this.#admission(item, attempt));
    this.#watch = new PresenceWatch(parts.clock, parts.engine, {
      isWatched: (personId) => this.#store.watching(personId).length > 0,
      onChange: (personId, version, readableAt) => {
        for (const subscription of this.#store.watching(personId)) {
          this.#onChange(subscription, personId, version, readableAt);
        }
      },
      onRemoved: () => this.#checkStanding(),
    });
    this.#warnings = new TimerQueue(parts.clock, (id) => this.#warn(id));
    parts.apps.onChange(() => this.#checkStanding());
  }

  /** Those that are in force now. */
  get all(): readonly Subscription[] {
    return this.#store.all.filter((subscription) => this.#standing(subscription) !== 'ended');
  }

  /** One that is in force; undefined for one that never was or has ended. */
  find(id: string): Subscription | undefined {
    const subscription = this.#store.find(id.toLowerCase());
    return subscription === undefined || this.#standing(subscription) === 'ended' ? undefined : subscription;
  }

  /** Adds a subscription, or replaces the one with the same id. */
  put(subscription: Subscription): void {
    this.#store.put(subscription);
    const fate = this.#fates.get(subscription.id);
    this.#fates.set(subscription.id, {
      silentUntil: fate?.silentUntil ?? 0,
      loseNext: fate?.loseNext ?? 0,
      isRevocationTold: false,
      lastDueAt: fate?.lastDueAt ?? new Map(),
    });
    for (const personId of subscription.personIds) {
      this.#watch.look(personId);
    }
    this.#scheduleWarning(subscription);
  }

  remove(id: string): void {
    const subscription = this.#store.remove(id);
    this.#fates.delete(id);
    this.#warnings.delete(id);
    for (const personId of subscription?.personIds ?? []) {
      this.#watch.look(personId);
    }
  }

  /** Delivers nothing more and says nothing, until the wall time `until`. False: there is no such subscription. */
  silence(id: string, until: number): boolean {
    return this.#changeFate(id, (fate) => {
      fate.silentUntil = until;
    });
  }

  isSilent(id: string): boolean {
    return (this.#fates.get(id.toLowerCase())?.silentUntil ?? 0) > this.#parts.clock.now();
  }

  loseNext(id: string, count: number): boolean {
    return this.#changeFate(id, (fate) => {
      fate.loseNext = count;
    });
  }

  /** Sends what a person shows now, once more. */
  repeat(subscription: Subscription, personId: string): void {
    this.#tellAgain(subscription, personId, this.#parts.clock.monotonic());
  }

  /** Sends `reauthorizationRequired` now, if there is a URL for it. */
  demandReauthorization(subscription: Subscription): void {
    if (subscription.lifecycleNotificationUrl !== null) {
      const now = this.#parts.clock.monotonic();
      this.#delivery.enqueue(subscription.lifecycleNotificationUrl, {
        kind: 'lifecycle',
        subscriptionId: subscription.id,
        userId: null,
        madeAt: now,
        dueAt: now,
        isDelayed: false,
        render: renderReauthorization,
      });
    }
  }

  /** How the receiver behind a URL is treated. */
  endpointState(url: string): ReturnType<NotificationDelivery['endpointState']> {
    return this.#delivery.endpointState(url);
  }

  stop(): void {
    this.#watch.stop();
    this.#warnings.clear();
    this.#delivery.stop();
  }

  /** Consents or people have changed: who has lost a permission is told. */
  #checkStanding(): void {
    for (const subscription of this.all) {
      if (this.#standing(subscription) === 'revoked') {
        this.#warn(subscription.id);
      }
    }
  }

  #onChange(subscription: Subscription, personId: string, version: PresenceVersion, readableAt: number): void {
    const { latency, random, switches } = this.#parts;
    const sentAt = Math.max(readableAt + latency.notificationDelayMs(), this.#parts.clock.monotonic());
    const collectedAt = latency.settings.on ? Math.ceil(sentAt / COLLECTED_FOR_MS) * COLLECTED_FOR_MS : sentAt;
    const { notificationCopies: copies, unchangedNotifications } = switches.current;
    this.#tell(subscription, personId, version, collectedAt);
    if (copies === 'two' || (copies === 'sometimesTwo' && random.next() < 1 / SOMETIMES)) {
      this.#tell(subscription, personId, version, collectedAt);
    }
    if (unchangedNotifications === 'sometimes' && random.next() < 1 / SOMETIMES) {
      this.#tellAgain(subscription, personId, collectedAt + REPEATED_WITHIN_MS * random.next());
    }
  }

  #tell(subscription: Subscription, personId: string, version: PresenceVersion, at: number): void {
    const { random, switches } = this.#parts;
    const fate = this.#fates.get(subscription.id);
    if (fate === undefined) {
      return;
    }
    const isShuffled = switches.current.notificationOrder === 'shuffled';
    const dueAt = isShuffled
      ? at + SHUFFLED_WITHIN_MS * random.next()
      : Math.max(at, fate.lastDueAt.get(personId) ?? 0);
    fate.lastDueAt.set(personId, dueAt);
    this.#enqueue(subscription, personId, dueAt, () => version);
  }

  /** What the person shows when it is due: it comes after everything that was told before, and holds nothing back. */
  #tellAgain(subscription: Subscription, personId: string, dueAt: number): void {
    const now = this.#parts.engine.read(personId);
    if (now !== undefined) {
      this.#enqueue(subscription, personId, dueAt, () => this.#parts.engine.read(personId) ?? now);
    }
  }

  #enqueue(subscription: Subscription, personId: string, dueAt: number, shows: () => PresenceVersion): void {
    const { clock, random, switches } = this.#parts;
    this.#delivery.enqueue(subscription.notificationUrl, {
      kind: 'change',
      subscriptionId: subscription.id,
      userId: personId,
      madeAt: clock.monotonic(),
      dueAt,
      isDelayed: false,
      render: (latest) => renderChange(latest, personId, shows(), switches.current, random),
    });
  }

  /** Whether a notification that is due may go to its subscription. */
  #admission(item: PendingNotification, attempt: number): Admission {
    const subscription = this.find(item.subscriptionId);
    const fate = this.#fates.get(item.subscriptionId);
    if (subscription === undefined || fate === undefined) {
      return 'ended';
    }
    if (this.isSilent(subscription.id)) {
      return 'lost';
    }
    if (item.kind === 'lifecycle') {
      return { kind: 'send', subscription };
    }
    if (attempt === 1 && fate.loseNext > 0) {
      fate.loseNext -= 1;
      return 'lost';
    }
    if (this.#standing(subscription) === 'revoked') {
      return 'lost';
    }
    return subscription.authorizedUntil <= this.#parts.clock.now() ? 'hold' : { kind: 'send', subscription };
  }

  /**
   * `ended` once it has expired, or its owner or the consent to the app is gone; it is then removed. `revoked`: the
   * permission is gone, and changes are lost until it is back.
   */
  #standing(subscription: Subscription): 'good' | 'revoked' | 'ended' {
    const { clock, apps, directory } = this.#parts;
    const { id, appId, tenantId, creatorId, expiresAt } = subscription;
    const app = apps.app(appId);
    const consent = app?.consents.get(tenantId);
    const isEnabled = app?.enabled === true && consent?.enabled === true;
    if (expiresAt <= clock.now() || !isEnabled || directory.person(creatorId) === undefined) {
      this.remove(id);
      return 'ended';
    }
    return grantedScopes(consent, creatorId).includes(PERMISSION) ? 'good' : 'revoked';
  }

  #warn(id: string): void {
    const subscription = this.find(id);
    const fate = this.#fates.get(id);
    if (subscription === undefined || fate === undefined) {
      return;
    }
    const isRevoked = this.#standing(subscription) === 'revoked';
    const isEnding = warnedAt(subscription) <= this.#parts.clock.now();
    if (isEnding || (isRevoked && !fate.isRevocationTold)) {
      this.demandReauthorization(subscription);
    }
    fate.isRevocationTold = isRevoked;
    this.#scheduleWarning(subscription, WARNED_AGAIN_MS);
  }

  #scheduleWarning(subscription: Subscription, notBeforeMs = 0): void {
    const { clock } = this.#parts;
    const inMs = Math.max(notBeforeMs, warnedAt(subscription) - clock.now());
    this.#warnings.set(subscription.id, clock.monotonic() + inMs);
  }

  #changeFate(id: string, change: (fate: Fate) => void): boolean {
    const fate = this.#fates.get(id.toLowerCase());
    if (fate !== undefined) {
      change(fate);
    }
    return fate !== undefined;
  }
}

/** When it is first said that a subscription, or its token, is about to end: wall time in milliseconds. */
function warnedAt({ expiresAt, authorizedUntil }: Subscription): number {
  return Math.min(expiresAt, authorizedUntil) - WARNED_BEFORE_MS;
}
