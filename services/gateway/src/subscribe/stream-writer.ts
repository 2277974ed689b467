import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { Problem, SubscribeResponse } from '@lamplight/domain';
import {
  encodeChangesFrame,
  problemToServiceError,
  type SubscribeFrame,
  type WireSubscribeRequest,
} from '@lamplight/wire';
import type { EncodedChanges } from './encoded-changes.ts';

export type SubscribeCall = ServerDuplexStream<WireSubscribeRequest, SubscribeFrame>;

/**
 * The only place that writes to a Subscribe call: what `write` answers is never lost. grpc-js takes 16 messages and one
 * HTTP/2 window of a reader that takes nothing, then answers false until `drain`.
 */
export class StreamWriter {
  readonly #call: SubscribeCall;
  readonly #encoded: EncodedChanges;
  #open = true;

  constructor(call: SubscribeCall, encoded: EncodedChanges, onWritable: () => void) {
    this.#call = call;
    this.#encoded = encoded;
    call.on('drain', onWritable);
  }

  /** Takes the message in any case; false: hold further ones back until writable. */
  send(response: SubscribeResponse): boolean {
    return this.#open && this.#call.write(this.#frameOf(response));
  }

  /** Ends the call after what was sent; null: OK. */
  end(problem: Problem | null): void {
    if (!this.#open) {
      return;
    }
    this.#open = false;
    if (problem === null) {
      this.#call.end();
    } else {
      this.#call.emit('error', problemToServiceError(problem));
    }
  }

  /** The call is gone: nothing is written any more. */
  close(): void {
    this.#open = false;
  }

  #frameOf(response: SubscribeResponse): SubscribeFrame {
    return response.kind === 'changes'
      ? encodeChangesFrame(
          response.items.map((change) => this.#encoded.bytesOf(change)),
          response.resumeToken,
        )
      : response;
  }
}
