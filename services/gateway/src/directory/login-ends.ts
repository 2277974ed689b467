import type { PersonId } from '@lamplight/domain';
import { type Clock, TimerQueue } from '@lamplight/runtime';
import type { PersonWithBindings } from '@lamplight/store';

/** People with a login that ends by itself, as the store has them, so that it ends on time. */
export class LoginEnds {
  readonly #clock: Clock;
  readonly #records = new Map<PersonId, PersonWithBindings>();
  readonly #due: TimerQueue<PersonId>;

  /** @param onEnd called when a login of the person is over, whether or not the store has noticed */
  constructor(clock: Clock, onEnd: (record: PersonWithBindings) => void) {
    this.#clock = clock;
    this.#due = new TimerQueue(clock, (id) => {
      const record = this.#records.get(id);
      if (record !== undefined) {
        this.remember(record);
        onEnd(record);
      }
    });
  }

  /** In the place of what was remembered of the person. */
  remember(record: PersonWithBindings): void {
    const { id } = record.person;
    const now = this.#clock.now();
    const ends = record.bindings.flatMap(({ expiresAt }) => (expiresAt !== null && expiresAt > now ? [expiresAt] : []));
    if (ends.length === 0) {
      this.forget(id);
      return;
    }
    this.#records.set(id, record);
    this.#due.set(id, this.#clock.monotonic() + Math.min(...ends) - now);
  }

  forget(id: PersonId): void {
    this.#records.delete(id);
    this.#due.delete(id);
  }

  /** Lets go of the timer. */
  stop(): void {
    this.#due.clear();
  }
}
