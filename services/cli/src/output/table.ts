/**
 * Tables for people: one line per row, columns two spaces apart. On a terminal that is too narrow the columns that can be
 * done without go, then the widest give way until a row fits; in a pipe nothing is left out or cut. Pages of a long list go out as they come, so the first one settles the widths.
 */
import { type Style, styled } from './style.ts';
import { cut, printable, widthOf } from './text-width.ts';

export interface Column<Item> {
  readonly title: string;
  readonly value: (item: Item) => string;
  readonly style?: (item: Item) => Style | undefined;
  /** The last such column is the first to be left out where a terminal is too narrow for all. */
  readonly dispensable?: true;
}

export interface Screen {
  /** Undefined: as wide as it takes. */
  readonly columns: number | undefined;
  readonly colours: boolean;
}

const GAP = '  ';
/** A column gives way down to this. */
const NARROWEST = 6;

/** A column as it is shown. */
interface Shown<Item> {
  readonly column: Column<Item>;
  readonly width: number;
}

export class Table<Item> {
  readonly #columns: readonly Column<Item>[];
  readonly #screen: Screen;
  #shown: readonly Shown<Item>[] | undefined;

  constructor(columns: readonly Column<Item>[], screen: Screen) {
    this.#columns = columns;
    this.#screen = screen;
  }

  /** The lines of more rows, each with its end; before the first ones stands the heading. */
  add(items: readonly Item[]): string {
    if (items.length === 0) {
      return '';
    }
    const isFirst = this.#shown === undefined;
    const shown = this.#shown ?? layOut(this.#columns, items, this.#screen.columns);
    this.#shown = shown;
    const head = isFirst ? [this.#line(shown, ({ title }) => [title, 'heading'])] : [];
    const rows = items.map((item) =>
      this.#line(shown, (column) => [printable(column.value(item)), column.style?.(item)]),
    );
    return [...head, ...rows].map((line) => `${line}\n`).join('');
  }

  #line(shown: readonly Shown<Item>[], cell: (column: Column<Item>) => readonly [string, Style | undefined]): string {
    return shown
      .map(({ column, width }, index) => {
        const [content, style] = cell(column);
        const text = this.#screen.columns === undefined ? content : cut(content, width);
        // Padding stands outside of the style, so that a line ends with its last word.
        const padding = index === shown.length - 1 ? '' : ' '.repeat(Math.max(0, width - widthOf(text)));
        return styled(text, style, this.#screen.colours) + padding;
      })
      .join(GAP)
      .trimEnd();
  }
}

function layOut<Item>(
  columns: readonly Column<Item>[],
  items: readonly Item[],
  available: number | undefined,
): readonly Shown<Item>[] {
  const shown = columns.map((column) => ({
    column,
    width: items.reduce(
      (widest, item) => Math.max(widest, widthOf(printable(column.value(item)))),
      widthOf(column.title),
    ),
  }));
  const room = available ?? Number.POSITIVE_INFINITY;
  while (totalOf(shown) > room) {
    const index = shown.findLastIndex(({ column }) => column.dispensable === true);
    if (index < 0) {
      break;
    }
    shown.splice(index, 1);
  }
  return narrowed(shown, room);
}

/** Takes from the widest column, one after another, until the row fits. */
function narrowed<Item>(shown: readonly Shown<Item>[], room: number): readonly Shown<Item>[] {
  const widths = shown.map(({ width }) => width);
  for (let excess = totalOf(shown) - room; excess > 0; excess--) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) {
      break;
    }
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return shown.map(({ column }, index) => ({ column, width: widths[index] ?? 0 }));
}

function totalOf(shown: readonly { readonly width: number }[]): number {
  return shown.reduce((sum, { width }) => sum + width, GAP.length * (shown.length - 1));
}
