/**
 * One subscription as a state machine: waiting → connecting → live, until stopped. It decides; the driver carries
 * streams and timers. What makes it robust is taken from the contract's promises:
 * - backoff is reset by progress (`caught_up`), not by a connection;
 * - silence for three heartbeat intervals ends the stream from this side;
 * - the token of the last consistent point resumes; a `reset` or a count that does not match starts over;
 * - people known at the token are kept, people added since are asked for again.
 */
import type { PersonSelector, Problem, SubscribeRequest, SubscribeResponse } from '@lamplight/domain';
import { Backoff, type Random } from '@lamplight/runtime';
import { endingOf } from './endings.ts';
import { LocalView } from './local-view.ts';
import { WatchSet } from './watch-set.ts';

export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'catching-up' }
  | { readonly kind: 'live' }
  | { readonly kind: 'waiting'; readonly retryInMs: number; readonly problem: Problem | null }
  | { readonly kind: 'stopped'; readonly problem: Problem | null };

export type Input =
  | { readonly kind: 'start' }
  | { readonly kind: 'add'; readonly selectors: readonly PersonSelector[] }
  | { readonly kind: 'remove'; readonly keys: readonly string[] }
  | { readonly kind: 'response'; readonly response: SubscribeResponse }
  | { readonly kind: 'ended'; readonly problem: Problem | null }
  | { readonly kind: 'due' }
  | { readonly kind: 'stop' };

export type Effect =
  | { readonly kind: 'open' }
  | { readonly kind: 'send'; readonly request: SubscribeRequest }
  | { readonly kind: 'close' }
  /** Replaces the one timer: call `due` at this monotonic time; null: no timer. */
  | { readonly kind: 'wake'; readonly at: number | null }
  | { readonly kind: 'state'; readonly state: ConnectionState }
  /** The shown state of these people changed. */
  | { readonly kind: 'changed'; readonly keys: readonly string[] }
  | { readonly kind: 'refused'; readonly problem: Problem };

type Phase =
  | { readonly kind: 'new' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'open'; readonly silenceMs: number }
  | { readonly kind: 'stopped' };

export interface SubscriptionOptions {
  readonly clientName: string;
  readonly clientVersion: string;
  /** Null: the server's default. */
  readonly minUpdateIntervalMs: number | null;
  /** How long the server may be silent before `welcome` has told its interval; default 30 s. */
  readonly firstAnswerMs?: number;
}

/** Heartbeat intervals of silence after which a stream is given up. */
const SILENT_INTERVALS = 3;

export class SubscriptionState {
  readonly view = new LocalView();
  readonly #options: SubscriptionOptions;
  readonly #random: Random;
  readonly #backoff: Backoff;
  readonly #watches = new WatchSet();
  #phase: Phase = { kind: 'new' };
  #token: Uint8Array | null = null;
  #epoch: string | null = null;
  #window: { readonly minMs: number; readonly maxMs: number } | null = null;

  constructor(options: SubscriptionOptions, random: Random) {
    this.#options = options;
    this.#random = random;
    this.#backoff = new Backoff(random);
  }

  /** @param now monotonic ms */
  handle(input: Input, now: number): Effect[] {
    switch (input.kind) {
      case 'start':
        return this.#phase.kind === 'new' ? this.#connect(now) : [];
      case 'add':
        return this.#add(input.selectors);
      case 'remove':
        return this.#remove(input.keys);
      case 'response':
        return this.#phase.kind === 'open' ? this.#answer(input.response, now) : [];
      case 'ended':
        return this.#phase.kind === 'open' ? this.#ended(input.problem, now) : [];
      case 'due':
        return this.#due(now);
      case 'stop':
        return this.#stop(null);
    }
  }

