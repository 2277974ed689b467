import type { Clock } from '@lamplight/runtime';
import type { NotificationSender, OutgoingAnswer, OutgoingRequest } from './notification-sender.ts';

export interface TimedAnswer {
  /** `timedOut`: not answered within the limit; `failed`: not reached, or the connection broke. */
  readonly outcome: OutgoingAnswer | 'timedOut' | 'failed';
  /** Milliseconds; at most the limit. */
  readonly durationMs: number;
}

/** Sends and gives up after `limitMs` on the simulator's clock, or when `stopped` is aborted. Never rejects. */
export async function timedSend(
  clock: Clock,
  send: NotificationSender,
  request: Omit<OutgoingRequest, 'signal'>,
  limitMs: number,
  stopped?: AbortSignal,
): Promise<TimedAnswer> {
  const startedAt = clock.monotonic();
  const gone = new AbortController();
  return await new Promise((resolve) => {
    const settle = (outcome: TimedAnswer['outcome']): void => {
      timer.cancel();
      stopped?.removeEventListener('abort', stop);
      resolve({ outcome, durationMs: clock.monotonic() - startedAt });
    };
    const stop = (): void => {
      settle('failed');
      gone.abort(stopped?.reason);
    };
    stopped?.addEventListener('abort', stop, { once: true });
    const timer = clock.after(limitMs, () => {
      settle('timedOut');
      gone.abort(new Error(`no answer within ${limitMs} ms`));
    });
    Promise.resolve()
      .then(() => send({ ...request, signal: gone.signal }))
      .then(settle, () => settle('failed'));
  });
}
