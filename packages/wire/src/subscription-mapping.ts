/**
 * The conversation of Subscribe between domain and wire. A kind that is not known here is `unrecognised`: the reader
 * ignores it, so that old and new ends understand each other. A selector is passed on as it came, even empty or
 * overlong: a problem with one person is answered for that person and never ends the stream.
 */
import {
  type Change,
  isId,
  type PersonSelector,
  personId,
  type SubscribeRequest,
  type SubscribeResponse,
} from '@lamplight/domain';
import type {
  Change as WireChange,
  PersonSelector as WirePersonSelector,
  SubscribeRequest as WireSubscribeRequest,
  SubscribeResponse as WireSubscribeResponse,
} from './gen/presence/v1/subscription.ts';
import { bytesFromWire, bytesToWire, timeToWire, wholeNumber, wireUint32 } from './numbers.ts';
import { presenceFromWire, presenceToWire } from './presence-mapping.ts';
import { problemFromWire, problemToWire } from './problem-mapping.ts';
import type { WireResult } from './wire-problem.ts';
import { WireReader } from './wire-reader.ts';

/** What a client reads; `unrecognised` comes from a newer server and is ignored. */
export type SubscribeResponseReading = SubscribeResponse | { readonly kind: 'unrecognised' };

const UNRECOGNISED = Object.freeze({ kind: 'unrecognised' });

export function subscribeRequestToWire(request: SubscribeRequest): WireSubscribeRequest {
  switch (request.kind) {
    case 'hello':
      return {
        kind: {
          $case: 'hello',
          value: {
            clientName: request.clientName,
            clientVersion: request.clientVersion,
            resumeToken: bytesToWire(request.resumeToken),
            minUpdateIntervalMs: wireUint32(request.minUpdateIntervalMs ?? 0),
          },
        },
      };
    case 'watch':
      return {
        kind: {
          $case: 'watch',
          value: {
            requestId: wholeNumber(request.requestId),
            add: request.add.map(selectorToWire),
            keep: [...request.keep],
            remove: [...request.remove],
          },
        },
      };
    case 'unrecognised':
      return { kind: undefined };
  }
}

/** Problems: `protocol_violation` for an overlong client name or version. */
export function subscribeRequestFromWire(wire: WireSubscribeRequest): WireResult<SubscribeRequest> {
  const reader = new WireReader('protocol_violation');
  switch (wire.kind?.$case) {
    case 'hello': {
      const hello = wire.kind.value;
      return reader.result({
        kind: 'hello',
        clientName: reader.word('hello.client_name', hello.clientName),
        clientVersion: reader.word('hello.client_version', hello.clientVersion),
        resumeToken: bytesFromWire(hello.resumeToken),
        minUpdateIntervalMs: hello.minUpdateIntervalMs === 0 ? null : hello.minUpdateIntervalMs,
      });
    }
    case 'watch': {
      const watch = wire.kind.value;
      return reader.result({
        kind: 'watch',
        requestId: reader.number('watch.request_id', watch.requestId),
        add: watch.add.map(selectorFromWire),
        keep: watch.keep,
        remove: watch.remove,
      });
    }
    case undefined:
      return reader.result(UNRECOGNISED);
  }
}

