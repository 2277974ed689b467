import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { Problem, SubscribeResponse } from '@lamplight/domain';
import {
  encodeChangesFrame,
  problemToServiceError,
  type SubscribeFrame,
  serializeSubscribeResponse,
  type WireSubscribeRequest,
} from '@lamplight/wire';
import type { EncodedChanges } from './encoded-changes.ts';
import type { Sight } from './sight.ts';

export type SubscribeCall = ServerDuplexStream<WireSubscribeRequest, SubscribeFrame>;

/** What is needed of a call to write to it. */
export interface WrittenCall {
  write(frame: SubscribeFrame): boolean;
  end(): unknown;
  emit(event: 'error', failure: ReturnType<typeof problemToServiceError>): unknown;
}

/**
 * The only place that writes to a Subscribe call: what `write` answers is never lost. grpc-js takes 16 messages and one
 * HTTP/2 window of a reader that takes nothing, then answers false until `drain`. Changes are masked and encoded when
 * grpc-js hands them to HTTP/2, by what may be seen at that moment: what waits in its queue under a wider mask is
 * narrowed there.
 */
export class StreamWriter {
  readonly #call: WrittenCall;
  readonly #encoded: EncodedChanges;
  readonly #sight: () => Sight;
  #open = true;

  /** @param sight what the stream may see at the moment of asking */
  constructor(call: WrittenCall, encoded: EncodedChanges, sight: () => Sight) {
    this.#call = call;
    this.#encoded = encoded;
    this.#sight = sight;
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
    if (!('resumeToken' in response)) {
      return response;
    }
    const { bits } = this.#sight();
    return () => {
      const sight = this.#sight();
      // A token says under which mask everything was sent: under another one by now, it claims too much.
      const resumeToken = sight.bits === bits ? response.resumeToken : null;
      return response.kind === 'changes'
        ? encodeChangesFrame(
            response.items.map((change) => this.#encoded.bytesOf(change, sight)),
            resumeToken,
          )
        : serializeSubscribeResponse({ ...response, resumeToken });
    };
  }
}
