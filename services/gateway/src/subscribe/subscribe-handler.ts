/** Subscribe on grpc-js: gives each call a session, and the session time, requests and the state of the pipe. */
import type { PersonSelector, Problem, Resolved, TenantId } from '@lamplight/domain';
import { type Clock, LamplightError, type Logger, type Random, type Telemetry } from '@lamplight/runtime';
import { problemToServiceError, type SubscriptionServiceServer, subscribeRequestFromWire } from '@lamplight/wire';
import { problemOf } from '../problem.ts';
import type { ChangeFeed } from './change-feed.ts';
import { EncodedChanges } from './encoded-changes.ts';
import type { OpenStream, OpenStreams } from './open-streams.ts';
import type { Sights } from './sight.ts';
import { StreamSession } from './stream-session.ts';
import { type SubscribeSettings, settingsOfStream } from './stream-settings.ts';
import type { StreamInput } from './stream-state.ts';
import { StreamWriter, type SubscribeCall } from './stream-writer.ts';

/** What a stream is opened on: one tenant, as this room sees it. */
export interface WatchedTenant {
  readonly tenantId: TenantId;
  readonly privacy: Sights;
  /** @param onMark called when somebody watched became dirty */
  join(onMark: () => void): ChangeFeed;
  resolve(selector: PersonSelector): Resolved;
}

/** The key that a stream was opened with. */
export interface StreamKey {
  readonly keyId: string;
  readonly roles: readonly string[];
}

export interface SubscribeHandlerOptions {
  /**
   * Who calls, and on which tenant.
   * @throws LamplightError when the call's key does not allow it
   */
  readonly admit: (metadata: SubscribeCall['metadata']) => {
    readonly principal: StreamKey;
    readonly tenant: WatchedTenant;
  };
  readonly streams: OpenStreams;
  readonly settings: SubscribeSettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

export class SubscribeHandler {
  readonly #options: SubscribeHandlerOptions;
  readonly #logger: Logger;
  readonly encoded = new EncodedChanges();
  #accepting = true;

  constructor(options: SubscribeHandlerOptions) {
    this.#options = options;
    this.#logger = options.logger.forComponent('subscribe');
  }

  /** No new stream is taken from now on. */
  refuseNew(): void {
    this.#accepting = false;
  }

  /** The methods of the service, for grpc-js. */
  get implementation(): SubscriptionServiceServer {
    return { subscribe: (call) => this.#open(call) };
  }

  #open(call: SubscribeCall): void {
    const { telemetry } = this.#options;
    try {
      if (!this.#accepting) {
        throw new LamplightError('draining', 'the gateway is being restarted: try another one, or come back shortly');
      }
      const { principal, tenant } = this.#options.admit(call.metadata);
      this.#serve(call, principal, tenant);
    } catch (failure) {
      const refused = problemOf(failure);
      telemetry.count('lamplight_subscribe_refused_total', { reason: refused.reason });
      this.#logger.info({ peer: call.getPeer(), reason: refused.reason }, 'stream refused');
      call.emit('error', problemToServiceError(refused));
    }
  }

  #serve(call: SubscribeCall, { keyId, roles }: StreamKey, tenant: WatchedTenant): void {
    const { streams, settings, clock, random, telemetry } = this.#options;
    const { privacy } = tenant;
    if (streams.countOf(tenant.tenantId) >= settings.maxStreams) {
      throw new LamplightError(
        'too_many_streams',
        `this tenant has ${settings.maxStreams} streams open: close some, or raise limits.maxStreams`,
      );
    }
    const openedAt = clock.monotonic();
    // A fault in one stream is the end of that stream, and of nothing else.
    const guarded = (work: () => void): void => {
      try {
        work();
      } catch (failure) {
        this.#logger.error({ tenant: tenant.tenantId, key_id: keyId, err: failure }, 'a stream failed unexpectedly');
        session.input({ kind: 'stop', problem: problemOf(failure) }, clock.monotonic());
      }
      streams.wake(stream, session.wakeAt);
    };
    const input = (given: StreamInput): void => guarded(() => session.input(given, clock.monotonic()));
    const stream: OpenStream = { tenantId: tenant.tenantId, keyId, input };
    let sight = privacy.sightOf(roles);
    const writer = new StreamWriter(call, this.encoded, () => sight);
    const stopLooking = privacy.listen(() => {
      const { bits } = sight;
      sight = privacy.sightOf(roles);
      if (sight.bits !== bits) {
        input({ kind: 'mask-changed' });
      }
    });
    const onClosed = (reason: Problem | null): void => {
      writer.close();
      stopLooking();
      streams.delete(stream);
      const seconds = (clock.monotonic() - openedAt) / 1000;
      telemetry.gauge('lamplight_subscribe_streams', streams.size);
      telemetry.count('lamplight_subscribe_ended_total', { reason: reason?.reason ?? 'client' });
      telemetry.observe('lamplight_subscribe_stream_seconds', seconds);
      this.#logger.info(
        { tenant: tenant.tenantId, key_id: keyId, reason: reason?.reason ?? 'client', seconds },
        'stream ended',
      );
    };
    const session = new StreamSession(
      {
        feed: tenant.join(() => input({ kind: 'tick' })),
        resolve: (selector) => tenant.resolve(selector),
        mask: () => sight.bits,
        settings: settingsOfStream(settings, random),
        wallTime: () => clock.now(),
        onClosed,
        output: {
          send: (response) => {
            telemetry.count('lamplight_subscribe_messages_total', { kind: response.kind });
            if (response.kind === 'changes') {
              telemetry.count('lamplight_subscribe_changes_total', {}, response.items.length);
            }
            return writer.send(response);
          },
          end: (reason) => writer.end(reason),
          pauseReading: () => call.pause(),
          resumeReading: () => call.resume(),
        },
      },
      openedAt,
    );
    streams.add(stream);
    streams.wake(stream, session.wakeAt);
    telemetry.gauge('lamplight_subscribe_streams', streams.size);
    this.#logger.info({ tenant: tenant.tenantId, key_id: keyId, peer: call.getPeer() }, 'stream opened');
    call.on('data', (wire) => {
      const read = subscribeRequestFromWire(wire);
      if (!read.ok) {
        input({ kind: 'violation', problem: read.problem });
        return;
      }
      if (read.value.kind === 'unrecognised') {
        telemetry.count('lamplight_subscribe_unrecognised_total');
      }
      const { value } = read;
      guarded(() => session.request(value, clock.monotonic()));
    });
    call.on('drain', () => input({ kind: 'writable' }));
    call.on('end', () => input({ kind: 'half-closed' }));
    call.on('cancelled', () => input({ kind: 'cancelled' }));
    call.on('error', () => input({ kind: 'cancelled' }));
  }
}
