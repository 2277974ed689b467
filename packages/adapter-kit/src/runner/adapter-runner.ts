/**
 * Runs one adapter over an uplink. Everything that is owed to the gateway is kept as keyed state (claims, results,
 * health) and sent when the link is active and can be written to; everything that the gateway wants is kept as keyed
 * state too and told to the adapter net. So a lost link loses nothing, and no queue grows while it is away.
 */
import type { GatewayMessage, Health, ReportWelcome, SourceId, SourceMessage, SystemId } from '@lamplight/domain';
import {
  Backoff,
  type BackoffOptions,
  type Clock,
  type Egress,
  type Logger,
  type Random,
  type Service,
  type Timer,
} from '@lamplight/runtime';
import type { AdapterContext, LinkState, SourceAdapter } from '../port/source-adapter.ts';
import type { Uplink, UplinkStream } from '../port/uplink.ts';
import { DesiredInbox } from './desired-inbox.ts';
import { HealthLog } from './health-log.ts';
import {
  INITIAL_LINK,
  type Link,
  type LinkEffect,
  type LinkInput,
  linkStateOf,
  type Reconnect,
  stepLink,
} from './link-state.ts';
import { ReportOutbox } from './report-outbox.ts';

export interface AdapterRunnerOptions {
  readonly adapter: SourceAdapter;
  readonly uplink: Uplink;
  readonly systemId: SystemId;
  /** Stable over restarts of one installation. */
  readonly sourceId: SourceId;
  /** Become active at once, superseding whoever is; default false. */
  readonly takeOver?: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly egress: Egress;
  /** Between attempts to reach the gateway; default 1 s, growing to 60 s. */
  readonly backoff?: BackoffOptions;
}

/** How often a source that stands by says something, in ms; an active one is told by `welcome`. */
const STANDBY_HEARTBEAT_MS = 30_000;

export class AdapterRunner implements Service {
  readonly name: string;
  readonly #options: AdapterRunnerOptions;
  readonly #logger: Logger;
  readonly #healthLog: HealthLog;
  readonly #backoff: Backoff;
  readonly #instanceId: string;
  readonly #outbox = new ReportOutbox();
  readonly #inbox: DesiredInbox;
  #link: Link = INITIAL_LINK;
  #stream: UplinkStream | undefined;
  #leaving: { readonly stream: UplinkStream; readonly ended: () => void } | undefined;
  #writable = true;
  #pumpDue = false;
  #retry: Timer | undefined;
  #heartbeat: Timer | undefined;

  constructor(options: AdapterRunnerOptions) {
    this.name = `adapter ${options.systemId}`;
    this.#options = options;
    this.#logger = options.logger.forComponent(`adapter:${options.systemId}`);
    this.#healthLog = new HealthLog(this.#logger);
    this.#backoff = new Backoff(options.random, options.backoff);
    this.#instanceId = options.random.uuid();
    this.#inbox = new DesiredInbox((call) => this.#tell(call));
  }

