import type { Catalogue, ConnectionState } from '@lamplight/client';
import type { Clock, Timer } from '@lamplight/runtime';
import type { Terminal } from '../terminal.ts';
import { type BoardRow, renderBoard } from './render-board.ts';
import type { Show } from './show.ts';
import { wrapped } from './text-width.ts';

/** Ages on the board move on their own. */
const REDRAW_MS = 1_000;

export interface BoardOptions {
  readonly title: string;
  /** Lines printed below the board, such as what else can be done. */
  readonly footer: readonly string[];
}

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const HOME = '\u001b[H';
const CLEAR_LINE_END = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
const ALTERNATE_SCREEN = '\u001b[?1049h';
const FIRST_SCREEN = '\u001b[?1049l';

/** Redraws the whole screen in one write, so that it does not flicker. */
export class LiveBoard implements Show {
  readonly #options: BoardOptions;
  readonly #catalogue: Catalogue;
  readonly #terminal: Terminal;
  readonly #clock: Clock;
  readonly #rows = new Map<string, BoardRow>();
  #connection: ConnectionState = { kind: 'connecting' };
  #timer: Timer | undefined;

  constructor(
    options: BoardOptions,
    catalogue: Catalogue,
    modules: { readonly terminal: Terminal; readonly clock: Clock },
  ) {
    this.#options = options;
    this.#catalogue = catalogue;
    this.#terminal = modules.terminal;
    this.#clock = modules.clock;
    this.#terminal.write(ALTERNATE_SCREEN + HIDE_CURSOR);
    this.#terminal.onResize(() => this.#draw());
    this.#draw();
  }

  changed(keys: readonly string[], row: (key: string) => BoardRow | undefined): void {
    for (const key of keys) {
      const value = row(key);
      if (value === undefined) {
        this.#rows.delete(key);
      } else {
        this.#rows.set(key, value);
      }
    }
    this.#draw();
  }

  connection(state: ConnectionState): void {
    this.#connection = state;
    this.#draw();
  }

  end(): void {
    this.#timer?.cancel();
    this.#terminal.write(SHOW_CURSOR + FIRST_SCREEN);
  }

  #draw(): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(REDRAW_MS, () => this.#draw());
    const { columns, lines } = this.#terminal.size();
    const { title } = this.#options;
    // Counted as broken, since a line that the terminal breaks would push the board up.
    const footer = this.#options.footer.flatMap((text) => wrapped(text, columns));
    const board = renderBoard(
      {
        title,
        rows: [...this.#rows.values()],
        words: this.#catalogue,
        connection: this.#connection,
        confirmed: this.#connection.kind === 'live',
      },
      { columns, lines: lines - footer.length, colours: this.#terminal.colours, now: this.#clock.now() },
    );
    const text = [...board, ...footer].map((text) => text + CLEAR_LINE_END).join('\r\n');
    this.#terminal.write(HOME + text + CLEAR_BELOW);
  }
}
