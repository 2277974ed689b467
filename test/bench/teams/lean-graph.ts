/**
 * A Graph that knows only what these figures need: one tenant's people, bulk reads, our session, the limit of 1,500
 * requests in 30 s, and the latency model. A session outranks what the person shows and does not lapse: no figure lasts
 * as long. The whole simulator spends ten times what the adapter does on an
 * answer of 650 people; with it, 100,000 people would measure the simulator. Tokens come from the simulator.
 */
import type { FetchLike } from '@lamplight/graph-simulator';
import { type Clock, delay, type Random } from '@lamplight/runtime';
import { z } from 'zod';
import { Latency } from './latency.ts';

export const GRAPH_LIMIT = { limit: 1500, windowMs: 30_000 } as const;

export interface Shown {
  readonly availability: string;
  readonly activity: string;
}

/** What people change between. */
export const STATES: readonly Shown[] = [
  { availability: 'Available', activity: 'Available' },
  { availability: 'Busy', activity: 'InACall' },
  { availability: 'Away', activity: 'Away' },
  { availability: 'DoNotDisturb', activity: 'Presenting' },
  { availability: 'BeRightBack', activity: 'BeRightBack' },
];

interface Person {
  /** What Teams itself says of the person. */
  shown: Shown;
  /** Our session, and what reads see of it. */
  session: Shown | null;
  visibleSession: Shown | null;
  /** Changes of the session, and the last one that reads see. */
  changes: number;
  visibleChange: number;
  text: string;
}

export interface LeanGraphOptions {
  readonly ids: readonly string[];
  /** Default: the latency model. */
  readonly instant?: boolean;
  /** Answers whatever is not about presence. */
  readonly other: FetchLike;
  /** From now on reads see that the session of the person has ended. */
  readonly sessionGone?: (id: string) => void;
}

export class LeanGraph {
  /** When each request arrived; monotonic ms. */
  readonly arrivals: number[] = [];
  refusals = 0;
  readonly #clock: Clock;
  readonly #latency: Latency;
  readonly #instant: boolean;
  readonly #people = new Map<string, Person>();
  readonly #options: LeanGraphOptions;
  #sequence = 0;
  /** The last bulk read, so that asking the same again costs the figures nothing. */
  #last = { body: '', sequence: -1, text: '' };
  /** By the token that a request shows, so by application. */
  readonly #buckets = new Map<string, { left: number; refilledAt: number }>();

  constructor(options: LeanGraphOptions, clock: Clock, random: Random) {
    this.#options = options;
    this.#clock = clock;
    this.#latency = new Latency(random);
    this.#instant = options.instant ?? false;
    for (const id of options.ids) {
      this.show(id, STATES[0] ?? { availability: 'Available', activity: 'Available' });
    }
  }

  /** From now on reads see it. */
  show(id: string, shown: Shown): void {
    const person = this.#people.get(id) ?? newPerson(shown);
    person.shown = shown;
    this.#people.set(id, person);
    this.#render(id, person);
  }

  shown(id: string): Shown | undefined {
    return this.#people.get(id)?.shown;
  }

  /** What is answered about these people now. */
  bodyOf(ids: readonly string[]): string {
    return `{"value":[${ids.flatMap((id) => this.#people.get(id)?.text ?? []).join(',')}]}`;
  }

  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.includes('/presence') && !url.includes('/communications/')) {
      return await this.#options.other(input, init);
    }
    const retryAfterS = this.#count(new Headers(init?.headers).get('authorization') ?? '');
    const { beforeMs, afterMs } = this.#instant ? { beforeMs: 0, afterMs: 0 } : this.#latency.service();
    await this.#wait(beforeMs);
    const answer =
      retryAfterS > 0
        ? new Response('{"error":{"code":"TooManyRequests"}}', {
            status: 429,
            headers: { 'retry-after': String(retryAfterS) },
          })
        : this.#answer(url, typeof init?.body === 'string' ? init.body : '');
    await this.#wait(afterMs);
    return answer;
  };

  /** The part of the limit that the busiest `windowMs` used. */
  get peakShare(): number {
    let most = 0;
    let first = 0;
    for (const [index, at] of this.arrivals.entries()) {
      while (at - (this.arrivals[first] ?? at) >= GRAPH_LIMIT.windowMs) {
        first += 1;
      }
      most = Math.max(most, index - first + 1);
    }
    return most / GRAPH_LIMIT.limit;
  }

  #answer(url: string, body: string): Response {
    if (!url.endsWith('/getPresencesByUserId')) {
      return new Response(null, { status: this.#write(url, body) });
    }
    if (this.#last.body !== body || this.#last.sequence !== this.#sequence) {
      this.#last = { body, sequence: this.#sequence, text: this.bodyOf(idsOf(body)) };
    }
    return new Response(this.#last.text, { status: 200, headers: { 'content-type': 'application/json' } });
  }

  #write(url: string, body: string): 200 | 404 {
    const [, id = '', action = ''] = /\/users\/([^/]+)\/presence\/(\w+)$/.exec(url) ?? [];
    const person = this.#people.get(id);
    if (person === undefined || (action === 'clearPresence' && person.session === null)) {
      return 404;
    }
    const session = action === 'setPresence' ? pair.parse(JSON.parse(body)) : null;
    person.session = session;
    person.changes += 1;
    const change = person.changes;
    this.#clock.after(this.#instant ? 0 : this.#latency.visibility(), () => {
      // Nobody reads an older state after a newer one.
      if (change > person.visibleChange) {
        person.visibleChange = change;
        person.visibleSession = session;
        this.#render(id, person);
        if (session === null) {
          this.#options.sessionGone?.(id);
        }
      }
    });
    return 200;
  }

  #render(id: string, person: Person): void {
    this.#sequence += 1;
    person.text = textOf(id, person.visibleSession ?? person.shown, this.#sequence);
  }

  /** A bucket as large as the limit that fills evenly. 0: the request is let through; else seconds to wait. */
  #count(token: string): number {
    const now = this.#clock.monotonic();
    this.arrivals.push(now);
    const bucket = this.#buckets.get(token) ?? { left: GRAPH_LIMIT.limit, refilledAt: now };
    this.#buckets.set(token, bucket);
    const rate = GRAPH_LIMIT.limit / GRAPH_LIMIT.windowMs;
    bucket.left = Math.min(GRAPH_LIMIT.limit, bucket.left + (now - bucket.refilledAt) * rate) - 1;
    bucket.refilledAt = now;
    if (bucket.left >= 0) {
      return 0;
    }
    this.refusals += 1;
    return Math.ceil(-bucket.left / rate / 1000);
  }

  async #wait(ms: number): Promise<void> {
    if (ms > 0) {
      await delay(this.#clock, ms);
    }
  }
}

function textOf(id: string, { availability, activity }: Shown, sequence: number): string {
  return JSON.stringify({
    id,
    availability,
    activity,
    outOfOfficeSettings: { message: null, isOutOfOffice: false },
    statusMessage: null,
    workLocation: { placeId: null, source: 'none', workLocationType: 'unspecified' },
    sequenceNumber: `A${String(sequence).padStart(10, '0')}`,
  });
}

const pair = z.object({ availability: z.string(), activity: z.string() });

function newPerson(shown: Shown): Person {
  return { shown, session: null, visibleSession: null, changes: 0, visibleChange: 0, text: '' };
}

function idsOf(body: string): readonly string[] {
  const parsed: unknown = JSON.parse(body);
  const ids = typeof parsed === 'object' && parsed !== null && 'ids' in parsed ? parsed.ids : [];
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
}
