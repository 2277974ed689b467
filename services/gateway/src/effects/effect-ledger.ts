/**
 * What is wanted at every subject of a tenant's systems, and what became of it. Desired state, not commands: a
 * subject has at most one effect, under a generation that rises with each change; the active source of its system
 * reconciles and answers by generation.
 *
 * A subject may be bound to several people, so it keeps who wants what: something wanted goes before something left
 * alone, and among several the person with the lowest id decides, whatever came first. `leave` (not decided) is
 * passed on as it is: the source then neither sets, renews nor undoes.
 *
 * Generations start at the wall time of the start, so they also rise over a restart of the gateway.
 */
import {
  type Desired,
  type DesiredEffect,
  type Effect,
  type EffectOutcome,
  type EffectResult,
  type PersonId,
  type SubjectRef,
  type SystemId,
  sameDesired,
} from '@lamplight/domain';
import type { Clock, Logger, Telemetry } from '@lamplight/runtime';

export interface EffectLedgerOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** What is wanted at the subject has changed. */
  readonly onChange: (systemId: SystemId, address: string) => void;
}

/** What is wanted at one subject, and what became of it. */
export interface EffectState extends SubjectRef {
  readonly generation: number;
  readonly desired: Desired | null;
  /** `left-alone` where what stands there is neither set nor undone. */
  readonly outcome: 'pending' | 'left-alone' | EffectOutcome;
  /** Stable word of the source; empty when pending or applied. */
  readonly reason: string;
}

interface Subject {
  readonly wants: Map<PersonId, Desired>;
  state: EffectState;
}

export class EffectLedger {
  readonly #options: EffectLedgerOptions;
  readonly #logger: Logger;
  readonly #systems = new Map<SystemId, Map<string, Subject>>();
  readonly #byPerson = new Map<PersonId, readonly DesiredEffect[]>();
  #generation: number;

  constructor(options: EffectLedgerOptions) {
    this.#options = options;
    this.#logger = options.logger.forComponent('effects');
    this.#generation = Math.floor(options.clock.now());
  }

  /** Replaces all that the person's presence wants; what is not named any more is no longer wanted. */
  replace(personId: PersonId, effects: readonly DesiredEffect[]): void {
    const before = this.#byPerson.get(personId) ?? [];
    if (before.length === 0 && effects.length === 0) {
      return;
    }
    if (effects.length === 0) {
      this.#byPerson.delete(personId);
    } else {
      this.#byPerson.set(personId, effects);
    }
    for (const effect of effects) {
      this.#want(effect, personId, effect.desired);
    }
    for (const former of before) {
      if (!effects.some((effect) => effect.systemId === former.systemId && effect.address === former.address)) {
        this.#want(former, personId, null);
      }
    }
  }

  /** A system has gone: nothing is wanted there, and nobody is left to be told. */
  drop(systemId: SystemId): void {
    this.#systems.delete(systemId);
  }

  /**
   * Subjects of a system at which something is wanted or left alone, for a source that becomes active. To it what is not
   * named is not wanted, so nothing waits any more for what an earlier source would have answered to that.
   */
  addresses(systemId: SystemId): Iterable<string> {
    const subjects = this.#systems.get(systemId);
    for (const [address, subject] of subjects ?? []) {
      if (subject.state.desired === null) {
        subjects?.delete(address);
      }
    }
    return subjects?.keys() ?? [];
  }

  effect(systemId: SystemId, address: string): Effect | undefined {
    const state = this.#systems.get(systemId)?.get(address)?.state;
    return state === undefined ? undefined : { address, generation: state.generation, desired: state.desired };
  }

  /** What is wanted at a subject; undefined where nothing is and the source has said so. */
  read(ref: SubjectRef): EffectState | undefined {
    return this.#systems.get(ref.systemId)?.get(ref.address)?.state;
  }

  /** What the active source of a system answers. An answer to an older generation says nothing of the current one. */
  record(systemId: SystemId, results: readonly EffectResult[]): void {
    const subjects = this.#systems.get(systemId);
    for (const result of results) {
      const subject = subjects?.get(result.address);
      if (subject === undefined || subject.state.generation !== result.generation) {
        continue;
      }
      const { desired } = subject.state;
      const labels = { system: systemId, kind: desired?.kind ?? 'none', outcome: result.outcome };
      this.#options.telemetry.count('lamplight_effect_results_total', labels);
      if (result.outcome === 'refused') {
        this.#logger.warn({ system: systemId, reason: result.reason, kind: labels.kind }, 'effect refused');
      }
      if (desired === null) {
        // Nothing is wanted and the source knows: nothing to remember.
        subjects?.delete(result.address);
      } else if (desired.kind !== 'leave') {
        subject.state = { ...subject.state, outcome: result.outcome, reason: result.reason };
      }
    }
  }

  #want(ref: SubjectRef, personId: PersonId, desired: Desired | null): void {
    const { systemId, address } = ref;
    const subjects = this.#systems.get(systemId) ?? new Map<string, Subject>();
    const known = subjects.get(address);
    if (known === undefined && desired === null) {
      return;
    }
    this.#systems.set(systemId, subjects);
    const subject = known ?? { wants: new Map(), state: unwanted(systemId, address) };
    subjects.set(address, subject);
    if (desired === null) {
      subject.wants.delete(personId);
    } else {
      subject.wants.set(personId, desired);
    }
    const next = strongest(subject.wants);
    if (!sameDesired(subject.state.desired, next)) {
      this.#generation += 1;
      const outcome = next?.kind === 'leave' ? 'left-alone' : 'pending';
      subject.state = { systemId, address, generation: this.#generation, desired: next, outcome, reason: '' };
      this.#options.telemetry.count('lamplight_effects_total', { system: systemId, kind: next?.kind ?? 'none' });
      this.#options.onChange(systemId, address);
    }
  }
}

function unwanted(systemId: SystemId, address: string): EffectState {
  return { systemId, address, generation: 0, desired: null, outcome: 'pending', reason: '' };
}

function strongest(wants: ReadonlyMap<PersonId, Desired>): Desired | null {
  let best: { readonly personId: PersonId; readonly desired: Desired } | null = null;
  for (const [personId, desired] of wants) {
    if (best === null || goesBefore(personId, desired, best.personId, best.desired)) {
      best = { personId, desired };
    }
  }
  return best?.desired ?? null;
}

function goesBefore(personId: PersonId, desired: Desired, otherId: PersonId, other: Desired): boolean {
  const decided = desired.kind !== 'leave';
  return decided === (other.kind !== 'leave') ? personId < otherId : decided;
}
