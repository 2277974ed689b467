import { isDeepStrictEqual } from 'node:util';
import {
  type Claim,
  type Desired,
  type Effect,
  type EffectResult,
  type GatewayMessage,
  type Health,
  leaseId,
  type Problem,
  type ReportHello,
  type ReportInlet,
  type ReportOutlet,
  type ReportPort,
  type RosterEntry,
  type SourceMessage,
  type SourcePrincipal,
  sourceId,
} from '@lamplight/domain';

/** What one Report stream brought, in order. */
export interface RecordedStream {
  readonly principal: SourcePrincipal;
  readonly messages: readonly SourceMessage[];
  readonly closed: boolean;
}

/** What a hello is answered with. */
export type Greeting = 'welcome' | 'standby' | 'silence' | { readonly refuse: Problem };

interface Stream {
  readonly principal: SourcePrincipal;
  readonly outlet: ReportOutlet;
  readonly messages: SourceMessage[];
  closed: boolean;
}

const LEASE_MS = 90_000;

/**
 * The gateway's side of Report, played from a script: it greets as told, keeps a roster and effects, accepts every claim
 * at once, and records all that arrives. It has no timers: a heartbeat is answered by a heartbeat.
 */
export class ScriptedGateway implements ReportPort {
  greeting: Greeting = 'welcome';
  /** Whether claims are accepted as they arrive; default true. */
  accepting = true;
  credit = 1000;
  maxItemsPerMessage = 100;
  renewMs = 30_000;
  readonly #streams: Stream[] = [];
  readonly #roster = new Map<string, RosterEntry>();
  readonly #effects = new Map<string, Effect>();
  #generation = 0;
  #leases = 0;
  #lease = leaseId('lease-0');

  open(principal: SourcePrincipal, outlet: ReportOutlet): ReportInlet {
    const stream: Stream = { principal, outlet, messages: [], closed: false };
    this.#streams.push(stream);
    return {
      receive: (message) => this.#receive(stream, message),
      closed: () => {
        stream.closed = true;
      },
    };
  }

  /** Every stream that was opened, in order. */
  get streams(): readonly RecordedStream[] {
    return this.#streams;
  }

  /** Messages of the last stream. */
  get messages(): readonly SourceMessage[] {
    return this.#streams.at(-1)?.messages ?? [];
  }

  get hello(): ReportHello | undefined {
    return this.messages.find((message) => message.kind === 'hello');
  }

  /** What stands claimed by the last stream. */
  get claims(): ReadonlyMap<string, Claim> {
    const claims = new Map<string, Claim>();
    for (const item of this.messages.flatMap((message) => (message.kind === 'claims' ? message.items : []))) {
      if (item.claim === null) {
        claims.delete(item.address);
      } else {
        claims.set(item.address, item.claim);
      }
    }
    return claims;
  }

  /** Every claim that any stream brought, in order; withdrawals left out. */
  get everyClaim(): readonly { readonly address: string; readonly claim: Claim }[] {
    return this.#streams
      .flatMap((stream) => stream.messages)
      .flatMap((message) => (message.kind === 'claims' ? message.items : []))
      .flatMap(({ address, claim }) => (claim === null ? [] : [{ address, claim }]));
  }

  /** The last stream has brought its whole snapshot. */
  get claimsComplete(): boolean {
    return this.messages.some((message) => message.kind === 'claims-complete');
  }

  get results(): readonly EffectResult[] {
    return this.messages.flatMap((message) => (message.kind === 'effect-results' ? message.items : []));
  }

  get health(): Health | undefined {
    return this.messages.findLast((message) => message.kind === 'health')?.health;
  }

  /** Adds a subject or changes its interest. */
  roster(address: string, interest: RosterEntry['interest'] = 'watched'): void {
    const entry: RosterEntry = { address, interest, lineKind: null };
    this.#roster.set(address, entry);
    this.send({ kind: 'roster', items: [entry], removed: [], complete: false });
  }

  unroster(address: string): void {
    this.#roster.delete(address);
    this.send({ kind: 'roster', items: [], removed: [address], complete: false });
  }

  /** Wants something at a subject, or nothing any more (null); returns the generation. */
  effect(address: string, desired: Desired | null): number {
    this.#generation += 1;
    const effect: Effect = { address, generation: this.#generation, desired };
    if (desired === null) {
      this.#effects.delete(address);
    } else {
      this.#effects.set(address, effect);
    }
    this.send({ kind: 'effects', items: [effect], complete: false });
    return this.#generation;
  }

  /** Drops what is wanted without a word: only the next snapshot shows it. */
  forgetEffect(address: string): void {
    this.#effects.delete(address);
  }

  /** Says something on the last stream, if it is open and was greeted. */
  send(message: GatewayMessage): void {
    const stream = this.#streams.at(-1);
    if (stream !== undefined && !stream.closed && stream.messages.length > 0) {
      stream.outlet.send(message);
    }
  }

  /** Another source takes over; from now on a hello is answered by standby. */
  supersede(): void {
    this.greeting = 'standby';
    this.send({ kind: 'superseded', bySourceId: sourceId('another') });
  }

  /** Makes the source of the last stream, which stands by, active. */
  activate(): void {
    this.greeting = 'welcome';
    const stream = this.#streams.at(-1);
    if (stream !== undefined) {
      this.#welcome(stream, null);
    }
  }

  /** Ends the last stream. Default: as if the transport were lost. */
  disconnect(
    problem: Problem | null = { code: 14, reason: 'unreachable', message: 'the line was cut', details: {} },
  ): void {
    const stream = this.#streams.at(-1);
    if (stream !== undefined && !stream.closed) {
      stream.closed = true;
      stream.outlet.end(problem);
    }
  }

  #receive(stream: Stream, message: SourceMessage): void {
    stream.messages.push(message);
    switch (message.kind) {
      case 'hello':
        this.#greet(stream, message);
        return;
      case 'claims':
        if (this.accepting) {
          stream.outlet.send({ kind: 'accepted', throughSequence: message.sequence });
        }
        return;
      case 'heartbeat':
        stream.outlet.send({ kind: 'heartbeat', serverTime: 1 });
        return;
      default:
    }
  }

  #greet(stream: Stream, hello: ReportHello): void {
    if (this.greeting === 'welcome') {
      this.#welcome(stream, hello);
    } else if (this.greeting === 'standby') {
      stream.outlet.send({ kind: 'standby', activeSourceId: sourceId('another') });
    } else if (this.greeting !== 'silence') {
      stream.closed = true;
      stream.outlet.end(this.greeting.refuse);
    }
  }

  #welcome(stream: Stream, hello: ReportHello | null): void {
    const continued = hello !== null && isDeepStrictEqual(hello.previousLease, this.#lease);
    if (!continued) {
      this.#leases += 1;
      this.#lease = leaseId(`lease-${this.#leases}`);
    }
    stream.outlet.send({
      kind: 'welcome',
      lease: this.#lease,
      leaseMs: LEASE_MS,
      renewMs: this.renewMs,
      credit: this.credit,
      continued,
      maxItemsPerMessage: this.maxItemsPerMessage,
    });
    stream.outlet.send({ kind: 'roster', items: [...this.#roster.values()], removed: [], complete: true });
    stream.outlet.send({ kind: 'effects', items: [...this.#effects.values()], complete: true });
  }
}
