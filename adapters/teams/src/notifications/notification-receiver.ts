/**
 * Takes notifications in: answers at once, and looks at them off the request's path.
 *
 * | comes | answer | source |
 * | --- | --- | --- |
 * | validation handshake | 200 and the token | Graph, change notifications by webhooks |
 * | anything else | 202, before its authenticity is looked at, also where it makes no sense: only a loss is retried | Graph, change notifications with resource data |
 * | more than can be kept | 503: Graph tries again for four hours | Graph, change notifications by webhooks |
 *
 * What an item may do hangs on what it has shown. With the secret of a subscription of ours (`clientState`) it has its
 * person read at once, before anything else is verified: a read does no harm. Its content counts only when every token and
 * every content of the batch has been verified; one failure leaves the whole batch at triggering reads.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Logger } from '@lamplight/runtime';
import type { GraphPresence } from '../graph-api.ts';
import type { InletAnswer, InletRequest } from './notification-inlet.ts';
import {
  type ChangeItem,
  type LifecycleItem,
  type NotificationBatch,
  readNotifications,
} from './notification-payload.ts';
import { type BatchSurroundings, openBatch, type SealedBatch, type SealedContent } from './open-batch.ts';

/** Bodies that wait, and their length altogether. */
const MOST_WAITING = 1_000;
const MOST_WAITING_CHARACTERS = 8 * 1024 * 1024;
/** Batches whose content waits; of more than that only the people are read. */
const MOST_CONTENTS_WAITING = 64;

/** A subscription that may be meant, with its secret. */
export interface KnownSubscription {
  readonly account: string;
  readonly clientState: string;
}

export interface ReceiverSurroundings extends BatchSurroundings {
  readonly logger: Logger;
  /** Those of ours that may have this id, lower case: also one that is just being created. */
  readonly subscriptions: (subscriptionId: string) => readonly KnownSubscription[];
  /** Something of the person changed, or is said to have. */
  readonly notified: (account: string, person: string) => void;
  /** What a verified notification showed of a person. */
  readonly showed: (account: string, presence: GraphPresence) => void;
  readonly lifecycle: (account: string, event: string) => void;
}

/** Since the start. */
export interface ReceiverCounts {
  /** Requests with notifications. */
  readonly received: number;
  readonly handshakes: number;
  /** Answered 503. */
  readonly refused: number;
  /** Neither JSON nor a collection, or items that cannot be read. */
  readonly odd: number;
  /** Items for no subscription of ours, or without its secret. */
  readonly foreign: number;
  /** Items that triggered a read. */
  readonly triggered: number;
  /** Batches with content that did not hold. */
  readonly suspicious: number;
  /** Contents that counted. */
  readonly trusted: number;
}

type Counts = { -readonly [Name in keyof ReceiverCounts]: number };

export class NotificationReceiver {
  readonly #surroundings: ReceiverSurroundings;
  readonly #waiting: string[] = [];
  readonly #contents: SealedBatch[] = [];
  readonly #counts: Counts = {
    received: 0,
    handshakes: 0,
    refused: 0,
    odd: 0,
    foreign: 0,
    triggered: 0,
    suspicious: 0,
    trusted: 0,
  };
  #waitingCharacters = 0;
  #scheduled = false;
  #verifying = false;
  #stopped = false;

  constructor(surroundings: ReceiverSurroundings) {
    this.#surroundings = surroundings;
  }

  get counts(): ReceiverCounts {
    return { ...this.#counts };
  }

  /** Never throws. */
  receive({ validationToken, body }: InletRequest): InletAnswer {
    if (validationToken !== null) {
      this.#counts.handshakes += 1;
      return { status: 200, body: validationToken };
    }
    this.#counts.received += 1;
    if (body.length > MOST_WAITING_CHARACTERS) {
      // It would never fit: to have it repeated for hours helps nobody.
      this.#counts.odd += 1;
      return { status: 202, body: '' };
    }
    const isFull =
      this.#waiting.length >= MOST_WAITING || this.#waitingCharacters + body.length > MOST_WAITING_CHARACTERS;
    if (isFull || this.#stopped) {
      this.#counts.refused += 1;
      return { status: 503, body: '' };
    }
    this.#waiting.push(body);
    this.#waitingCharacters += body.length;
    this.#schedule();
    return { status: 202, body: '' };
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
    this.#contents.length = 0;
  }

  #schedule(): void {
    if (!this.#scheduled) {
      this.#scheduled = true;
      this.#surroundings.clock.after(0, () => {
        this.#scheduled = false;
        this.#takeNext();
      });
    }
  }

  /** One body a turn, so that what comes meanwhile is answered. */
  #takeNext(): void {
    const body = this.#waiting.shift();
    if (body === undefined || this.#stopped) {
      return;
    }
    this.#waitingCharacters -= body.length;
    const batch = readNotifications(body);
    if (batch === null) {
      this.#counts.odd += 1;
    } else {
      this.#counts.odd += batch.odd;
      this.#take(batch);
    }
    if (this.#waiting.length > 0) {
      this.#schedule();
    }
  }

  #take({ items, validationTokens }: NotificationBatch): void {
    const contents: SealedContent[] = [];
    for (const item of items) {
      const account = this.#accountOf(item);
      if (account === null) {
        this.#counts.foreign += 1;
      } else if (item.kind === 'lifecycle') {
        this.#surroundings.lifecycle(account, item.event);
      } else {
        this.#trigger(account, item.person);
        if (item.content !== null) {
          contents.push({ account, item });
        }
      }
    }
    if (contents.length > 0 && this.#contents.length < MOST_CONTENTS_WAITING) {
      this.#contents.push({ contents, validationTokens });
      this.#verifyAll();
    }
  }

  #trigger(account: string, person: string | null): void {
    if (person !== null) {
      this.#counts.triggered += 1;
      this.#surroundings.notified(account, person);
    }
  }

  /** Null: it shows the secret of no subscription of ours. */
  #accountOf({ subscriptionId, clientState }: ChangeItem | LifecycleItem): string | null {
    let found: string | null = null;
    for (const known of this.#surroundings.subscriptions(subscriptionId)) {
      if (isSame(known.clientState, clientState)) {
        found = known.account;
      }
    }
    return found;
  }

  /** Batches one after another, beside the way of those that come. */
  #verifyAll(): void {
    if (this.#verifying) {
      return;
    }
    this.#verifying = true;
    const work = async (): Promise<void> => {
      for (let batch = this.#contents.shift(); batch !== undefined; batch = this.#contents.shift()) {
        await this.#verify(batch);
      }
    };
    work()
      .catch((err: unknown) => this.#surroundings.logger.error({ err }, 'notifications could not be looked into'))
      .finally(() => {
        this.#verifying = false;
      });
  }

  async #verify(batch: SealedBatch): Promise<void> {
    const shown = await openBatch(batch, this.#surroundings);
    if (this.#stopped) {
      return;
    }
    if (shown === null) {
      this.#counts.suspicious += 1;
      return;
    }
    for (const { account, presence, isNamed } of shown) {
      this.#counts.trusted += 1;
      if (!isNamed) {
        this.#trigger(account, presence.id);
      }
      this.#surroundings.showed(account, presence);
    }
  }
}

/** In constant time, whatever the lengths. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
