import { type Style, styled } from './style.ts';
import type { Screen } from './table.ts';
import { printable, widthOf, wrapped } from './text-width.ts';

/** A field of one record: its name, what it is, and whether that stands out. Several values stand below each other. */
export type Field = readonly [name: string, value: string | readonly string[], style?: Style | undefined];

/** What goes on in the next line stands in by this much. */
const HANGING = '  ';
/** A text is not broken into less than this. */
const LEAST_ROOM = 24;

/**
 * One record for people to read: a field a line, values below each other; a field that is empty is left out. On a
 * terminal lines break between words.
 */
export function renderFields(fields: readonly Field[], screen: Screen): string {
  const shown = fields.filter(([, value]) => value.length > 0);
  const width = shown.reduce((widest, [name]) => Math.max(widest, widthOf(name)), 0);
  const room = Math.max(LEAST_ROOM, (screen.columns ?? Number.POSITIVE_INFINITY) - width - 2 - HANGING.length);
  return shown
    .flatMap(([name, value, style]) =>
      (typeof value === 'string' ? [value] : value)
        .flatMap((text) => broken(text, room))
        .map((line, index) => {
          const lead = index === 0 ? name : '';
          const padding = ' '.repeat(width - widthOf(lead));
          return `${styled(lead, 'quiet', screen.colours)}${padding}  ${styled(line, style, screen.colours)}\n`;
        }),
    )
    .join('');
}

function broken(text: string, room: number): readonly string[] {
  return wrapped(printable(text), room).map((line, index) => (index === 0 ? line : `${HANGING}${line}`));
}
