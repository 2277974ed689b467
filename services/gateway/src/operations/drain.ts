/**
 * The announced end, in this order: health says NOT_SERVING and no stream is taken; what is dirty is sent; every stream is
 * told `draining` with a window; streams are ended UNAVAILABLE, spread over the window, so that their clients do not come
 * back all at once; the gRPC server shuts down by itself; at the deadline it is cut. grpc-js's own `server.drain()` is
 * never used: it ends streams CANCELLED, which clients do not retry.
 */
import { type Clock, delay, type Logger } from '@lamplight/runtime';
import type { ReconnectWindow } from '../subscribe/stream-state.ts';

/** Clients are not asked back sooner than this, since the next process needs to start. */
const EARLIEST_RETURN_MS = 500;

export interface DrainSteps {
  /** Health answers NOT_SERVING, readiness 503, and new streams are refused. */
  readonly refuseNew: () => void;
  /** Subscribe streams send what is dirty, say `draining`, and end over `endOverMs`. */
  readonly drainWatchers: (window: ReconnectWindow, endOverMs: number) => void;
  readonly drainSources: (window: ReconnectWindow) => void;
  /** Resolves when every stream has ended. */
  readonly whenEmpty: () => Promise<void>;
  /** Resolves when every call has ended. */
  readonly tryShutdown: () => Promise<void>;
  readonly forceShutdown: () => void;
}

export interface DrainOptions {
  readonly steps: DrainSteps;
  readonly windowMs: number;
  /** From the beginning; what is still open then is cut. */
  readonly deadlineMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Resolves when nothing is open any more. */
export async function drain(options: DrainOptions): Promise<void> {
  const { steps, windowMs, deadlineMs, clock, logger } = options;
  const window = { minMs: Math.min(EARLIEST_RETURN_MS, windowMs), maxMs: windowMs };
  logger.info({ windowMs, deadlineMs }, 'draining');
  const done = new AbortController();
  const orderly = async (): Promise<void> => {
    steps.refuseNew();
    steps.drainWatchers(window, windowMs);
    steps.drainSources(window);
    await steps.whenEmpty();
    await steps.tryShutdown();
    done.abort();
  };
  const cut = async (): Promise<void> => {
    try {
      await delay(clock, deadlineMs, done.signal);
    } catch {
      return;
    }
    logger.warn({ deadlineMs }, 'not everything ended by itself: cutting what is open');
    steps.forceShutdown();
  };
  await Promise.race([orderly(), cut()]);
  done.abort();
  logger.info({}, 'drained');
}
