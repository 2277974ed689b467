/** What the gateway says on a Report stream, between domain and wire. */
import {
  type Desired,
  type Effect,
  type GatewayMessage,
  LEAVE_REASONS,
  leaseId,
  type PresencePair,
  sourceId,
  systemId,
} from '@lamplight/domain';
import { interests, lineKinds } from './enum-mapping.ts';
import type {
  Effect as WireEffect,
  Effects as WireEffects,
  ReportResponse as WireReportResponse,
  Roster as WireRoster,
} from './gen/presence/v1/source.ts';
import { timeToWire, wholeNumber, wireUint32 } from './numbers.ts';
import { problemFromWire, problemToWire } from './problem-mapping.ts';
import { WIRE_LIMITS } from './wire-limits.ts';
import type { WireProblem } from './wire-problem.ts';
import { WireReader } from './wire-reader.ts';

/** What a source reads from the gateway. */
export type GatewayMessageReading =
  | { readonly kind: 'message'; readonly message: GatewayMessage }
  /** From a newer gateway: ignored. */
  | { readonly kind: 'unrecognised' }
  /** Ends the stream. */
  | { readonly kind: 'problem'; readonly problem: WireProblem };

export function gatewayMessageToWire(message: GatewayMessage): WireReportResponse {
  switch (message.kind) {
    case 'welcome':
      return {
        kind: {
          $case: 'welcome',
          value: {
            lease: message.lease,
            leaseMs: wireUint32(message.leaseMs),
            renewMs: wireUint32(message.renewMs),
            credit: wireUint32(message.credit),
            continued: message.continued,
            maxItemsPerMessage: wireUint32(message.maxItemsPerMessage),
          },
        },
      };
    case 'standby':
      return { kind: { $case: 'standby', value: { activeSourceId: message.activeSourceId } } };
    case 'superseded':
      return { kind: { $case: 'superseded', value: { bySourceId: message.bySourceId } } };
    case 'accepted':
      return { kind: { $case: 'accepted', value: { throughSequence: wholeNumber(message.throughSequence) } } };
    case 'claims-refused':
      return {
        kind: {
          $case: 'claimsRefused',
          value: {
            sequence: wholeNumber(message.sequence),
            items: message.items.map((item) => ({ address: item.address, problem: problemToWire(item.problem) })),
          },
        },
      };
    case 'roster':
      return {
        kind: {
          $case: 'roster',
          value: {
            items: message.items.map((item) => ({
              address: item.address,
              interest: interests.toWire(item.interest),
              kind: item.lineKind === null ? 0 : lineKinds.toWire(item.lineKind),
            })),
            removed: [...message.removed],
            complete: message.complete,
          },
        },
      };
    case 'effects':
      return { kind: { $case: 'effects', value: effectsToWire(message.items, message.complete) } };
    case 'draining':
      return {
        kind: {
          $case: 'draining',
          value: {
            reason: message.reason,
            reconnectAfterMinMs: wireUint32(message.reconnectAfterMinMs),
            reconnectAfterMaxMs: wireUint32(message.reconnectAfterMaxMs),
          },
        },
      };
    case 'heartbeat':
      return { kind: { $case: 'heartbeat', value: { serverTimeUnixMs: timeToWire(message.serverTime) } } };
  }
}

export function gatewayMessageFromWire(wire: WireReportResponse): GatewayMessageReading {
  const reader = new WireReader('protocol_violation');
  const message = gatewayMessage(reader, wire);
  if (message === undefined) {
    return { kind: 'unrecognised' };
  }
  const result = reader.result(message);
  return result.ok ? { kind: 'message', message: result.value } : { kind: 'problem', problem: result.problem };
}

function gatewayMessage(reader: WireReader, wire: WireReportResponse): GatewayMessage | undefined {
  switch (wire.kind?.$case) {
    case 'welcome': {
      const welcome = wire.kind.value;
      return {
        kind: 'welcome',
        lease: reader.id('welcome.lease', welcome.lease, leaseId),
        leaseMs: reader.positive('welcome.lease_ms', welcome.leaseMs),
        renewMs: reader.positive('welcome.renew_ms', welcome.renewMs),
        credit: reader.positive('welcome.credit', welcome.credit),
        continued: welcome.continued,
        maxItemsPerMessage: reader.positive('welcome.max_items_per_message', welcome.maxItemsPerMessage),
      };
    }
    case 'standby':
      return {
        kind: 'standby',
        activeSourceId: reader.id('standby.active_source_id', wire.kind.value.activeSourceId, sourceId),
      };
    case 'superseded':
      return {
        kind: 'superseded',
        bySourceId: reader.id('superseded.by_source_id', wire.kind.value.bySourceId, sourceId),
      };
    case 'accepted':
      return {
        kind: 'accepted',
        throughSequence: reader.number('accepted.through_sequence', wire.kind.value.throughSequence),
      };
    case 'claimsRefused':
      return {
        kind: 'claims-refused',
        sequence: reader.number('claims_refused.sequence', wire.kind.value.sequence),
        items: wire.kind.value.items.map((item) => ({ address: item.address, problem: problemFromWire(item.problem) })),
      };
    case 'roster':
      return rosterFromWire(reader, wire.kind.value);
    case 'effects':
      return effectsFromWire(reader, wire.kind.value);
    case 'draining':
      return { kind: 'draining', ...wire.kind.value };
    case 'heartbeat':
      return { kind: 'heartbeat', serverTime: wire.kind.value.serverTimeUnixMs };
    case undefined:
      return undefined;
  }
}

