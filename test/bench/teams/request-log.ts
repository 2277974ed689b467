/** When requests about presence were sent and answered, by person: what Microsoft's part of a delay is told by. */
import type { FetchLike } from '@lamplight/graph-simulator';
import type { Clock } from '@lamplight/runtime';
import { z } from 'zod';

/** One request; monotonic ms. */
export interface Span {
  readonly sentAt: number;
  readonly answeredAt: number;
}

export interface LoggedWrite extends Span {
  readonly id: string;
  readonly action: string;
  readonly status: number;
}

const bulk = z.object({ ids: z.array(z.string()) });

export class RequestLog {
  readonly writes: LoggedWrite[] = [];
  readonly #clock: Clock;
  readonly #sent: (ids: readonly string[]) => void;
  readonly #reads = new Map<string, Span>();

  /** @param reads called when a read about these people is sent */
  constructor(clock: Clock, reads: (ids: readonly string[]) => void = () => undefined) {
    this.#clock = clock;
    this.#sent = reads;
  }

  over(fetch: FetchLike): FetchLike {
    return async (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      const isRead = pathname.endsWith('/getPresencesByUserId') && typeof init?.body === 'string';
      const ids = isRead ? bulk.parse(JSON.parse(String(init.body))).ids : [];
      this.#sent(ids);
      const sentAt = this.#clock.monotonic();
      const answer = await fetch(input, init);
      const span = { sentAt, answeredAt: this.#clock.monotonic() };
      for (const id of ids) {
        this.#reads.set(id, span);
      }
      const [, id, action] = /\/users\/([^/]+)\/presence\/(\w+)$/.exec(pathname) ?? [];
      if (id !== undefined && action !== undefined) {
        this.writes.push({ ...span, id, action, status: answer.status });
      }
      return answer;
    };
  }

  /** The read that was answered last for the person. */
  readOf(id: string): Span | undefined {
    return this.#reads.get(id);
  }
}

/** How much of the time from `from` to `to` a request was under way; ms. */
export function underWay({ sentAt, answeredAt }: Span, from: number, to: number): number {
  return Math.max(0, Math.min(answeredAt, to) - Math.max(sentAt, from));
}
