import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { LamplightError } from '@lamplight/runtime';

/**
 * Writes a file that only its owner may read, whole or not at all: it has its name once its last byte is written.
 * @throws LamplightError `config_unreadable` where there is a file of this name, or its folder cannot be written to
 */
export async function writeNew(file: string, content: AsyncIterable<Uint8Array> | Uint8Array): Promise<number> {
  if (await exists(file)) {
    throw new LamplightError('config_unreadable', `${file} exists: name another file, or remove it`);
  }
  const part = `${file}.part`;
  let size = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      size += chunk.length;
      yield chunk;
    }
  }
  try {
    await pipeline(counted(), createWriteStream(part, { mode: 0o600, flush: true }));
    await rename(part, file);
  } catch (failure) {
    await rm(part, { force: true });
    throw failure instanceof LamplightError || !(failure instanceof Error && 'code' in failure)
      ? failure
      : new LamplightError('config_unreadable', `${file} cannot be written (${failure.code}): check its folder`, {
          cause: failure,
        });
  }
  return size;
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch {
    return false;
  }
}
