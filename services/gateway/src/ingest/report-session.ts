import type {
  Effect,
  GatewayMessage,
  Health,
  ReportHello,
  ReportInlet,
  ReportOutlet,
  RosterEntry,
  SourceMessage,
  SourcePrincipal,
} from '@lamplight/domain';
import type { Clock } from '@lamplight/runtime';
import { problem } from '../problem.ts';
import { KeyedSender } from './keyed-sender.ts';
import type { EffectFeed, ReportSettings, RosterFeed } from './ports.ts';
import { NEW_STREAM, type StreamEffect, type StreamInput, type StreamState, stepStream } from './report-stream.ts';

/** What a session asks of the sources of its system; each is called with the session itself. */
export interface SessionHost {
  join(session: ReportSession, hello: ReportHello): void;
  renew(session: ReportSession): void;
  speak(session: ReportSession): void;
  take(session: ReportSession, effect: Extract<StreamEffect, { readonly kind: 'take' | 'refuse' }>): void;
  complete(session: ReportSession): void;
  leave(session: ReportSession, handover: boolean): void;
  depart(session: ReportSession, acceptedThrough: number): void;
  /** The session is over. Called once. */
  ended(session: ReportSession): void;
}

export interface ReportSessionOptions {
  readonly id: number;
  readonly principal: SourcePrincipal;
  readonly outlet: ReportOutlet;
  readonly host: SessionHost;
  readonly clock: Clock;
  readonly settings: ReportSettings;
  readonly roster: RosterFeed;
  readonly effects: EffectFeed;
}

const STARTING: Health = Object.freeze({
  state: 'starting',
  reason: '',
  message: '',
  remedy: '',
  details: Object.freeze({}),
});

/**
 * One open Report stream: steps its state machine and carries the effects out. What is sent to the source is kept as
 * marked keys and a number (accepted through), and flushed once per burst, in a microtask.
 */
export class ReportSession implements ReportInlet {
  readonly id: number;
  readonly principal: SourcePrincipal;
  readonly #options: ReportSessionOptions;
  #state: StreamState = NEW_STREAM;
  #hello: ReportHello | null = null;
  #health = STARTING;
  #heardAt: number;
  #confirm: number | null = null;
  #roster: KeyedSender<RosterEntry> | null = null;
  #effects: KeyedSender<Effect> | null = null;
  #flushScheduled = false;

  constructor(options: ReportSessionOptions) {
    this.id = options.id;
    this.principal = options.principal;
    this.#options = options;
    this.#heardAt = options.clock.monotonic();
  }

  /** What the source said of itself; null before its hello. */
  get hello(): ReportHello | null {
    return this.#hello;
  }

  /** The highest sequence taken under the current lease; -1: none. */
  get acceptedThrough(): number {
    return this.#state.kind === 'active' ? this.#state.acceptedThrough : -1;
  }

  get health(): Health {
    return this.#health;
  }

  receive(message: SourceMessage): void {
    this.#heardAt = this.#options.clock.monotonic();
    this.input({ kind: 'message', message });
  }

  closed(): void {
    this.#confirm = null;
    this.input({ kind: 'closed' });
  }

  writable(): void {
    this.#flush();
  }

  input(input: StreamInput): void {
    const before = this.#state.kind;
    const step = stepStream(this.#state, input, this.#options.settings);
    this.#state = step.state;
    for (const effect of step.effects) {
      this.#carryOut(effect);
    }
    if (before !== 'ended' && step.state.kind === 'ended') {
      this.#roster = null;
      this.#effects = null;
      this.#options.host.ended(this);
    }
  }

  /** Says something, and ends a stream of which nothing was heard: called every `renewMs`. */
  beat(): void {
    const { clock, settings } = this.#options;
    const silentMs = clock.monotonic() - this.#heardAt;
    if (this.#state.kind === 'standby' && silentMs > settings.leaseMs) {
      const text = `Nothing was heard of this source for ${silentMs} ms. Send a heartbeat every ${settings.renewMs} ms and connect again.`;
      this.input({ kind: 'end', problem: problem('timeout', text) });
    } else if (!this.#isBlocked()) {
      this.#send({ kind: 'heartbeat', serverTime: clock.now() });
    }
  }

  rosterChanged(address: string): void {
    this.#roster?.mark(address);
    this.#schedule();
  }

  effectChanged(address: string): void {
    this.#effects?.mark(address);
    this.#schedule();
  }

  /** Sends refusals right away: what they name is not kept. */
  refuse(message: Extract<GatewayMessage, { readonly kind: 'claims-refused' }>): void {
    this.#send(message);
  }

  #carryOut(effect: StreamEffect): void {
    const { host, outlet } = this.#options;
    switch (effect.kind) {
      case 'send':
        this.#flushConfirm();
        this.#send(effect.message);
        break;
      case 'feed':
        this.#feed();
        break;
      case 'stop-feed':
        this.#roster = null;
        this.#effects = null;
        break;
      case 'join':
        this.#hello = effect.hello;
        host.join(this, effect.hello);
        break;
      case 'renew':
        host.renew(this);
        break;
      case 'speak':
        host.speak(this);
        break;
      case 'take':
      case 'refuse':
        host.take(this, effect);
        break;
      case 'complete':
        host.complete(this);
        break;
      case 'confirm':
        this.#confirm = effect.through;
        this.#schedule();
        break;
      case 'results':
        if (this.#hello !== null) {
          this.#options.effects.record(this.#hello.systemId, effect.items);
        }
        break;
      case 'health':
        this.#health = effect.health;
        break;
      case 'leave':
        host.leave(this, effect.handover);
        break;
      case 'depart':
        host.depart(this, effect.acceptedThrough);
        break;
      case 'end':
        this.#flushConfirm();
        outlet.end(effect.problem);
        break;
    }
  }

  #feed(): void {
    const { roster, effects, settings } = this.#options;
    if (this.#hello === null) {
      return;
    }
    const { systemId } = this.#hello;
    const maxItems = settings.maxItemsPerMessage;
    this.#roster = new KeyedSender(
      {
        maxItems,
        read: (address) => roster.entry(systemId, address),
        send: ({ items, missing, complete }) => this.#send({ kind: 'roster', items, removed: missing, complete }),
      },
      roster.addresses(systemId),
    );
    this.#effects = new KeyedSender(
      {
        maxItems,
        read: (address) => effects.effect(systemId, address),
        send: ({ items, complete }) => {
          if (items.length > 0 || complete) {
            this.#send({ kind: 'effects', items, complete });
          }
        },
      },
      effects.addresses(systemId),
    );
    this.#schedule();
  }

  #schedule(): void {
    if (!this.#flushScheduled) {
      this.#flushScheduled = true;
      queueMicrotask(() => {
        this.#flushScheduled = false;
        this.#flush();
      });
    }
  }

  #flush(): void {
    this.#flushConfirm();
    const blocked = (): boolean => this.#isBlocked();
    this.#roster?.flush(blocked);
    this.#effects?.flush(blocked);
  }

  #flushConfirm(): void {
    const through = this.#confirm;
    if (through !== null) {
      this.#confirm = null;
      this.#send({ kind: 'accepted', throughSequence: through });
    }
  }

  #isBlocked(): boolean {
    return this.#options.outlet.blocked?.() === true;
  }

  #send(message: GatewayMessage): void {
    this.#options.outlet.send(message);
  }
}
