/**
 * Cuts a TCP stream into SIP messages by Content-Length (RFC 3261, 18.3). A message that is too large is not kept: its
 * head is handed out for a 513 and its body is passed over, so the stream stays in step. A head that cannot be read or
 * has no Content-Length ends the stream, since nothing says where the next message begins.
 */
import { LamplightError } from '@lamplight/runtime';
import type { Received } from './message.ts';
import { type MessageHead, type MessageLimits, parseHead, withBody } from './parse-message.ts';

export type Frame =
  | { readonly kind: 'message'; readonly received: Received }
  /** CRLF CRLF: answer with CRLF (RFC 5626, 3.5.1). */
  | { readonly kind: 'ping' }
  /** The message was framed but cannot be used; the stream goes on. */
  | { readonly kind: 'refused'; readonly head: MessageHead; readonly error: LamplightError }
  /** Nothing after this can be read: close the connection. */
  | { readonly kind: 'broken'; readonly error: LamplightError };

/** Longest body that is passed over to stay in step; beyond it the connection is closed. */
const LONGEST_SKIP_BYTES = 16 * 1024 * 1024;

const EMPTY = Buffer.alloc(0);

export class StreamFramer {
  readonly #limits: MessageLimits;
  #buffer: Buffer = EMPTY;
  /** Head of the message whose body is still coming. */
  #head: MessageHead | undefined;
  #toSkip = 0;
  #isBroken = false;

  constructor(limits: MessageLimits) {
    this.#limits = limits;
  }

  /** Takes what arrived and gives what is complete. */
  push(chunk: Uint8Array): Frame[] {
    if (this.#isBroken) {
      return [];
    }
    this.#buffer = this.#buffer.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#buffer, chunk]);
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) {
      frames.push(frame);
      if (frame.kind === 'broken') {
        this.#isBroken = true;
        this.#buffer = EMPTY;
        break;
      }
    }
    return frames;
  }

  #next(): Frame | undefined {
    const skipped = Math.min(this.#toSkip, this.#buffer.length);
    this.#toSkip -= skipped;
    this.#buffer = this.#buffer.subarray(skipped);
    if (this.#toSkip > 0) {
      return undefined;
    }
    return this.#head === undefined ? this.#nextHead() : this.#nextBody(this.#head);
  }

  #nextHead(): Frame | undefined {
    if (this.#buffer.subarray(0, 4).equals(PING)) {
      this.#buffer = this.#buffer.subarray(4);
      return { kind: 'ping' };
    }
    if (this.#buffer.length >= 2 && this.#buffer.subarray(0, 2).equals(CRLF) && this.#buffer.length !== 3) {
      if (this.#buffer.length === 2) {
        return undefined;
      }
      // A single CRLF answers our ping or stands before a start line.
      this.#buffer = this.#buffer.subarray(2);
      return this.#next();
    }
    const end = this.#buffer.indexOf(PING);
    if (end < 0) {
      return this.#buffer.length > this.#limits.messageBytes
        ? broken(new LamplightError('sip_too_large', `header fields of more than ${this.#limits.messageBytes} bytes`))
        : undefined;
    }
    try {
      const head = parseHead(this.#buffer.toString('utf8', 0, end), this.#limits);
      this.#buffer = this.#buffer.subarray(end + 4);
      return this.#begin(head, end + 4);
    } catch (failure) {
      return broken(LamplightError.from(failure));
    }
  }

  #begin(head: MessageHead, headBytes: number): Frame | undefined {
    const { contentLength } = head;
    if (contentLength === undefined) {
      return broken(new LamplightError('sip_malformed', 'Content-Length is missing, which a stream needs'));
    }
    if (headBytes + contentLength > this.#limits.messageBytes) {
      const error = new LamplightError(
        'sip_too_large',
        `a message of ${headBytes + contentLength} bytes is refused, at most ${this.#limits.messageBytes} are read`,
      );
      if (contentLength > LONGEST_SKIP_BYTES) {
        return broken(error);
      }
      this.#toSkip = contentLength;
      return { kind: 'refused', head, error };
    }
    this.#head = head;
    return this.#nextBody(head);
  }

  #nextBody(head: MessageHead): Frame | undefined {
    const length = head.contentLength ?? 0;
    if (this.#buffer.length < length) {
      return undefined;
    }
    const body = Uint8Array.from(this.#buffer.subarray(0, length));
    this.#buffer = this.#buffer.subarray(length);
    this.#head = undefined;
    try {
      return { kind: 'message', received: withBody(head, body) };
    } catch (failure) {
      return { kind: 'refused', head, error: LamplightError.from(failure) };
    }
  }
}

const CRLF = Buffer.from('\r\n');
const PING = Buffer.from('\r\n\r\n');

function broken(error: LamplightError): Frame {
  return { kind: 'broken', error };
}
