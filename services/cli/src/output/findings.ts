/** What was found, with what to do about it: a line each, and the remedy below. On a terminal lines break between words. */
import type { Style } from './style.ts';
import { styled } from './style.ts';
import type { Screen } from './table.ts';
import { padded, printable, widthOf, wrapped } from './text-width.ts';

export interface Finding {
  /** One word, such as `warning` or `missing`. */
  readonly state: string;
  readonly style: Style;
  /** Of what; empty where the message says it. */
  readonly name: string;
  readonly message: string;
  /** Empty where there is nothing to do. */
  readonly remedy: string;
}

const GAP = '  ';
/** A text is not broken into less than this. */
const LEAST_ROOM = 24;

export function renderFindings(findings: readonly Finding[], { columns, colours }: Screen): string {
  const states = widest(findings.map(({ state }) => state));
  const names = widest(findings.map(({ name }) => printable(name)));
  const before = states + GAP.length + (names === 0 ? 0 : names + GAP.length);
  const room = Math.max(LEAST_ROOM, (columns ?? Number.POSITIVE_INFINITY) - before);
  const below = `\n${' '.repeat(before)}`;
  return findings
    .map(({ state, style, name, message, remedy }) => {
      const padding = ' '.repeat(states - widthOf(state));
      const lead = `${styled(state, style, colours)}${padding}${GAP}${names === 0 ? '' : padded(printable(name), names) + GAP}`;
      const said = wrapped(printable(message), room).join(below);
      const next = remedy === '' ? '' : `${below}→ ${wrapped(printable(remedy), room - 2).join(`${below}  `)}`;
      return `${lead}${said}${next}\n`;
    })
    .join('');
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, widthOf(text)), 0);
}
