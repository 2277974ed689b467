import type { ConnectionState } from '@lamplight/client';
import type { Clock } from '@lamplight/runtime';
import type { BoardRow } from '../board/render-board.ts';
import type { Show } from '../board/show.ts';
import type { Terminal } from '../terminal.ts';
import { presenceJson } from './presence-json.ts';

/** One JSON object a line and a change, for programs. */
export class JsonLines implements Show {
  readonly #terminal: Terminal;
  readonly #clock: Clock;

  constructor(modules: { readonly terminal: Terminal; readonly clock: Clock }) {
    this.#terminal = modules.terminal;
    this.#clock = modules.clock;
  }

  changed(keys: readonly string[], row: (key: string) => BoardRow | undefined): void {
    for (const key of keys) {
      const value = row(key);
      const at = new Date(this.#clock.now()).toISOString();
      const line =
        value === undefined ? { at, id: key, gone: true } : { at, ...presenceJson(value.name, value.watched) };
      this.#terminal.write(`${JSON.stringify(line)}\n`);
    }
  }

  connection(state: ConnectionState): void {
    if (state.kind === 'waiting') {
      this.#terminal.writeError(
        `connection lost (${state.problem?.message ?? 'ended'}), again in ${state.retryInMs} ms\n`,
      );
    }
  }

  end(): void {
    // Lines need no farewell.
  }
}
