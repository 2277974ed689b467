import { PENDING_PRESENCE, personId } from '@lamplight/domain';
import {
  changeFromWire,
  encodeChangesFrame,
  SubscriptionServiceClient,
  serializeSubscribeResponse,
} from '@lamplight/wire';
import { expect, test } from 'vitest';
import { presenceOf } from '../../../../test/fakes/memory-presence-log.ts';
import { EncodedChanges } from './encoded-changes.ts';
import type { Sight } from './sight.ts';

const all: Sight = { bits: 127, masked: (presence) => presence, versionOf: () => null };
const dark: Sight = { bits: 0, masked: () => PENDING_PRESENCE, versionOf: () => null };

test('a change is encoded once, whatever the number of streams; an address is added without encoding again', () => {
  const encoded = new EncodedChanges();
  const presence = presenceOf('Busy');
  const change = {
    personId: personId('a'),
    requestedAddress: null,
    revision: 7,
    outcome: { kind: 'presence', presence },
  } as const;
  const first = encoded.bytesOf(change, all);
  for (let stream = 0; stream < 1_000; stream += 1) {
    expect(encoded.bytesOf({ ...change }, all)).toBe(first);
  }
  const withAddress = encoded.bytesOf({ ...change, requestedAddress: 'a@example.com' }, all);
  expect(encoded.encodedCount).toBe(1);
  const frame = encodeChangesFrame([first, withAddress], null);
  const read = SubscriptionServiceClient.service.subscribe.responseDeserialize(serializeSubscribeResponse(() => frame));
  const items = read.kind?.$case === 'changes' ? read.kind.value.items.map(changeFromWire) : [];
  expect(items).toEqual([change, { ...change, requestedAddress: 'a@example.com' }]);
});

test('the next revision of a person is another change', () => {
  const encoded = new EncodedChanges();
  const outcome = { kind: 'presence', presence: presenceOf('Busy') } as const;
  const one = encoded.bytesOf({ personId: personId('a'), requestedAddress: null, revision: 7, outcome }, all);
  const two = encoded.bytesOf({ personId: personId('a'), requestedAddress: null, revision: 8, outcome }, all);
  expect(Buffer.compare(one, two)).not.toBe(0);
});

test('a change is encoded once per mask, and again once others may be shown otherwise', () => {
  const encoded = new EncodedChanges();
  const outcome = { kind: 'presence', presence: presenceOf('Busy') } as const;
  const change = { personId: personId('a'), requestedAddress: null, revision: 7, outcome } as const;
  const open = encoded.bytesOf(change, all);
  const masked = encoded.bytesOf(change, dark);
  expect(Buffer.compare(open, masked)).not.toBe(0);
  for (let stream = 0; stream < 100; stream += 1) {
    expect(encoded.bytesOf({ ...change }, all)).toBe(open);
    expect(encoded.bytesOf({ ...change }, dark)).toBe(masked);
  }
  expect(encoded.encodedCount).toBe(2);
  encoded.bytesOf(change, { ...all, versionOf: () => 1 });
  encoded.bytesOf(change, { ...all, versionOf: () => 1 });
  expect(encoded.encodedCount).toBe(3);
  expect(encoded.bytesOf(change, dark)).toBe(masked);
});
