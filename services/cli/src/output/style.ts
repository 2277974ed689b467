import { styleText } from 'node:util';

/** How a piece of text stands out. Nothing is said by colour alone. */
export type Style = 'heading' | 'good' | 'warning' | 'bad' | 'quiet';

const FORMATS = {
  heading: 'bold',
  good: 'green',
  warning: 'yellow',
  bad: 'red',
  quiet: 'dim',
} as const satisfies Record<Style, Parameters<typeof styleText>[0]>;

/** The text with the codes of a terminal around it, where there are colours. */
export function styled(text: string, style: Style | undefined, colours: boolean): string {
  return colours && style !== undefined && text !== ''
    ? styleText(FORMATS[style], text, { validateStream: false })
    : text;
}
