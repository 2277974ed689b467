import { Worker } from 'node:worker_threads';
import { LamplightError } from '@lamplight/runtime';
import type { MatchAnswers, MatchReply, MatchRequest } from './match-messages.ts';

type Answer = MatchAnswers[keyof MatchAnswers];

/** The other end of a {@link MatchSession}, off the event loop. One request at a time; to be closed. */
export class MatchThread {
  readonly #worker: Worker;
  #waiting: PromiseWithResolvers<Answer> | undefined;
  #ended: LamplightError | undefined;

  constructor() {
    // Flags of the process (of a test runner, say) are not for it.
    this.#worker = new Worker(workerFile(), { execArgv: [] });
    this.#worker.on('message', (reply: MatchReply) => {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if ('answer' in reply) {
        waiting?.resolve(reply.answer);
      } else {
        waiting?.reject(new LamplightError('unexpected', `matching failed: ${reply.failure}`));
      }
    });
    this.#worker.on('error', (failure) => this.#end(failure));
    this.#worker.on('exit', () => this.#end(undefined));
  }

  ask<Kind extends keyof MatchAnswers>(
    kind: Kind,
    said: Omit<Extract<MatchRequest, { readonly kind: Kind }>, 'kind'>,
  ): Promise<MatchAnswers[Kind]>;
  async ask(kind: keyof MatchAnswers, said: object): Promise<Answer> {
    if (this.#ended !== undefined) {
      throw this.#ended;
    }
    this.#waiting = Promise.withResolvers<Answer>();
    const { promise } = this.#waiting;
    this.#worker.postMessage({ kind, ...said });
    return promise;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #end(cause: unknown): void {
    this.#ended ??= new LamplightError('unexpected', 'the thread that matches has ended', { cause });
    this.#waiting?.reject(this.#ended);
    this.#waiting = undefined;
  }
}

/** Beside this file, in the sources as in the JavaScript made from them: only import paths are rewritten there. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './match-worker.ts' : './match-worker.js', import.meta.url);
}
