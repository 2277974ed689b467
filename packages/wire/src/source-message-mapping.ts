/**
 * What a source says on a Report stream, between domain and wire. `now` is the wall time of the machine that maps: a
 * source sends ages, and the gateway stamps them by its own clock.
 */
import {
  type ClaimItem,
  type EffectResult,
  leaseId,
  type Problem,
  type ReportHello,
  type SourceMessage,
  sourceId,
  systemId,
} from '@lamplight/domain';
import { claimItemFromWire, claimItemToWire } from './claim-mapping.ts';
import { callStates, effectOutcomes, healthStates } from './enum-mapping.ts';
import type {
  Claims as WireClaims,
  EffectResult as WireEffectResult,
  ReportHello as WireReportHello,
  ReportRequest as WireReportRequest,
} from './gen/presence/v1/source.ts';
import { wholeNumber } from './numbers.ts';
import { WIRE_LIMITS } from './wire-limits.ts';
import type { WireProblem, WireResult } from './wire-problem.ts';
import { WireReader } from './wire-reader.ts';

/** One claim of a message that cannot be taken; the others are in the message. */
export interface ClaimRefusal {
  readonly address: string;
  readonly problem: Problem;
}

/** What the gateway reads from a source. */
export type SourceMessageReading =
  | { readonly kind: 'message'; readonly message: SourceMessage; readonly refused: readonly ClaimRefusal[] }
  /** From a newer source: ignored after hello. */
  | { readonly kind: 'unrecognised' }
  /** Ends the stream. */
  | { readonly kind: 'problem'; readonly problem: WireProblem };

export function sourceMessageToWire(message: SourceMessage, now: number): WireReportRequest {
  switch (message.kind) {
    case 'hello':
      return { kind: { $case: 'hello', value: helloToWire(message) } };
    case 'claims':
      return {
        kind: {
          $case: 'claims',
          value: {
            sequence: wholeNumber(message.sequence),
            items: message.items.map((item) => claimItemToWire(item, now)),
          },
        },
      };
    case 'claims-complete':
      return { kind: { $case: 'claimsComplete', value: { sequence: wholeNumber(message.sequence) } } };
    case 'effect-results':
      return { kind: { $case: 'effectResults', value: { items: message.items.map(effectResultToWire) } } };
    case 'health':
      return {
        kind: {
          $case: 'health',
          value: {
            ...message.health,
            state: healthStates.toWire(message.health.state),
            details: { ...message.health.details },
          },
        },
      };
    case 'heartbeat':
      return { kind: { $case: 'heartbeat', value: {} } };
    case 'leaving':
      return { kind: { $case: 'leaving', value: { handover: message.handover } } };
  }
}

export function sourceMessageFromWire(wire: WireReportRequest, now: number): SourceMessageReading {
  if (wire.kind?.$case === 'claims') {
    return claimsFromWire(wire.kind.value, now);
  }
  const reader = new WireReader('protocol_violation');
  const message = otherSourceMessage(reader, wire);
  return message === undefined ? { kind: 'unrecognised' } : withoutRefusals(reader.result(message));
}

function helloToWire(hello: ReportHello): WireReportHello {
  return {
    systemId: hello.systemId,
    sourceId: hello.sourceId,
    instanceId: hello.instanceId,
    technology: hello.technology,
    capabilities: {
      callStates: hello.capabilities.callStates.map(callStates.toWire),
      effects: [...hello.capabilities.effects],
      features: [...hello.capabilities.features],
    },
    previousLease: hello.previousLease ?? '',
    takeOver: hello.takeOver,
    softwareName: hello.softwareName,
    softwareVersion: hello.softwareVersion,
  };
}

