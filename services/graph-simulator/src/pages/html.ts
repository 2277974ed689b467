/** HTML as a template: whatever is put in is escaped, unless it is {@link Html} itself. */

/** Text that is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlPart = string | number | Html | readonly Html[];

export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(strings.reduce((text, piece, index) => `${text}${rendered(parts[index - 1] ?? '')}${piece}`));
}

/** Nothing, where a part of a page is left out. */
export const NO_HTML = new Html('');

function rendered(part: HtmlPart): string {
  if (part instanceof Html) {
    return part.text;
  }
  return typeof part === 'object' ? part.map(rendered).join('') : escaped(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
