import fc from 'fast-check';
import { expect, test } from 'vitest';
import { subscribeRequests, subscribeResponses } from '../../../test/fakes/domain-arbitraries.ts';
import {
  SubscribeRequest as WireSubscribeRequest,
  SubscribeResponse as WireSubscribeResponse,
} from './gen/presence/v1/subscription.ts';
import {
  subscribeRequestFromWire,
  subscribeRequestToWire,
  subscribeResponseFromWire,
  subscribeResponseToWire,
} from './subscription-mapping.ts';

/** A field of number 15 and length 0: a kind that does not exist yet. */
const LATER_KIND = Uint8Array.from([0x7a, 0]);

test('a request comes back as it was sent', () => {
  fc.assert(
    fc.property(subscribeRequests, (request) => {
      const bytes = WireSubscribeRequest.encode(subscribeRequestToWire(request)).finish();
      expect(subscribeRequestFromWire(WireSubscribeRequest.decode(bytes))).toEqual({ ok: true, value: request });
    }),
  );
});

test('a response comes back as it was sent', () => {
  fc.assert(
    fc.property(subscribeResponses, (response) => {
      const bytes = WireSubscribeResponse.encode(subscribeResponseToWire(response)).finish();
      expect(subscribeResponseFromWire(WireSubscribeResponse.decode(bytes))).toEqual(response);
    }),
  );
});

test('a kind of a later version, or none, is unrecognised', () => {
  for (const bytes of [LATER_KIND, new Uint8Array()]) {
    expect(subscribeRequestFromWire(WireSubscribeRequest.decode(bytes))).toEqual({
      ok: true,
      value: { kind: 'unrecognised' },
    });
    expect(subscribeResponseFromWire(WireSubscribeResponse.decode(bytes))).toEqual({ kind: 'unrecognised' });
  }
});

test('an overlong client name is a protocol violation that names the field', () => {
  const request = subscribeRequestFromWire({
    kind: {
      $case: 'hello',
      value: { clientName: 'x'.repeat(129), clientVersion: '', resumeToken: Buffer.alloc(0), minUpdateIntervalMs: 0 },
    },
  });
  expect(request).toMatchObject({
    ok: false,
    problem: { code: 3, reason: 'protocol_violation', details: { field: 'hello.client_name' } },
  });
});

test('a request id that is no whole number is a protocol violation', () => {
  for (const requestId of [Number.NaN, -1, 1.5]) {
    const request = subscribeRequestFromWire({
      kind: { $case: 'watch', value: { requestId, add: [], keep: [], remove: [] } },
    });
    expect(request).toMatchObject({ ok: false, problem: { details: { field: 'watch.request_id' } } });
  }
});

test('a selector that says nothing, or too much, is answered for that person and passes', () => {
  const address = 'x'.repeat(600);
  const request = subscribeRequestFromWire({
    kind: {
      $case: 'watch',
      value: {
        requestId: 1,
        add: [{ by: undefined }, { by: { $case: 'address', value: address } }],
        keep: [],
        remove: [],
      },
    },
  });
  expect(request).toMatchObject({
    ok: true,
    value: {
      add: [
        { by: 'id', personId: '' },
        { by: 'address', address },
      ],
    },
  });
});

test('a change without an outcome is a problem of that person', () => {
  const change = { personId: 'anna', requestedAddress: '', revision: 3, outcome: undefined };
  const response = subscribeResponseFromWire({
    kind: { $case: 'changes', value: { items: [change], resumeToken: Buffer.alloc(0) } },
  });
  expect(response).toMatchObject({
    kind: 'changes',
    items: [{ personId: 'anna', outcome: { kind: 'problem', problem: { reason: 'unexpected' } } }],
  });
});