function otherSourceMessage(reader: WireReader, wire: WireReportRequest): SourceMessage | undefined {
  switch (wire.kind?.$case) {
    case 'hello':
      return helloFromWire(reader, wire.kind.value);
    case 'claimsComplete':
      return { kind: 'claims-complete', sequence: reader.number('claims_complete.sequence', wire.kind.value.sequence) };
    case 'effectResults': {
      const items = wire.kind.value.items;
      reader.count('effect_results.items', items, WIRE_LIMITS.itemsPerMessage);
      return {
        kind: 'effect-results',
        items: items.map((item, index) => effectResultFromWire(reader, item, `effect_results.items[${index}]`)),
      };
    }
    case 'health': {
      const health = wire.kind.value;
      return {
        kind: 'health',
        health: {
          state: reader.enumValue('health.state', health.state, healthStates.fromWire(health.state), 'down'),
          reason: reader.word('health.reason', health.reason),
          message: reader.text('health.message', health.message),
          remedy: reader.text('health.remedy', health.remedy),
          details: reader.details('health.details', health.details),
        },
      };
    }
    case 'heartbeat':
      return { kind: 'heartbeat' };
    case 'leaving':
      return { kind: 'leaving', handover: wire.kind.value.handover };
    default:
      return undefined;
  }
}

function helloFromWire(reader: WireReader, hello: WireReportHello): ReportHello {
  reader.count('hello.capabilities.call_states', hello.capabilities?.callStates ?? [], WIRE_LIMITS.words);
  return {
    kind: 'hello',
    systemId: reader.id('hello.system_id', hello.systemId, systemId),
    sourceId: reader.id('hello.source_id', hello.sourceId, sourceId),
    instanceId: reader.requiredWord('hello.instance_id', hello.instanceId),
    technology: reader.requiredWord('hello.technology', hello.technology),
    capabilities: {
      // A state that is not known here cannot arrive in a claim either.
      callStates: (hello.capabilities?.callStates ?? []).flatMap((state) => callStates.fromWire(state) ?? []),
      effects: reader.words('hello.capabilities.effects', hello.capabilities?.effects ?? []),
      features: reader.words('hello.capabilities.features', hello.capabilities?.features ?? []),
    },
    previousLease: reader.optionalId('hello.previous_lease', hello.previousLease, leaseId),
    takeOver: hello.takeOver,
    softwareName: reader.word('hello.software_name', hello.softwareName),
    softwareVersion: reader.word('hello.software_version', hello.softwareVersion),
  };
}

function claimsFromWire(wire: WireClaims, now: number): SourceMessageReading {
  const reader = new WireReader('protocol_violation');
  reader.count('claims.items', wire.items, WIRE_LIMITS.itemsPerMessage);
  const checked = reader.result(reader.positive('claims.sequence', wire.sequence));
  if (!checked.ok) {
    return { kind: 'problem', problem: checked.problem };
  }
  const items: ClaimItem[] = [];
  const refused: ClaimRefusal[] = [];
  for (const [index, item] of wire.items.entries()) {
    const result = claimItemFromWire(item, now, `claims.items[${index}]`);
    if (result.ok) {
      items.push(result.value);
    } else {
      refused.push({ address: item.address.slice(0, WIRE_LIMITS.address), problem: result.problem });
    }
  }
  return { kind: 'message', message: { kind: 'claims', sequence: checked.value, items }, refused };
}

function withoutRefusals(result: WireResult<SourceMessage>): SourceMessageReading {
  return result.ok
    ? { kind: 'message', message: result.value, refused: [] }
    : { kind: 'problem', problem: result.problem };
}

function effectResultToWire(result: EffectResult): WireEffectResult {
  return {
    address: result.address,
    generation: wholeNumber(result.generation),
    outcome: effectOutcomes.toWire(result.outcome),
    reason: result.reason,
    message: result.message,
  };
}

function effectResultFromWire(reader: WireReader, wire: WireEffectResult, path: string): EffectResult {
  return {
    address: reader.address(`${path}.address`, wire.address),
    generation: reader.number(`${path}.generation`, wire.generation),
    outcome: reader.enumValue(`${path}.outcome`, wire.outcome, effectOutcomes.fromWire(wire.outcome), 'refused'),
    reason: reader.word(`${path}.reason`, wire.reason),
    message: reader.text(`${path}.message`, wire.message),
  };
}
