/**
 * A file as text. Spreadsheets write UTF-8 with or without a mark, UTF-16 with one, and else the code page of Western
 * Windows (windows-1252), which every sequence of bytes is some text of: it is taken only where UTF-8 does not hold.
 */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly encoding: string } {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) {
    return decoded(bytes, 'utf-16le');
  }
  if (first === 0xfe && second === 0xff) {
    return decoded(bytes, 'utf-16be');
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return decoded(bytes, 'windows-1252');
  }
}

function decoded(bytes: Uint8Array, encoding: string): { readonly text: string; readonly encoding: string } {
  return { text: new TextDecoder(encoding).decode(bytes), encoding };
}
