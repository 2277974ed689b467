import type { Catalogue, ConnectionState, DirectoryEntry } from '@lamplight/client';
import { problemError } from '@lamplight/client';
import type { Clock, LamplightError, Timer } from '@lamplight/runtime';
import { type BoardRow, renderBoard } from '../board/render-board.ts';
import { presenceJson } from '../output/presence-json.ts';
import { selectorOf } from '../selector.ts';
import type { Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { peopleNamed } from './people.ts';

export interface WatchOptions {
  readonly title: string;
  /** Lines printed below the board, such as what else can be done. */
  readonly footer: readonly string[];
  readonly minUpdateIntervalMs: number | null;
}

/** Ages on the board move on their own. */
const REDRAW_MS = 1_000;

/**
 * A live board of the named people, or of everybody: redrawn in place on a terminal, one line of JSON per change
 * otherwise. Resolves when the person stops it; rejects when the gateway refuses for good.
 */
export async function watch(
  session: Session,
  names: readonly string[],
  options: WatchOptions,
  modules: { readonly terminal: Terminal; readonly clock: Clock },
): Promise<void> {
  const people = await peopleNamed(session.client, names);
  const show = modules.terminal.isInteractive
    ? new LiveBoard(options, await session.client.directory.catalogue(session.language), modules)
    : new JsonLines(modules);
  const byId = new Map(people.map((entry) => [entry.id, entry]));
  let refuse: (error: LamplightError) => void = () => undefined;
  const refused = new Promise<never>((_, reject) => {
    refuse = reject;
  });
  const subscription = session.client.subscribe(
    people.map(selectorOf),
    {
      onChange: (view, keys) => show.changed(keys, (key) => rowOf(key, view.get(key), byId)),
      onState: (state) => {
        show.connection(state);
        if (state.kind === 'stopped' && state.problem !== null) {
          refuse(problemError(state.problem));
        }
      },
      onRefused: (problem) => refuse(problemError(problem)),
    },
    options.minUpdateIntervalMs === null ? {} : { minUpdateIntervalMs: options.minUpdateIntervalMs },
  );
  try {
    await Promise.race([modules.terminal.untilStopped(), refused]);
  } finally {
    subscription.stop();
    show.end();
  }
}

function rowOf(
  key: string,
  watched: BoardRow['watched'] | undefined,
  people: ReadonlyMap<string, DirectoryEntry>,
): BoardRow | undefined {
  return watched === undefined ? undefined : { name: people.get(key)?.displayName ?? key, watched };
}

interface Show {
  changed(keys: readonly string[], row: (key: string) => BoardRow | undefined): void;
  connection(state: ConnectionState): void;
  end(): void;
}

/** One JSON object a line and a change, for programs. */
class JsonLines implements Show {
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

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const HOME = '\u001b[H';
const CLEAR_LINE_END = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
const ALTERNATE_SCREEN = '\u001b[?1049h';
const FIRST_SCREEN = '\u001b[?1049l';

/** Redraws the whole screen in one write, so that it does not flicker. */
class LiveBoard implements Show {
  readonly #options: WatchOptions;
  readonly #catalogue: Catalogue;
  readonly #terminal: Terminal;
  readonly #clock: Clock;
  readonly #rows = new Map<string, BoardRow>();
  #connection: ConnectionState = { kind: 'connecting' };
  #timer: Timer | undefined;

  constructor(
    options: WatchOptions,
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
    const { footer, title } = this.#options;
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
