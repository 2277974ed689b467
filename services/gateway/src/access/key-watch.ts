/**
 * Keeps the keys as the files say: asks for the files' times of change every half second, and at once when told to
 * (SIGHUP). A file that cannot be read or is wrong changes nothing and is logged once, so that a slip of the editor
 * locks nobody out.
 */
import { statSync } from 'node:fs';
import { type Clock, LamplightError, type Logger, type Timer } from '@lamplight/runtime';
import type { KeptKey, Keys } from './keys.ts';

/** Half of what a revoked key may still stand. */
const POLL_MS = 500;

export interface KeyWatchOptions {
  readonly keys: Keys;
  /** Files that hold keys. */
  readonly files: readonly string[];
  /** Reads the keys of all files. */
  readonly read: () => readonly KeptKey[];
  readonly clock: Clock;
  readonly logger: Logger;
}

export class KeyWatch {
  readonly #options: KeyWatchOptions;
  #stamp: string;
  #timer: Timer | undefined;

  constructor(options: KeyWatchOptions) {
    this.#options = options;
    this.#stamp = stampOf(options.files);
  }

  start(): void {
    this.#timer ??= this.#options.clock.after(POLL_MS, () => {
      this.#timer = undefined;
      const stamp = stampOf(this.#options.files);
      if (stamp !== this.#stamp) {
        this.reload();
      }
      this.start();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Reads the keys again now. */
  reload(): void {
    const { keys, files, read, logger } = this.#options;
    this.#stamp = stampOf(files);
    try {
      const revoked = keys.replace('file', read());
      logger.info({ keys: keys.size, revoked }, 'keys were read again');
    } catch (failure) {
      const { reason, message } = LamplightError.from(failure);
      logger.error({ reason, problem: message }, 'keys were not read again: the old ones stay');
    }
  }
}

function stampOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const stats = statSync(file, { throwIfNoEntry: false });
      return stats === undefined ? 'none' : `${stats.ino} ${stats.mtimeMs} ${stats.size}`;
    })
    .join('\n');
}
