import { DEFAULT_SWITCHES, type Switches } from './switches.ts';

/** The switches in force. They may change while the simulator runs. */
export class SwitchBoard {
  readonly #listeners: (() => void)[] = [];
  #current: Switches;

  constructor(current: Switches = DEFAULT_SWITCHES) {
    this.#current = Object.freeze({ ...current });
  }

  get current(): Switches {
    return this.#current;
  }

  /** Changes the named switches and leaves the others. */
  change(changes: Partial<Switches>): void {
    this.#current = Object.freeze({ ...this.#current, ...changes });
    for (const listener of this.#listeners) {
      listener();
    }
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }
}
