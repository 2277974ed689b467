import { type Style, styled } from './style.ts';
import type { Screen } from './table.ts';
import { printable, widthOf } from './text-width.ts';

/** A field of one record: its name, what it is, and whether that stands out. Several values stand below each other. */
export type Field = readonly [name: string, value: string | readonly string[], style?: Style | undefined];

/** One record for people to read: a field a line, values below each other; a field that is empty is left out. */
export function renderFields(fields: readonly Field[], screen: Screen): string {
  const shown = fields.filter(([, value]) => value.length > 0);
  const width = shown.reduce((widest, [name]) => Math.max(widest, widthOf(name)), 0);
  return shown
    .flatMap(([name, value, style]) =>
      (typeof value === 'string' ? [value] : value).map((line, index) => {
        const lead = index === 0 ? name : '';
        const padding = ' '.repeat(width - widthOf(lead));
        return `${styled(lead, 'quiet', screen.colours)}${padding}  ${styled(printable(line), style, screen.colours)}\n`;
      }),
    )
    .join('');
}
