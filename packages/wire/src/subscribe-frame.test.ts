import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changes, subscribeResponses } from '../../../test/fakes/domain-arbitraries.ts';
import { SubscribeResponse as WireSubscribeResponse } from './gen/presence/v1/subscription.ts';
import {
  encodeChange,
  encodeChangesFrame,
  serializeSubscribeResponse,
  withRequestedAddress,
} from './subscribe-frame.ts';
import { subscribeResponseFromWire } from './subscription-mapping.ts';

const read = (bytes: Uint8Array) => subscribeResponseFromWire(WireSubscribeResponse.decode(bytes));
const tokens = fc.option(
  fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  { nil: null },
);

test('spliced changes are byte for byte what the plain encoding gives', () => {
  fc.assert(
    fc.property(fc.array(changes, { maxLength: 20 }), tokens, (items, resumeToken) => {
      const spliced = encodeChangesFrame(items.map(encodeChange), resumeToken);
      const plain = serializeSubscribeResponse({ kind: 'changes', items, resumeToken });
      expect(Buffer.from(serializeSubscribeResponse(() => spliced)).equals(plain)).toBe(true);
      expect(read(spliced)).toEqual({ kind: 'changes', items, resumeToken });
    }),
  );
});

test('lengths at the borders of a varint are written right', () => {
  for (const length of [0, 1, 126, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152]) {
    const frame = encodeChangesFrame([], Buffer.alloc(length, 1));
    const wire = WireSubscribeResponse.decode(frame);
    expect(wire.kind?.$case === 'changes' && wire.kind.value.resumeToken.length).toBe(length);
  }
});

test('a requested address is added to a copy of the shared bytes', () => {
  fc.assert(
    fc.property(changes, (change) => {
      const shared = encodeChange({ ...change, requestedAddress: null });
      const before = Buffer.from(shared);
      const frame = encodeChangesFrame([withRequestedAddress(shared, 'Änne@example.org')], null);
      expect(before.equals(shared)).toBe(true);
      expect(read(frame)).toEqual({
        kind: 'changes',
        items: [{ ...change, requestedAddress: 'Änne@example.org' }],
        resumeToken: null,
      });
    }),
  );
});

test('a message is encoded and ready bytes pass without a copy', () => {
  fc.assert(
    fc.property(subscribeResponses, (response) => {
      expect(read(serializeSubscribeResponse(response))).toEqual(response);
    }),
  );
  const ready = encodeChangesFrame([], Buffer.from('token'));
  expect(serializeSubscribeResponse(() => ready).buffer).toBe(ready.buffer);
});
