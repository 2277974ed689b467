import type { PersonSelector, Problem } from '@lamplight/domain';
import type { Clock, Random, Timer } from '@lamplight/runtime';
import type { PresenceView } from './local-view.ts';
import type { SubscribeStream, SubscribeTransport } from './subscribe-transport.ts';
import {
  type ConnectionState,
  type Effect,
  type Input,
  type SubscriptionOptions,
  SubscriptionState,
} from './subscription-state.ts';

/** What a console is told. Calls come one after another and may call the subscription. */
export interface SubscriptionListener {
  /** The shown state of these people changed: render them from the view. Called only at consistent points. */
  onChange?(view: PresenceView, keys: readonly string[]): void;
  /** For the line that says whether the board can be trusted. */
  onState?(state: ConnectionState): void;
  /** A whole watch was refused, such as over the limit; what was watched before goes on. */
  onRefused?(problem: Problem): void;
}

/** A living watch set: reconnects, resumes and never shows half of an update. Made by {@link LamplightClient}. */
export class Subscription {
  readonly #state: SubscriptionState;
  readonly #transport: SubscribeTransport;
  readonly #clock: Clock;
  readonly #listener: SubscriptionListener;
  #stream: SubscribeStream | undefined;
  #timer: Timer | undefined;

  constructor(
    options: SubscriptionOptions,
    modules: { readonly transport: SubscribeTransport; readonly clock: Clock; readonly random: Random },
    listener: SubscriptionListener,
  ) {
    this.#state = new SubscriptionState(options, modules.random);
    this.#transport = modules.transport;
    this.#clock = modules.clock;
    this.#listener = listener;
  }

  get view(): PresenceView {
    return this.#state.view;
  }

  /** Connects. Call once. */
  start(): void {
    this.#handle({ kind: 'start' });
  }

  /** Watches more people; who is watched already is left as they are. */
  add(selectors: readonly PersonSelector[]): void {
    this.#handle({ kind: 'add', selectors });
  }

  /** @param keys person ids, or the addresses by which people were asked for */
  remove(keys: readonly string[]): void {
    this.#handle({ kind: 'remove', keys });
  }

  /** Ends the stream and every timer. */
  stop(): void {
    this.#handle({ kind: 'stop' });
  }

  #handle(input: Input): void {
    for (const effect of this.#state.handle(input, this.#clock.monotonic())) {
      this.#carryOut(effect);
    }
  }

  #carryOut(effect: Effect): void {
    switch (effect.kind) {
      case 'open':
        this.#open();
        return;
      case 'send':
        this.#stream?.send(effect.request);
        return;
      case 'close':
        this.#stream?.close();
        this.#stream = undefined;
        return;
      case 'wake':
        this.#timer?.cancel();
        this.#timer =
          effect.at === null
            ? undefined
            : this.#clock.after(effect.at - this.#clock.monotonic(), () => this.#handle({ kind: 'due' }));
        return;
      case 'state':
        this.#listener.onState?.(effect.state);
        return;
      case 'changed':
        this.#listener.onChange?.(this.#state.view, effect.keys);
        return;
      case 'refused':
        this.#listener.onRefused?.(effect.problem);
        return;
    }
  }

  #open(): void {
    // Whatever an earlier stream still says is not heard: its events belong to it alone.
    const stream = this.#transport.open({
      onResponse: (response) => {
        if (this.#stream === stream) {
          this.#handle({ kind: 'response', response });
        }
      },
      onEnd: (problem) => {
        if (this.#stream === stream) {
          this.#stream = undefined;
          this.#handle({ kind: 'ended', problem });
        }
      },
    });
    this.#stream = stream;
  }
}