function rosterFromWire(reader: WireReader, roster: WireRoster): GatewayMessage {
  reader.count('roster.items', roster.items, WIRE_LIMITS.itemsPerMessage);
  return {
    kind: 'roster',
    items: roster.items.map((item, index) => ({
      address: reader.address(`roster.items[${index}].address`, item.address),
      interest: interests.fromWire(item.interest) ?? 'synced',
      lineKind: lineKinds.fromWire(item.kind) ?? null,
    })),
    removed: roster.removed,
    complete: roster.complete,
  };
}

function effectsToWire(items: readonly Effect[], complete: boolean): WireEffects {
  const wire: WireEffects = { items: [], removed: [], complete };
  for (const { address, generation, desired } of items) {
    if (desired === null) {
      wire.removed.push({ address, generation: wholeNumber(generation) });
    } else {
      wire.items.push({ address, generation: wholeNumber(generation), desired: desiredToWire(desired) });
    }
  }
  return wire;
}

function effectsFromWire(reader: WireReader, wire: WireEffects): GatewayMessage {
  reader.count('effects.items', wire.items, WIRE_LIMITS.itemsPerMessage);
  reader.count('effects.removed', wire.removed, WIRE_LIMITS.itemsPerMessage);
  const items = wire.items.map((item, index) => ({
    address: reader.address(`effects.items[${index}].address`, item.address),
    generation: reader.number(`effects.items[${index}].generation`, item.generation),
    desired: desiredFromWire(reader, item.desired, `effects.items[${index}]`),
  }));
  const removed = wire.removed.map((item, index) => ({
    address: reader.address(`effects.removed[${index}].address`, item.address),
    generation: reader.number(`effects.removed[${index}].generation`, item.generation),
    desired: null,
  }));
  return { kind: 'effects', items: [...items, ...removed], complete: wire.complete };
}

function desiredToWire(desired: Desired): NonNullable<WireEffect['desired']> {
  switch (desired.kind) {
    case 'session':
      return {
        $case: 'session',
        value: {
          availability: desired.availability,
          activity: desired.activity,
          readBack: desired.readBack ?? false,
        },
      };
    case 'preferred': {
      const { availability, activity, restore } = desired;
      return {
        $case: 'preferred',
        value: { availability, activity, restore: restore === null ? undefined : { ...restore } },
      };
    }
    case 'talking':
      return { $case: 'talking', value: { causeSystemId: desired.causeSystemId } };
    case 'do-not-disturb':
      return {
        $case: 'doNotDisturb',
        value: { causeSystemId: desired.causeSystemId, exceptions: [...desired.exceptions] },
      };
    case 'leave':
      return { $case: 'leave', value: { reason: desired.reason } };
  }
}

/** An effect of a kind that is not known here is left alone: neither carried out nor undone. */
function desiredFromWire(reader: WireReader, wire: WireEffect['desired'], path: string): Desired {
  switch (wire?.$case) {
    case 'session':
      return {
        kind: 'session',
        ...pairFromWire(reader, `${path}.session`, wire.value),
        ...(wire.value.readBack ? { readBack: true } : {}),
      };
    case 'preferred': {
      const { availability, activity, restore } = wire.value;
      return {
        kind: 'preferred',
        ...pairFromWire(reader, `${path}.preferred`, { availability, activity }),
        restore: restore === undefined ? null : pairFromWire(reader, `${path}.preferred.restore`, restore),
      };
    }
    case 'talking':
      return {
        kind: 'talking',
        causeSystemId: reader.id(`${path}.talking.cause_system_id`, wire.value.causeSystemId, systemId),
      };
    case 'doNotDisturb':
      return {
        kind: 'do-not-disturb',
        causeSystemId: reader.id(`${path}.do_not_disturb.cause_system_id`, wire.value.causeSystemId, systemId),
        exceptions: reader.addresses(`${path}.do_not_disturb.exceptions`, wire.value.exceptions),
      };
    case 'leave':
      return { kind: 'leave', reason: LEAVE_REASONS.find((reason) => reason === wire.value.reason) ?? 'pending' };
    case undefined:
      return { kind: 'leave', reason: 'pending' };
  }
}

function pairFromWire(reader: WireReader, path: string, { availability, activity }: PresencePair): PresencePair {
  return {
    availability: reader.requiredWord(`${path}.availability`, availability),
    activity: reader.requiredWord(`${path}.activity`, activity),
  };
}