export function subscribeResponseToWire(response: SubscribeResponse): WireSubscribeResponse {
  switch (response.kind) {
    case 'welcome':
      return {
        kind: {
          $case: 'welcome',
          value: {
            epoch: response.epoch,
            heartbeatIntervalMs: wireUint32(response.heartbeatIntervalMs),
            maxWatched: wireUint32(response.maxWatched),
            maxPerRequest: wireUint32(response.maxPerRequest),
            minUpdateIntervalMs: wireUint32(response.minUpdateIntervalMs),
          },
        },
      };
    case 'changes':
      return {
        kind: {
          $case: 'changes',
          value: { items: response.items.map(changeToWire), resumeToken: bytesToWire(response.resumeToken) },
        },
      };
    case 'caught-up':
      return {
        kind: {
          $case: 'caughtUp',
          value: {
            requestId: wholeNumber(response.requestId),
            watchedCount: wireUint32(response.watchedCount),
            resumed: response.resumed,
            resumeToken: bytesToWire(response.resumeToken),
          },
        },
      };
    case 'watch-refused':
      return {
        kind: {
          $case: 'watchRefused',
          value: { requestId: wholeNumber(response.requestId), problem: problemToWire(response.problem) },
        },
      };
    case 'heartbeat':
      return {
        kind: {
          $case: 'heartbeat',
          value: { serverTimeUnixMs: timeToWire(response.serverTime), resumeToken: bytesToWire(response.resumeToken) },
        },
      };
    case 'reset':
      return { kind: { $case: 'reset', value: { reason: response.reason } } };
    case 'draining':
      return {
        kind: {
          $case: 'draining',
          value: {
            reason: response.reason,
            reconnectAfterMinMs: wireUint32(response.reconnectAfterMinMs),
            reconnectAfterMaxMs: wireUint32(response.reconnectAfterMaxMs),
          },
        },
      };
  }
}

/** Total: a client takes what its gateway says. */
export function subscribeResponseFromWire(wire: WireSubscribeResponse): SubscribeResponseReading {
  switch (wire.kind?.$case) {
    case 'welcome':
      return { kind: 'welcome', ...wire.kind.value };
    case 'changes':
      return {
        kind: 'changes',
        items: wire.kind.value.items.map(changeFromWire),
        resumeToken: bytesFromWire(wire.kind.value.resumeToken),
      };
    case 'caughtUp':
      return {
        kind: 'caught-up',
        requestId: wire.kind.value.requestId,
        watchedCount: wire.kind.value.watchedCount,
        resumed: wire.kind.value.resumed,
        resumeToken: bytesFromWire(wire.kind.value.resumeToken),
      };
    case 'watchRefused':
      return {
        kind: 'watch-refused',
        requestId: wire.kind.value.requestId,
        problem: problemFromWire(wire.kind.value.problem),
      };
    case 'heartbeat':
      return {
        kind: 'heartbeat',
        serverTime: wire.kind.value.serverTimeUnixMs,
        resumeToken: bytesFromWire(wire.kind.value.resumeToken),
      };
    case 'reset':
      return { kind: 'reset', reason: wire.kind.value.reason };
    case 'draining':
      return { kind: 'draining', ...wire.kind.value };
    case undefined:
      return UNRECOGNISED;
  }
}

export function changeToWire(change: Change): WireChange {
  return {
    personId: change.personId ?? '',
    requestedAddress: change.requestedAddress ?? '',
    revision: wholeNumber(change.revision),
    outcome:
      change.outcome.kind === 'presence'
        ? { $case: 'presence', value: presenceToWire(change.outcome.presence) }
        : { $case: 'problem', value: problemToWire(change.outcome.problem) },
  };
}

/** An outcome that is not known here is a problem of that person. */
export function changeFromWire(wire: WireChange): Change {
  return {
    personId: isId(wire.personId) ? personId(wire.personId) : null,
    requestedAddress: wire.requestedAddress === '' ? null : wire.requestedAddress,
    revision: wire.revision,
    outcome:
      wire.outcome?.$case === 'presence'
        ? { kind: 'presence', presence: presenceFromWire(wire.outcome.value) }
        : { kind: 'problem', problem: problemFromWire(wire.outcome?.value) },
  };
}

export function selectorToWire(selector: PersonSelector): WirePersonSelector {
  return selector.by === 'id'
    ? { by: { $case: 'personId', value: selector.personId } }
    : { by: { $case: 'address', value: selector.address } };
}

/** A selector that says nothing is an empty id, which nobody has. */
export function selectorFromWire(wire: WirePersonSelector): PersonSelector {
  return wire.by?.$case === 'address'
    ? { by: 'address', address: wire.by.value }
    : { by: 'id', personId: wire.by?.value ?? '' };
}
