import type { Readable } from 'node:stream';
import { LamplightError } from '@lamplight/runtime';

/** Limits in bytes. */
export interface BodyLimits {
  /** Of one body. */
  readonly each: number;
  /** Of all that are being read at the same time, as far as they have come. */
  readonly together: number;
}

/** Reads bodies of strangers as text: together they never take more memory than is allowed them. */
export class BodyReader {
  readonly #limits: BodyLimits;
  #held = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /**
   * The whole body.
   * @throws LamplightError `request_too_large`; `overloaded` while others take the room; `request_invalid` when the sender
   *   hangs up within it
   */
  async read(request: Readable): Promise<string> {
    const { each, together } = this.#limits;
    const parts: Uint8Array[] = [];
    let bytes = 0;
    try {
      // A body that is refused is read on and thrown away, so that its sender gets to read why.
      for await (const part of request.iterator({ destroyOnReturn: false })) {
        const chunk: Uint8Array = part instanceof Uint8Array ? part : Buffer.from(String(part));
        bytes += chunk.length;
        this.#held += chunk.length;
        if (bytes > each) {
          throw new LamplightError('request_too_large', `the body is larger than ${each} bytes: send less`);
        }
        if (this.#held > together) {
          throw new LamplightError('overloaded', 'more is being sent at once than is kept: send it again later');
        }
        parts.push(chunk);
      }
      return Buffer.concat(parts).toString('utf8');
    } catch (failure) {
      throw failure instanceof LamplightError
        ? failure
        : new LamplightError('request_invalid', 'the body ended too soon: send it whole', { cause: failure });
    } finally {
      this.#held -= bytes;
    }
  }
}
