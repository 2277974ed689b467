import type { Effect, RosterEntry } from '@lamplight/domain';
import type { SourceAdapter } from '../port/source-adapter.ts';
import { DesiredState } from './desired-state.ts';

/** Makes one call to the adapter. */
export type Tell = (call: (adapter: SourceAdapter) => void) => void;

/** Everything that the gateway wants of a source, told to the adapter as its port promises. */
export class DesiredInbox {
  readonly #roster = new DesiredState<RosterEntry>();
  readonly #effects = new DesiredState<Effect>();
  readonly #tell: Tell;
  /** Another source spoke since this one was active: what it left behind has to be named anew. */
  #stoodBy = false;
  #completeTold = false;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  /** Effects by address, as the adapter knows them. */
  get effects(): ReadonlyMap<string, Effect> {
    return this.#effects.told;
  }

  /** Snapshots follow. */
  activate(): void {
    this.#roster.restart(true);
    this.#effects.restart(this.#stoodBy);
    this.#stoodBy = false;
    this.#completeTold = false;
  }

  standBy(): void {
    this.#stoodBy = true;
  }

  /** @param onNamed called for each subject that a change after the snapshot names, before the adapter is told. */
  roster(
    items: readonly RosterEntry[],
    removed: readonly string[],
    complete: boolean,
    onNamed: (address: string) => void,
  ): void {
    if (this.#roster.complete) {
      for (const { address } of items) {
        onNamed(address);
      }
    }
    const change = this.#roster.apply(items, removed, complete);
    if (change !== undefined) {
      const gone = change.removed.map((entry) => entry.address);
      this.#tell((adapter) => adapter.rosterChanged({ upserted: change.upserted, removed: gone }));
    }
    this.#tellComplete();
  }

  /** @param onChange called before the adapter is told of an effect of another generation. */
  wanted(items: readonly Effect[], complete: boolean, onChange: (effect: Effect) => void): void {
    const change = this.#effects.apply(items, [], complete);
    if (change !== undefined) {
      // What a new snapshot does not name is not wanted any more.
      const undone = change.removed.filter((effect) => effect.desired !== null);
      const told = [...change.upserted, ...undone.map((effect) => ({ ...effect, desired: null }))];
      for (const effect of told) {
        onChange(effect);
      }
      if (told.length > 0) {
        this.#tell((adapter) => adapter.effectsChanged({ items: told }));
      }
    }
    this.#tellComplete();
  }

  #tellComplete(): void {
    if (!this.#completeTold && this.#roster.complete && this.#effects.complete) {
      this.#completeTold = true;
      this.#tell((adapter) => adapter.desiredStateComplete());
    }
  }
}
