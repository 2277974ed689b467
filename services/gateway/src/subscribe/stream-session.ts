/**
 * One Subscribe stream at work: feeds inputs to the state machine and carries its effects to the outbox and the output.
 * It knows neither sockets nor timers: the handler gives it time, requests and the state of the pipe.
 */
import type { PersonSelector, Problem, Resolved, SubscribeRequest, SubscribeResponse } from '@lamplight/domain';
import type { ChangeFeed } from './change-feed.ts';
import { Outbox } from './outbox.ts';
import { judgeResumeToken } from './resume-token.ts';
import type { SubscribeSettings } from './stream-settings.ts';
import {
  nextStep,
  openStream,
  type StreamEffect,
  type StreamInput,
  type StreamState,
  transition,
  wakeAt,
} from './stream-state.ts';

/** The client's side of a stream. */
export interface StreamOutput {
  /** Takes the message in any case; false: hold further ones back until told that it is writable. */
  send(response: SubscribeResponse): boolean;
  /** Ends the stream; null: orderly. Called once, last. */
  end(problem: Problem | null): void;
  pauseReading(): void;
  resumeReading(): void;
}

export interface StreamSessionOptions {
  readonly feed: ChangeFeed;
  readonly output: StreamOutput;
  readonly resolve: (selector: PersonSelector) => Resolved;
  /** The bits of the mask that the stream is under now; say `mask-changed` when they become others. */
  readonly mask: () => number;
  readonly settings: SubscribeSettings;
  /** Wall time, for heartbeats. */
  readonly wallTime: () => number;
  /** The stream is over and holds nothing any more. */
  readonly onClosed: (problem: Problem | null) => void;
}

export class StreamSession {
  readonly #feed: ChangeFeed;
  readonly #output: StreamOutput;
  readonly #mask: () => number;
  readonly #settings: SubscribeSettings;
  readonly #wallTime: () => number;
  readonly #onClosed: (problem: Problem | null) => void;
  readonly #outbox: Outbox;
  readonly #inputs: StreamInput[] = [];
  #state: StreamState;
  #running = false;

  constructor(options: StreamSessionOptions, now: number) {
    this.#feed = options.feed;
    this.#output = options.output;
    this.#mask = options.mask;
    this.#settings = options.settings;
    this.#wallTime = options.wallTime;
    this.#onClosed = options.onClosed;
    this.#outbox = new Outbox({
      feed: options.feed,
      resolve: options.resolve,
      mask: options.mask,
      maxWatched: options.settings.maxWatched,
      maxPerRequest: options.settings.maxPerRequest,
    });
    this.#state = openStream(now);
  }

  get phase(): StreamState['phase'] {
    return this.#state.phase;
  }

  request(request: SubscribeRequest, now: number): void {
    const token = request.kind === 'hello' ? request.resumeToken : null;
    const { epoch, revision } = this.#feed;
    const resume = judgeResumeToken(token, { epoch, revision, mask: this.#mask() });
    this.input({ kind: 'request', request, resume }, now);
  }

  input(input: StreamInput, now: number): void {
    this.#inputs.push(input);
    if (!this.#running) {
      this.#running = true;
      try {
        this.#run(now);
      } finally {
        this.#running = false;
      }
    }
  }

  /** When to put in a tick if nothing happens before, in monotonic milliseconds; null: never. */
  get wakeAt(): number | null {
    return wakeAt(this.#state, this.#outbox.work(), this.#settings);
  }

  #run(now: number): void {
    for (;;) {
      const input = this.#inputs.shift();
      if (input !== undefined) {
        const step = transition(this.#state, input, now, this.#settings);
        this.#state = step.state;
        this.#carryOut(step.effects, now);
        continue;
      }
      this.#outbox.refresh(now);
      const step = nextStep(this.#state, this.#outbox.work());
      if (step === null) {
        return;
      }
      this.#state = step.state;
      this.#carryOut(step.effects, now);
    }
  }

  #carryOut(effects: readonly StreamEffect[], now: number): void {
    for (const effect of effects) {
      this.#carryOutOne(effect, now);
    }
  }

  #carryOutOne(effect: StreamEffect, now: number): void {
    switch (effect.kind) {
      case 'welcome':
        this.#outbox.updateIntervalMs = effect.updateIntervalMs;
        this.#send({
          kind: 'welcome',
          epoch: this.#feed.epoch,
          heartbeatIntervalMs: this.#settings.heartbeatIntervalMs,
          maxWatched: this.#settings.maxWatched,
          maxPerRequest: this.#settings.maxPerRequest,
          minUpdateIntervalMs: effect.updateIntervalMs,
        });
        break;
      case 'reset':
        this.#send({ kind: 'reset', reason: effect.reason });
        break;
      case 'take-watch': {
        const { request, resumeFrom, isFirst } = effect;
        const { requestId } = request;
        const refusal = this.#outbox.watch(request, resumeFrom, isFirst);
        this.#inputs.push(
          refusal === null
            ? { kind: 'watch-applied', requestId, resumed: resumeFrom !== null }
            : { kind: 'watch-refused', requestId, problem: refusal },
        );
        break;
      }
      case 'refuse-watch':
        this.#send({ kind: 'watch-refused', requestId: effect.requestId, problem: effect.problem });
        break;
      case 'send-changes': {
        const items = this.#outbox.fill(this.#settings.maxItemsPerMessage, now);
        if (items.length > 0) {
          this.#send({ kind: 'changes', items, resumeToken: this.#outbox.token() });
        }
        break;
      }
      case 'start-over':
        this.#outbox.startOver();
        break;
      case 'release-all':
        this.#outbox.releaseAll();
        break;
      case 'caught-up':
        this.#send({
          kind: 'caught-up',
          requestId: effect.requestId,
          watchedCount: this.#outbox.shownCount,
          resumed: effect.resumed,
          resumeToken: this.#outbox.token(),
        });
        break;
      case 'heartbeat':
        this.#send({ kind: 'heartbeat', serverTime: this.#wallTime(), resumeToken: this.#outbox.token() });
        break;
      case 'draining':
        this.#send({
          kind: 'draining',
          reason: effect.order.reason,
          reconnectAfterMinMs: effect.order.window.minMs,
          reconnectAfterMaxMs: effect.order.window.maxMs,
        });
        break;
      case 'pause-reading':
        this.#output.pauseReading();
        break;
      case 'resume-reading':
        this.#output.resumeReading();
        break;
      case 'end':
        this.#outbox.close();
        this.#output.end(effect.problem);
        this.#onClosed(effect.problem);
        break;
      case 'let-go':
        this.#outbox.close();
        this.#onClosed(null);
        break;
    }
  }

  #send(response: SubscribeResponse): void {
    this.#inputs.push({ kind: 'sent', writable: this.#output.send(response) });
  }
}
