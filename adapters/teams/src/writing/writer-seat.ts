/** Holds the right to write while it is wanted, and says so to whoever writes and to health. */
import type { Health } from '@lamplight/domain';
import type { Clock, Timer } from '@lamplight/runtime';
import {
  type WriterClaim,
  type WriterKey,
  type WriterRights,
  type WriterStanding,
  writerHealth,
  writerUnknownHealth,
} from './writer-rights.ts';

export interface WriterSeatEvents {
  changed(standing: WriterStanding): void;
  /** What health says under the name `writer`; null: nothing any more. */
  condition(health: Health | null): void;
}

/** For so long it is not told that it is not known who writes: a start and a moment without the store take less; ms. */
const TELL_UNKNOWN_MS = 10_000;

const OURS: WriterStanding = Object.freeze({ kind: 'ours' });
const UNKNOWN: WriterStanding = Object.freeze({ kind: 'unknown' });

export class WriterSeat {
  readonly #rights: WriterRights | undefined;
  readonly #key: WriterKey;
  readonly #clock: Clock;
  readonly #events: WriterSeatEvents;
  #claim: WriterClaim | undefined;
  #standing = UNKNOWN;
  #unknown: Timer | undefined;

  /** @param rights undefined: nobody decides it, so it is ours whenever it is wanted */
  constructor(rights: WriterRights | undefined, key: WriterKey, clock: Clock, events: WriterSeatEvents) {
    this.#rights = rights;
    this.#key = key;
    this.#clock = clock;
    this.#events = events;
  }

  /** To be asked before each write: what was told may be older than the right. */
  get isOurs(): boolean {
    return this.#standing.kind === 'ours' && (this.#claim?.isHeld() ?? true);
  }

  /** Wants the right from now on; without effect while it does already. */
  want(): void {
    if (this.#rights === undefined) {
      this.#become(OURS);
    } else if (this.#claim === undefined) {
      this.#claim = this.#rights.claim(this.#key, (standing) => this.#become(standing));
      this.#watchUnknown();
    }
  }

  /** Does not want it any more; resolves when others may have it. */
  async release(): Promise<void> {
    const claim = this.#claim;
    this.#claim = undefined;
    this.#become(UNKNOWN);
    if (this.#unknown !== undefined) {
      this.#unknown.cancel();
      this.#unknown = undefined;
      this.#events.condition(null);
    }
    await claim?.release();
  }

  #become(standing: WriterStanding): void {
    if (standing.kind === this.#standing.kind && holderOf(standing) === holderOf(this.#standing)) {
      return;
    }
    this.#standing = standing;
    this.#watchUnknown();
    this.#events.condition(writerHealth(standing, this.#key));
    this.#events.changed(standing);
  }

  /** Says so in health where it stays unknown while it is wanted. */
  #watchUnknown(): void {
    this.#unknown?.cancel();
    this.#unknown =
      this.#claim === undefined || this.#standing.kind !== 'unknown'
        ? undefined
        : this.#clock.after(TELL_UNKNOWN_MS, () => this.#events.condition(writerUnknownHealth(this.#key)));
  }
}

function holderOf(standing: WriterStanding): string {
  return standing.kind === 'taken' ? standing.holder : '';
}
