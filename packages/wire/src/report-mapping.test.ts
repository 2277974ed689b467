import { SILENT_CLAIM, sourceId, systemId } from '@lamplight/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ARBITRARY_NOW, gatewayMessages, sourceMessages } from '../../../test/fakes/domain-arbitraries.ts';
import { gatewayMessageFromWire, gatewayMessageToWire } from './gateway-message-mapping.ts';
import {
  type ClaimItem as WireClaimItem,
  ReportRequest as WireReportRequest,
  ReportResponse as WireReportResponse,
} from './gen/presence/v1/source.ts';
import { sourceMessageFromWire, sourceMessageToWire } from './source-message-mapping.ts';

const LATER_KIND = Uint8Array.from([0x7a, 0]);

test('what a source says comes back as it was sent', () => {
  fc.assert(
    fc.property(sourceMessages, (message) => {
      const bytes = WireReportRequest.encode(sourceMessageToWire(message, ARBITRARY_NOW)).finish();
      expect(sourceMessageFromWire(WireReportRequest.decode(bytes), ARBITRARY_NOW)).toEqual({
        kind: 'message',
        message,
        refused: [],
      });
    }),
  );
});

test('what the gateway says comes back as it was sent', () => {
  fc.assert(
    fc.property(gatewayMessages, (message) => {
      const bytes = WireReportResponse.encode(gatewayMessageToWire(message)).finish();
      expect(gatewayMessageFromWire(WireReportResponse.decode(bytes))).toEqual({ kind: 'message', message });
    }),
  );
});

test('a kind of a later version, or none, is unrecognised', () => {
  for (const bytes of [LATER_KIND, new Uint8Array()]) {
    expect(sourceMessageFromWire(WireReportRequest.decode(bytes), 0)).toEqual({ kind: 'unrecognised' });
    expect(gatewayMessageFromWire(WireReportResponse.decode(bytes))).toEqual({ kind: 'unrecognised' });
  }
});

test('one bad claim is refused by itself and the others are taken', () => {
  const good = { address: '567', claim: SILENT_CLAIM };
  const message = { kind: 'claims', sequence: 7, items: [good, { address: '', claim: null }, good] } as const;
  expect(sourceMessageFromWire(sourceMessageToWire(message, ARBITRARY_NOW), ARBITRARY_NOW)).toMatchObject({
    kind: 'message',
    message: { sequence: 7, items: [good, good] },
    refused: [{ address: '', problem: { reason: 'claim_invalid', details: { field: 'claims.items[1].address' } } }],
  });
});

const hello = sourceMessageToWire(
  {
    kind: 'hello',
    systemId: systemId('pbx'),
    sourceId: sourceId('connector-1'),
    instanceId: 'boot-1',
    technology: 'PBX',
    capabilities: { callStates: [], effects: [], features: [] },
    previousLease: null,
    takeOver: false,
    softwareName: '',
    softwareVersion: '',
  },
  0,
);
const helloValue = hello.kind?.$case === 'hello' ? hello.kind.value : expect.unreachable('a hello is a hello');

test.each([
  ['hello.system_id', { systemId: '' }],
  ['hello.system_id', { systemId: 'x'.repeat(129) }],
  ['hello.source_id', { sourceId: 'a\u0000b' }],
  ['hello.instance_id', { instanceId: '' }],
  ['hello.technology', { technology: '' }],
  ['hello.previous_lease', { previousLease: 'x'.repeat(129) }],
  ['hello.software_name', { softwareName: 'x'.repeat(129) }],
  ['hello.capabilities.features', { capabilities: { callStates: [], effects: [], features: Array(65).fill('x') } }],
])('a hello with a bad %s is a protocol violation that names it', (field, change) => {
  const wire = { kind: { $case: 'hello', value: { ...helloValue, ...change } } } as const;
  expect(sourceMessageFromWire(wire, 0)).toMatchObject({
    kind: 'problem',
    problem: { code: 3, reason: 'protocol_violation', details: { field } },
  });
});

test('a hello without capabilities can tell nothing apart', () => {
  const wire = { kind: { $case: 'hello', value: { ...helloValue, capabilities: undefined } } } as const;
  expect(sourceMessageFromWire(wire, 0)).toMatchObject({
    message: { capabilities: { callStates: [], effects: [], features: [] } },
  });
});

test('claims without a sequence, or too many of them, are a protocol violation', () => {
  const read = (sequence: number, items: WireClaimItem[]) =>
    sourceMessageFromWire({ kind: { $case: 'claims', value: { sequence, items } } }, 0);
  expect(read(0, [])).toMatchObject({
    kind: 'problem',
    problem: { reason: 'protocol_violation', details: { field: 'claims.sequence' } },
  });
  const items = Array.from({ length: 10_001 }, () => ({ address: '1', change: undefined }));
  expect(read(1, items)).toMatchObject({ kind: 'problem', problem: { details: { field: 'claims.items' } } });
});

test('an effect of a later version is left alone', () => {
  const wire = gatewayMessageFromWire({
    kind: {
      $case: 'effects',
      value: { items: [{ address: '567', generation: 4, desired: undefined }], removed: [], complete: true },
    },
  });
  expect(wire).toMatchObject({
    message: { items: [{ generation: 4, desired: { kind: 'leave', reason: 'pending' } }] },
  });
});

test('a welcome that grants nothing is a protocol violation', () => {
  const value = { lease: 'l', leaseMs: 90_000, renewMs: 0, credit: 1, continued: false, maxItemsPerMessage: 1 };
  expect(gatewayMessageFromWire({ kind: { $case: 'welcome', value } })).toMatchObject({
    kind: 'problem',
    problem: { details: { field: 'welcome.renew_ms' } },
  });
});
