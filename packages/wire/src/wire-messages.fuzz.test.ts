/**
 * Strangers' messages: what a peer of any version, or none, may send. Bytes that protobuf can read become a message, an
 * unrecognised kind or a problem that names its field; the readers themselves never throw.
 */
import fc, { type Arbitrary } from 'fast-check';
import { expect, test } from 'vitest';
import {
  ARBITRARY_NOW,
  gatewayMessages,
  sourceMessages,
  subscribeRequests,
  subscribeResponses,
} from '../../../test/fakes/domain-arbitraries.ts';
import { gatewayMessageFromWire, gatewayMessageToWire } from './gateway-message-mapping.ts';
import { ReportRequest as WireReportRequest, ReportResponse as WireReportResponse } from './gen/presence/v1/source.ts';
import {
  SubscribeRequest as WireSubscribeRequest,
  SubscribeResponse as WireSubscribeResponse,
} from './gen/presence/v1/subscription.ts';
import { sourceMessageFromWire, sourceMessageToWire } from './source-message-mapping.ts';
import {
  subscribeRequestFromWire,
  subscribeRequestToWire,
  subscribeResponseFromWire,
  subscribeResponseToWire,
} from './subscription-mapping.ts';

const SEED = { seed: 1714, numRuns: 2_000 };

/** A good message with bytes overwritten, put in and cut off, as well as bytes that mean nothing. */
function strange(good: Arbitrary<Uint8Array>): Arbitrary<Uint8Array> {
  const change = fc.tuple(fc.nat(400), fc.nat(4), fc.uint8Array({ maxLength: 4 }));
  const mutated = fc.tuple(good, fc.array(change, { minLength: 1, maxLength: 5 })).map(([bytes, changes]) =>
    changes.reduce<Uint8Array>((into, [where, length, put]) => {
      const at = into.length === 0 ? 0 : where % into.length;
      return Buffer.concat([into.subarray(0, at), put, into.subarray(at + length)]);
    }, bytes),
  );
  return fc.oneof(mutated, fc.uint8Array({ maxLength: 200 }));
}

/** Undefined: protobuf cannot read it, which gRPC answers with a status. */
function decoded<Wire>(decode: (bytes: Uint8Array) => Wire, bytes: Uint8Array): Wire | undefined {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

/** How many of the inputs were read so far as to reach the mapping: a fuzz that reaches nothing proves nothing. */
function check<Wire>(
  bytes: Arbitrary<Uint8Array>,
  decode: (bytes: Uint8Array) => Wire,
  read: (wire: Wire) => unknown,
): number {
  let reached = 0;
  fc.assert(
    fc.property(bytes, (input) => {
      const wire = decoded(decode, input);
      if (wire !== undefined) {
        reached += 1;
        read(wire);
      }
    }),
    SEED,
  );
  return reached;
}

/** A problem says which field, and all of a result can be told again. */
const NAMED = { code: 3, message: expect.stringMatching(/^\S.*: /s), details: { field: expect.any(String) } };

test('what a source sends', () => {
  const good = sourceMessages.map((message) =>
    WireReportRequest.encode(sourceMessageToWire(message, ARBITRARY_NOW)).finish(),
  );
  const reached = check(strange(good), WireReportRequest.decode, (wire) => {
    const reading = sourceMessageFromWire(wire, ARBITRARY_NOW);
    if (reading.kind === 'problem') {
      expect(reading.problem).toMatchObject(NAMED);
    } else if (reading.kind === 'message') {
      for (const { problem } of reading.refused) {
        expect(problem).toMatchObject(NAMED);
      }
      const again = WireReportRequest.decode(
        WireReportRequest.encode(sourceMessageToWire(reading.message, ARBITRARY_NOW)).finish(),
      );
      expect(sourceMessageFromWire(again, ARBITRARY_NOW)).toEqual({ ...reading, refused: [] });
    }
  });
  expect(reached).toBeGreaterThan(SEED.numRuns / 10);
});

test('what a gateway sends to a source', () => {
  const good = gatewayMessages.map((message) => WireReportResponse.encode(gatewayMessageToWire(message)).finish());
  const reached = check(strange(good), WireReportResponse.decode, (wire) => {
    const reading = gatewayMessageFromWire(wire);
    if (reading.kind === 'problem') {
      expect(reading.problem).toMatchObject(NAMED);
    }
  });
  expect(reached).toBeGreaterThan(SEED.numRuns / 10);
});

test('what a subscriber sends', () => {
  const good = subscribeRequests.map((request) =>
    WireSubscribeRequest.encode(subscribeRequestToWire(request)).finish(),
  );
  const reached = check(strange(good), WireSubscribeRequest.decode, (wire) => {
    const reading = subscribeRequestFromWire(wire);
    if (!reading.ok) {
      expect(reading.problem).toMatchObject(NAMED);
    }
  });
  expect(reached).toBeGreaterThan(SEED.numRuns / 10);
});

test('what a gateway sends to a subscriber', () => {
  const good = subscribeResponses.map((response) =>
    WireSubscribeResponse.encode(subscribeResponseToWire(response)).finish(),
  );
  const reached = check(strange(good), WireSubscribeResponse.decode, (wire) => {
    expect(subscribeResponseFromWire(wire)).toHaveProperty('kind');
  });
  expect(reached).toBeGreaterThan(SEED.numRuns / 10);
});
