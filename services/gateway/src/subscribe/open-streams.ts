/**
 * Every Subscribe stream that is open: one timer queue wakes them, a revoked key and the drain find theirs.
 */
import type { Problem, TenantId } from '@lamplight/domain';
import { type Clock, type Random, TimerQueue } from '@lamplight/runtime';
import type { ReconnectWindow, StreamInput } from './stream-state.ts';

/** A stream as the others see it. */
export interface OpenStream {
  readonly tenantId: TenantId;
  readonly keyId: string;
  input(input: StreamInput): void;
}

export class OpenStreams {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #streams = new Set<OpenStream>();
  readonly #perTenant = new Map<TenantId, number>();
  readonly #wakes: TimerQueue<OpenStream>;
  #whenEmpty: (() => void)[] = [];

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
    this.#wakes = new TimerQueue(clock, (stream) => stream.input({ kind: 'tick' }));
  }

  get size(): number {
    return this.#streams.size;
  }

  countOf(tenantId: TenantId): number {
    return this.#perTenant.get(tenantId) ?? 0;
  }

  add(stream: OpenStream): void {
    this.#streams.add(stream);
    this.#perTenant.set(stream.tenantId, this.countOf(stream.tenantId) + 1);
  }

  delete(stream: OpenStream): void {
    if (!this.#streams.delete(stream)) {
      return;
    }
    this.#wakes.delete(stream);
    const left = this.countOf(stream.tenantId) - 1;
    if (left === 0) {
      this.#perTenant.delete(stream.tenantId);
    } else {
      this.#perTenant.set(stream.tenantId, left);
    }
    if (this.#streams.size === 0) {
      const waiting = this.#whenEmpty;
      this.#whenEmpty = [];
      for (const resolve of waiting) {
        resolve();
      }
    }
  }

  /** Wakes the stream at this monotonic time, and not at the one set before; null: not at all. */
  wake(stream: OpenStream, at: number | null): void {
    if (at === null || !this.#streams.has(stream)) {
      this.#wakes.delete(stream);
    } else {
      this.#wakes.set(stream, at);
    }
  }

  /** Ends the streams that were opened with the key. */
  endOfKey(keyId: string, problem: Problem): void {
    for (const stream of [...this.#streams]) {
      if (stream.keyId === keyId) {
        stream.input({ kind: 'stop', problem });
      }
    }
  }

  /** Ends every stream of the tenant. */
  endOfTenant(tenantId: TenantId, problem: Problem): void {
    for (const stream of [...this.#streams]) {
      if (stream.tenantId === tenantId) {
        stream.input({ kind: 'stop', problem });
      }
    }
  }

  /** Announces the end to all, and ends them one after another over `endOverMs`, at random. */
  drain(window: ReconnectWindow, endOverMs: number): void {
    for (const stream of [...this.#streams]) {
      const endAfterMs = Math.round(endOverMs * this.#random.next());
      stream.input({ kind: 'drain', order: { reason: 'draining', window, endAfterMs } });
    }
  }

  /** Resolves when no stream is open. */
  whenEmpty(): Promise<void> {
    return this.#streams.size === 0
      ? Promise.resolve()
      : new Promise((resolve) => {
          this.#whenEmpty.push(resolve);
        });
  }

  /** Ends what is still open, at once. */
  stop(problem: Problem): void {
    for (const stream of [...this.#streams]) {
      stream.input({ kind: 'stop', problem });
    }
    this.#wakes.clear();
  }

  now(): number {
    return this.#clock.monotonic();
  }
}