  get linkState(): LinkState {
    return linkStateOf(this.#link.state);
  }

  /** What the adapter said of itself last; undefined: nothing yet. */
  get health(): Health | undefined {
    return this.#outbox.health;
  }

  /** Starts the adapter and opens the link; does not wait for either. Rejects if the adapter's start throws. */
  async start(): Promise<void> {
    this.#options.adapter.start(this.#context());
    this.#open();
  }

  /**
   * Takes leave of the gateway and stops the adapter. With `handover` the gateway keeps the claims for a successor
   * until the lease ends (a restart, an upgrade); without, it withdraws them. Default: without.
   */
  async stop(options: { readonly handover?: boolean } = {}): Promise<void> {
    if (this.#link.state.phase === 'stopped') {
      return;
    }
    const stream = this.#stream;
    if (this.linkState !== 'offline') {
      stream?.send({ kind: 'leaving', handover: options.handover ?? false });
    }
    this.#stream = undefined;
    this.#step({ kind: 'stopped' });
    this.#retry?.cancel();
    this.#heartbeat?.cancel();
    await Promise.all([stream === undefined ? undefined : this.#close(stream), this.#options.adapter.stop()]);
  }

  /** Resolves when the stream is over, so that the last message has gone out. */
  #close(stream: UplinkStream): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#leaving = { stream, ended: resolve };
    stream.close();
    return promise;
  }

  #context(): AdapterContext {
    return {
      clock: this.#options.clock,
      random: this.#options.random,
      logger: this.#logger,
      egress: this.#options.egress,
      claim: (address, claim) => this.#owe(() => this.#outbox.claim(address, claim)),
      withdraw: (address) => this.#owe(() => this.#outbox.withdraw(address)),
      claimsComplete: () => this.#owe(() => this.#outbox.claimsComplete()),
      reportEffect: (result) => this.#owe(() => this.#outbox.reportEffect(result)),
      reportHealth: (health) => {
        this.#healthLog.say(health);
        this.#owe(() => this.#outbox.reportHealth(health));
      },
    };
  }

  #open(): void {
    const isCurrent = (): boolean => stream === this.#stream;
    const stream = this.#options.uplink.open({
      onMessage: (message) => {
        if (isCurrent()) {
          this.#onMessage(message);
        }
      },
      onWritable: () => {
        if (isCurrent()) {
          this.#writable = true;
          this.#pumpSoon();
        }
      },
      onEnd: (problem) => {
        if (stream === this.#leaving?.stream) {
          this.#leaving.ended();
        } else if (isCurrent()) {
          this.#stream = undefined;
          this.#heartbeat?.cancel();
          this.#logger.info(
            { reason: problem?.reason ?? 'none', detail: problem?.message },
            'the link to the gateway ended',
          );
          this.#step({ kind: 'ended', problem });
        }
      },
    });
    this.#stream = stream;
    this.#step({ kind: 'opened' });
    const { technology, capabilities, softwareName, softwareVersion } = this.#options.adapter.description;
    this.#writable = stream.send({
      kind: 'hello',
      systemId: this.#options.systemId,
      sourceId: this.#options.sourceId,
      instanceId: this.#instanceId,
      technology,
      capabilities,
      previousLease: this.#link.lease,
      takeOver: this.#options.takeOver ?? false,
      softwareName,
      softwareVersion,
    });
    this.#armHeartbeat();
  }

  #step(input: LinkInput): void {
    const { link, effects } = stepLink(this.#link, input);
    this.#link = link;
    for (const effect of effects) {
      this.#carryOut(effect);
    }
  }

  #carryOut(effect: LinkEffect): void {
    switch (effect.kind) {
      case 'tell':
        this.#logger.info({ link: effect.state }, 'link to the gateway');
        this.#tell((adapter) => adapter.linkChanged(effect.state));
        if (effect.state === 'standby') {
          this.#inbox.standBy();
          this.#owe(() => this.#outbox.standBy());
        }
        return;
      case 'activate':
        this.#activate(effect.welcome);
        return;
      case 'reset-backoff':
        this.#backoff.reset();
        return;
      case 'reconnect':
        this.#retry = this.#options.clock.after(this.#delay(effect.after), () => this.#open());
        return;
      case 'report-refusal':
        this.#logger.error(
          { reason: effect.problem.reason, detail: effect.problem.message },
          'the gateway refuses this source: check its key, its system id and its version',
        );
    }
  }

  #activate(welcome: ReportWelcome): void {
    this.#logger.info({ lease: welcome.lease, continued: welcome.continued }, 'this source speaks for its system');
    this.#outbox.activate(this.#inbox.effects);
    this.#inbox.activate();
    this.#armHeartbeat();
    this.#pumpSoon();
  }

  #onMessage(message: GatewayMessage): void {
    switch (message.kind) {
      case 'accepted':
        this.#owe(() => this.#outbox.accept(message.throughSequence));
        return;
      case 'claims-refused':
        for (const { address, problem } of message.items) {
          this.#logger.warn({ address, reason: problem.reason }, 'the gateway refused a claim');
          this.#logger.debug({ address, detail: problem.message }, 'why the gateway refused a claim');
        }
        return;
      case 'roster':
        this.#inbox.roster(message.items, message.removed, message.complete, (address) =>
          this.#owe(() => this.#outbox.subjectNamed(address)),
        );
        return;
      case 'effects':
        this.#inbox.wanted(message.items, message.complete, ({ address, generation }) =>
          this.#outbox.effectChanged(address, generation),
        );
        return;
      case 'heartbeat':
        return;
      default:
        this.#step({ kind: 'message', message });
    }
  }

  /** Notes something for the gateway, to be sent when it can be. */
  #owe(note: () => void): void {
    note();
    this.#pumpSoon();
  }

  /** After everything that the adapter says in one go: one message instead of many. */
  #pumpSoon(): void {
    if (!this.#pumpDue) {
      this.#pumpDue = true;
      queueMicrotask(() => {
        this.#pumpDue = false;
        this.#pump();
      });
    }
  }

  #pump(): void {
    const { state } = this.#link;
    if (this.linkState === 'offline') {
      return;
    }
    while (this.#writable) {
      const message = this.#outbox.next(state.phase === 'active' ? state.welcome : null);
      if (message === undefined) {
        break;
      }
      this.#send(message);
    }
    if (state.phase === 'active' && this.#outbox.settled && this.#outbox.hasClaimed) {
      this.#step({ kind: 'proven' });
    }
  }

  #send(message: SourceMessage): void {
    if (this.#stream !== undefined) {
      this.#writable = this.#stream.send(message);
      this.#armHeartbeat();
    }
  }

  #armHeartbeat(): void {
    this.#heartbeat?.cancel();
    const { state } = this.#link;
    const afterMs = state.phase === 'active' ? state.welcome.renewMs : STANDBY_HEARTBEAT_MS;
    this.#heartbeat = this.#options.clock.after(afterMs, () => {
      if (this.linkState !== 'offline') {
        this.#send({ kind: 'heartbeat' });
        // A link that holds for this long with nothing to say is worth something too.
        if (this.#outbox.settled) {
          this.#step({ kind: 'proven' });
        }
      } else {
        this.#armHeartbeat();
      }
    });
  }

  #delay(after: Reconnect): number {
    switch (after.kind) {
      case 'backoff':
        return this.#backoff.next();
      case 'slow':
        this.#backoff.toMaximum();
        return this.#backoff.next();
      case 'window':
        return Math.round(after.minMs + this.#options.random.next() * (after.maxMs - after.minMs));
    }
  }

  #tell(call: (adapter: SourceAdapter) => void): void {
    try {
      call(this.#options.adapter);
    } catch (failure) {
      this.#logger.error({ err: failure }, 'the adapter threw where it must not');
    }
  }
}
