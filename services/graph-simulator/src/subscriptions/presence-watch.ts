import { type Clock, TimerQueue } from '@lamplight/runtime';
import type { EngineEvent, PresenceEngine, PresenceVersion } from '../engine/presence-engine.ts';

export interface PresenceWatcher {
  /** Whether somebody wants to know what this person shows. */
  isWatched(personId: string): boolean;
  /** A watched person shows something else. @param readableAt when it can first be read, in monotonic milliseconds. */
  onChange(personId: string, version: PresenceVersion, readableAt: number): void;
  /** A person is no more. */
  onRemoved(): void;
}

/**
 * Tells of each change at its instant. The engine works out what time alone changes only when it is asked: here it is
 * asked then, for the people that are watched.
 */
export class PresenceWatch {
  readonly #engine: PresenceEngine;
  readonly #watcher: PresenceWatcher;
  readonly #people: TimerQueue<string>;
  readonly #stopListening: () => void;

  constructor(clock: Clock, engine: PresenceEngine, watcher: PresenceWatcher) {
    this.#engine = engine;
    this.#watcher = watcher;
    this.#people = new TimerQueue(clock, (personId) => {
      engine.read(personId);
      this.look(personId);
    });
    this.#stopListening = engine.onEvent((event) => this.#onEvent(event));
  }

  /** Begins or ends watching a person, as the watcher now has it. */
  look(personId: string): void {
    const nextAt = this.#watcher.isWatched(personId) ? this.#engine.nextChangeAt(personId) : undefined;
    if (nextAt === undefined) {
      this.#people.delete(personId);
    } else {
      this.#people.set(personId, nextAt);
    }
  }

  stop(): void {
    this.#stopListening();
    this.#people.clear();
  }

  #onEvent(event: EngineEvent): void {
    if (event.kind === 'removed') {
      this.#watcher.onRemoved();
    } else if (event.kind === 'touched') {
      this.look(event.personId);
    } else if (this.#watcher.isWatched(event.personId)) {
      this.#watcher.onChange(event.personId, event.version, event.readableAt);
    }
  }
}
