import { createReadStream } from 'node:fs';
import { LamplightError } from '@lamplight/runtime';
import type { Terminal } from '../output/terminal.ts';

/** The bytes of a file, or of standard input for `-`. @throws LamplightError `config_unreadable` */
export async function* bytesOf(file: string, terminal: Terminal): AsyncGenerator<Uint8Array> {
  if (file === '-') {
    yield* terminal.input;
    return;
  }
  try {
    yield* createReadStream(file);
  } catch (failure) {
    throw unreadable(file, failure);
  }
}

/** A whole file. @throws LamplightError `config_unreadable`, `request_too_large` */
export async function readWhole(file: string, terminal: Terminal, maxBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bytesOf(file, terminal)) {
    parts.push(part);
    size += part.length;
    if (size > maxBytes) {
      throw new LamplightError('request_too_large', `${file} has more than ${maxBytes} bytes: divide it`);
    }
  }
  return Buffer.concat(parts);
}

function unreadable(file: string, failure: unknown): LamplightError {
  const code = failure instanceof Error && 'code' in failure ? String(failure.code) : '';
  const known: Readonly<Record<string, string>> = {
    ENOENT: `there is no file ${file}: check the path`,
    EISDIR: `${file} is a folder: name a file`,
    EACCES: `${file} may not be read: check its permissions`,
  };
  return new LamplightError('config_unreadable', known[code] ?? `${file} cannot be read (${failure})`, {
    cause: failure,
  });
}
