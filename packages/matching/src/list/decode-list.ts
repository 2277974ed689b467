import type { ListEncoding } from './user-matching-list.ts';

export interface DecodedList {
  readonly encoding: ListEncoding;
  /** Without byte order mark, line ends as LF. Null: the bytes are no text of that encoding. */
  readonly text: string | null;
}

/**
 * By the byte order mark; without one UTF-8, and Windows-1252 where the bytes are no UTF-8: that is what a spreadsheet
 * on Windows writes as plain CSV in western Europe.
 */
export function decodeList(bytes: Uint8Array): DecodedList {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return { encoding: 'utf-16le', text: decode('utf-16le', bytes) };
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return { encoding: 'utf-16be', text: decode('utf-16be', bytes) };
  }
  const text = decode('utf-8', bytes);
  return text === null
    ? { encoding: 'windows-1252', text: decode('windows-1252', bytes) }
    : { encoding: 'utf-8', text };
}

function decode(encoding: ListEncoding, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes).replaceAll(/\r\n?/g, '\n');
  } catch (error) {
    if (error instanceof TypeError) {
      return null;
    }
    throw error;
  }
}
