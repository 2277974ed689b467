/** What runs in a thread of its own: one run of the matchers, asked by messages. Started by `match-thread.ts`. */
import { parentPort } from 'node:worker_threads';
import type { MatchReply, MatchRequest } from './match-messages.ts';
import { MatchSession } from './match-session.ts';

const session = new MatchSession();

parentPort?.on('message', (request: MatchRequest) => {
  parentPort?.postMessage(replyTo(request));
});

function replyTo(request: MatchRequest): MatchReply {
  try {
    return { answer: session.perform(request) };
  } catch (failure) {
    return { failure: failure instanceof Error ? failure.message : String(failure) };
  }
}