  #setPhase(phase: Phase): void {
    this.#phase = phase;
  }

  #connect(now: number): Effect[] {
    const silenceMs = this.#options.firstAnswerMs ?? 30_000;
    this.#setPhase({ kind: 'open', silenceMs });
    const watches = this.#watches.firstRequests(this.#token !== null);
    if (this.#token === null) {
      this.view.replaceAtNextPoint();
    }
    return [
      { kind: 'state', state: { kind: 'connecting' } },
      { kind: 'open' },
      {
        kind: 'send',
        request: {
          kind: 'hello',
          clientName: this.#options.clientName,
          clientVersion: this.#options.clientVersion,
          resumeToken: this.#token,
          minUpdateIntervalMs: this.#options.minUpdateIntervalMs,
        },
      },
      ...watches.map((request): Effect => ({ kind: 'send', request })),
      { kind: 'wake', at: now + silenceMs },
    ];
  }

  #add(selectors: readonly PersonSelector[]): Effect[] {
    const requests = this.#watches.add(selectors, this.#phase.kind === 'open');
    return requests.map((request): Effect => ({ kind: 'send', request }));
  }

  #remove(keys: readonly string[]): Effect[] {
    const { gone, request } = this.#watches.remove(keys, this.#phase.kind === 'open');
    const shown = gone.filter((key) => this.view.remove(key));
    const effects: Effect[] = request === null ? [] : [{ kind: 'send', request }];
    return shown.length === 0 ? effects : [...effects, { kind: 'changed', keys: shown }];
  }

  #answer(response: SubscribeResponse, now: number): Effect[] {
    const effects = this.#take(response, now);
    return this.#phase.kind === 'open' ? [...effects, { kind: 'wake', at: now + this.#phase.silenceMs }] : effects;
  }

  #take(response: SubscribeResponse, now: number): Effect[] {
    switch (response.kind) {
      case 'welcome':
        return this.#welcomed(response);
      case 'changes': {
        const unwanted = this.#watches.dropUnwanted(response.items);
        const effects: Effect[] = unwanted === null ? [] : [{ kind: 'send', request: unwanted }];
        const wanted = response.items.filter((item) => this.#watches.wants(item));
        const changed = this.view.take(wanted, !this.#watches.isAnswered && !this.view.confirmed);
        this.#watches.learn(wanted);
        this.#token = response.resumeToken !== null && this.#watches.isAnswered ? response.resumeToken : this.#token;
        return changed.length === 0 ? effects : [...effects, { kind: 'changed', keys: changed }];
      }
      case 'caught-up':
        return this.#caughtUp(response, now);
      case 'watch-refused':
        return this.#watchRefused(response);
      case 'heartbeat':
        this.#token = response.resumeToken !== null && this.#watches.isAnswered ? response.resumeToken : this.#token;
        return [];
      case 'reset':
        this.#token = null;
        this.view.replaceAtNextPoint();
        return [{ kind: 'state', state: { kind: 'catching-up' } }];
      case 'draining':
        this.#window = { minMs: response.reconnectAfterMinMs, maxMs: response.reconnectAfterMaxMs };
        return [];
    }
  }

  #welcomed(welcome: Extract<SubscribeResponse, { kind: 'welcome' }>): Effect[] {
    if (this.#epoch !== null && this.#epoch !== welcome.epoch) {
      this.view.replaceAtNextPoint();
    }
    this.#epoch = welcome.epoch;
    this.#watches.maxPerRequest = welcome.maxPerRequest;
    this.#setPhase({ kind: 'open', silenceMs: welcome.heartbeatIntervalMs * SILENT_INTERVALS });
    return [{ kind: 'state', state: { kind: 'catching-up' } }];
  }

  #caughtUp(answer: Extract<SubscribeResponse, { kind: 'caught-up' }>, now: number): Effect[] {
    this.#watches.answered(answer.requestId);
    if (this.#watches.isAnswered && answer.watchedCount !== this.#watches.resolvedCount) {
      this.#token = null;
      return [{ kind: 'close' }, ...this.#retry({ code: 13, reason: 'count_mismatch', message: '', details: {} }, now)];
    }
    this.#backoff.reset();
    if (this.view.replacing && !this.#watches.isAnswered) {
      // A part of a new snapshot takes nobody's place: it is shown, and its token taken, with the rest of it.
      return [];
    }
    this.#token = answer.resumeToken ?? this.#token;
    return this.#settle();
  }

  /** Whoever asked too much keeps what was there; if nothing else is awaited, that is whole again. */
  #watchRefused({ requestId, problem }: Extract<SubscribeResponse, { kind: 'watch-refused' }>): Effect[] {
    const requests = this.#watches.refused(requestId);
    const effects: Effect[] = [
      { kind: 'refused', problem },
      ...requests.map((request): Effect => ({ kind: 'send', request })),
    ];
    return this.#watches.isAnswered && !this.view.confirmed ? [...effects, ...this.#settle()] : effects;
  }

  #settle(): Effect[] {
    const changed = this.view.settle(this.#watches.isAnswered);
    const effects: Effect[] = this.#watches.isAnswered ? [{ kind: 'state', state: { kind: 'live' } }] : [];
    return changed.length === 0 ? effects : [{ kind: 'changed', keys: changed }, ...effects];
  }

  #ended(problem: Problem | null, now: number): Effect[] {
    switch (endingOf(problem)) {
      case 'stop':
        return this.#stop(problem);
      case 'reconnect-slowly':
        this.#backoff.toMaximum();
        return this.#retry(problem, now);
      case 'reconnect':
        return this.#retry(problem, now);
    }
  }

  #retry(problem: Problem | null, now: number): Effect[] {
    const window = this.#window;
    this.#window = null;
    const retryInMs =
      window === null
        ? this.#backoff.next()
        : window.minMs + Math.round(this.#random.next() * (window.maxMs - window.minMs));
    this.#watches.forgetOutstanding();
    this.view.lose();
    this.#setPhase({ kind: 'waiting' });
    return [
      { kind: 'state', state: { kind: 'waiting', retryInMs, problem } },
      { kind: 'wake', at: now + retryInMs },
    ];
  }

  #due(now: number): Effect[] {
    switch (this.#phase.kind) {
      case 'waiting':
        return this.#connect(now);
      case 'open': {
        const problem = { code: 4, reason: 'timeout', message: 'the gateway was silent for too long', details: {} };
        return [{ kind: 'close' }, ...this.#retry(problem, now)];
      }
      default:
        return [];
    }
  }

  #stop(problem: Problem | null): Effect[] {
    if (this.#phase.kind === 'stopped') {
      return [];
    }
    const wasOpen = this.#phase.kind === 'open';
    this.#setPhase({ kind: 'stopped' });
    this.view.lose();
    const effects: Effect[] = [
      { kind: 'wake', at: null },
      { kind: 'state', state: { kind: 'stopped', problem } },
    ];
    return wasOpen ? [{ kind: 'close' }, ...effects] : effects;
  }
}
