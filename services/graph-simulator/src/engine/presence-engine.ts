/**
 * People's presence over time. A change takes effect at once; when others can read it is the visibility model's
 * business, so each change leaves a version with the instant from which it can be read, and a read gives the newest
 * version that can be: nobody reads an older state after a newer one. What changes by the passing of time alone (fading, expiry) is worked out when somebody asks, at
 * the very instants at which it happened: the engine keeps no timer.
 */
import type { Clock } from '@lamplight/runtime';
import type { LatencyModel } from '../latency/latency-model.ts';
import type { SwitchBoard } from '../switches/switch-board.ts';
import {
  NEW_PERSON,
  nextTurningPoint,
  type PersonState,
  sameVisibleState,
  type VisibleState,
  visibleState,
  withoutExpired,
} from './person-state.ts';
import { applyCommand, type PresenceCommand } from './presence-command.ts';
import { SequenceNumbers } from './sequence-numbers.ts';

/** One state that others can read. */
export interface PresenceVersion extends VisibleState {
  readonly sequenceNumber: string;
}

interface StampedVersion extends PresenceVersion {
  /** Monotonic milliseconds. */
  readonly readableAt: number;
}

/** What happens to people here. */
export type EngineEvent =
  | {
      /** Somebody shows something else. */
      readonly kind: 'published';
      readonly personId: string;
      readonly version: PresenceVersion;
      /** When it can first be read, in monotonic milliseconds. */
      readonly readableAt: number;
    }
  /** What will change by the passing of time alone may have moved: {@link PresenceEngine.nextChangeAt}. */
  | { readonly kind: 'touched'; readonly personId: string }
  | { readonly kind: 'removed'; readonly personId: string };

interface Person {
  readonly id: string;
  state: PersonState;
  /** Everything up to this instant is in `versions`. */
  settledAt: number;
  /** Oldest first; the first is the newest that was readable at the last look. */
  readonly versions: StampedVersion[];
}

export type EngineOutcome = 'changed' | 'unknownPerson' | 'unknownSession';

export class PresenceEngine {
  readonly #clock: Clock;
  readonly #switches: SwitchBoard;
  readonly #latency: LatencyModel;
  readonly #numbers: SequenceNumbers;
  readonly #people = new Map<string, Person>();
  readonly #listeners = new Set<(event: EngineEvent) => void>();

  constructor(clock: Clock, switches: SwitchBoard, latency: LatencyModel) {
    this.#clock = clock;
    this.#switches = switches;
    this.#latency = latency;
    this.#numbers = new SequenceNumbers(clock.now());
    switches.onChange(() => this.#publishAll());
  }

  /** Adds a person without any session, or does nothing if the id is known. */
  add(personId: string): void {
    if (this.#people.has(personId)) {
      return;
    }
    const now = this.#clock.monotonic();
    const visible = visibleState(NEW_PERSON, now, this.#switches.current);
    const first = { ...visible, sequenceNumber: this.#numbers.next(), readableAt: now };
    this.#people.set(personId, { id: personId, state: NEW_PERSON, settledAt: now, versions: [first] });
  }

  remove(personId: string): void {
    this.#people.delete(personId);
    this.#tell({ kind: 'removed', personId });
  }

  /** Calls the listener with each event to come. @returns how to stop it. */
  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** When what the person shows may next change by itself, in monotonic milliseconds; undefined: not by itself. */
  nextChangeAt(personId: string): number | undefined {
    const person = this.#people.get(personId);
    return person === undefined
      ? undefined
      : nextTurningPoint(person.state, this.#clock.monotonic(), this.#switches.current);
  }

  /** Applies a command to a person, now. */
  apply(personId: string, command: PresenceCommand): EngineOutcome {
    const person = this.#people.get(personId);
    if (person === undefined) {
      return 'unknownPerson';
    }
    const now = this.#clock.monotonic();
    this.#settle(person, now);
    const result = applyCommand(person.state, command, now);
    if (result.kind === 'unknownSession') {
      return 'unknownSession';
    }
    person.state = result.state;
    this.#publish(person, now);
    this.#tell({ kind: 'touched', personId });
    return 'changed';
  }

  /** What a read gives now; undefined for an unknown person. */
  read(personId: string): PresenceVersion | undefined {
    const person = this.#people.get(personId);
    if (person === undefined) {
      return undefined;
    }
    const now = this.#clock.monotonic();
    this.#settle(person, now);
    dropSuperseded(person.versions, now);
    return person.versions[0];
  }

  /** How things really stand now, whatever can be read of it; undefined for an unknown person. */
  inspect(personId: string): { readonly state: PersonState; readonly visible: VisibleState } | undefined {
    const person = this.#people.get(personId);
    if (person === undefined) {
      return undefined;
    }
    const now = this.#clock.monotonic();
    this.#settle(person, now);
    return { state: person.state, visible: visibleState(person.state, now, this.#switches.current) };
  }

  #publishAll(): void {
    const now = this.#clock.monotonic();
    for (const person of this.#people.values()) {
      this.#settle(person, now);
      this.#publish(person, now);
      this.#tell({ kind: 'touched', personId: person.id });
    }
  }

  #settle(person: Person, now: number): void {
    const switches = this.#switches.current;
    for (;;) {
      const at = nextTurningPoint(person.state, person.settledAt, switches);
      if (at === undefined || at > now) {
        break;
      }
      this.#publish(person, at);
      person.settledAt = at;
    }
    person.settledAt = now;
    person.state = withoutExpired(person.state, now, switches);
  }

  #publish(person: Person, at: number): void {
    const visible = visibleState(person.state, at, this.#switches.current);
    const last = person.versions.at(-1);
    if (last !== undefined && sameVisibleState(last, visible)) {
      return;
    }
    const readableAt = at + this.#latency.visibilityDelayMs();
    const version = { ...visible, sequenceNumber: this.#numbers.next(), readableAt };
    person.versions.push(version);
    dropSuperseded(person.versions, this.#clock.monotonic());
    this.#tell({ kind: 'published', personId: person.id, version, readableAt });
  }

  #tell(event: EngineEvent): void {
    for (const listener of this.#listeners) {
      listener(event);
    }
  }
}

/** Keeps the newest version that can be read, and those that cannot be read yet. */
function dropSuperseded(versions: StampedVersion[], now: number): void {
  const readable = versions.findLastIndex((version) => version.readableAt <= now);
  versions.splice(0, Math.max(0, readable));
}
