/** Texts under one another, each with a word in front: how the console shows everything that is not a board. */
import { bold, dim } from './lamp.ts';
import { fit, printable, wrappedWords } from './text-width.ts';

/** A word and the text that belongs to it. */
export interface Paragraph {
  readonly lead: string;
  readonly text: string;
}

export interface Page {
  readonly columns: number;
  readonly colours: boolean;
}

const INDENT = 2;
const GAP = 2;
const WIDEST_LEAD = 28;
/** Texts keep at least that many columns, however narrow the terminal. */
const NARROWEST_TEXT = 30;

/** A heading and what stands under it, the leads in a column of their own. */
export function section(heading: string, paragraphs: readonly Paragraph[], page: Page): readonly string[] {
  return ['', bold(heading, page.colours), ...aligned(paragraphs, page)];
}

/** The leads in one column, the texts in another, broken between words. */
export function aligned(paragraphs: readonly Paragraph[], { columns, colours }: Page): readonly string[] {
  const longest = paragraphs.reduce((most, { lead }) => Math.max(most, [...lead].length), 0);
  const leadWidth = Math.min(longest, WIDEST_LEAD);
  const margin = ' '.repeat(INDENT);
  const hanging = INDENT + (leadWidth === 0 ? 0 : leadWidth + GAP);
  return paragraphs.flatMap(({ lead, text }) => {
    const lines = wrappedWords(printable(text), Math.max(NARROWEST_TEXT, columns - hanging));
    const head = leadWidth === 0 ? '' : `${dim(fit(printable(lead), leadWidth), colours)}${' '.repeat(GAP)}`;
    return lines.map((line, index) => (index === 0 ? `${margin}${head}${line}` : `${' '.repeat(hanging)}${line}`));
  });
}
