/** Fits text into terminal columns, by code points: wide characters are rare in names here and count as one. */

/** Cuts with an ellipsis or pads with spaces to exactly `width` columns. */
export function fit(text: string, width: number): string {
  const characters = [...text];
  if (characters.length > width) {
    return width <= 1 ? characters.slice(0, width).join('') : `${characters.slice(0, width - 1).join('')}…`;
  }
  return text + ' '.repeat(width - characters.length);
}

/** Breaks text into lines of at most `width` columns, as a terminal would; nothing is cut away. */
export function wrapped(text: string, width: number): string[] {
  const characters = [...text];
  const lines: string[] = [];
  do {
    lines.push(characters.splice(0, Math.max(1, width)).join(''));
  } while (characters.length > 0);
  return lines;
}

/** Breaks text between words into lines of at most `width` columns; a longer word is broken within. */
export function wrappedWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if ([...joined].length <= width) {
      line = joined;
      continue;
    }
    const [first = '', ...others] = wrapped(word, width).reverse();
    lines.push(...(line === '' ? [] : [line]), ...others.reverse());
    line = first;
  }
  return [...lines, line];
}

/** Names come from outside: control characters would move the cursor or change the terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
