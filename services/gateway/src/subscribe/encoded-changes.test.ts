import { personId } from '@lamplight/domain';
import {
  changeFromWire,
  encodeChangesFrame,
  SubscriptionServiceClient,
  serializeSubscribeResponse,
} from '@lamplight/wire';
import { expect, test } from 'vitest';
import { presenceOf } from '../../../../test/fakes/memory-presence-log.ts';
import { EncodedChanges } from './encoded-changes.ts';

test('a change is encoded once, whatever the number of streams; an address is added without encoding again', () => {
  const encoded = new EncodedChanges();
  const presence = presenceOf('Busy');
  const change = {
    personId: personId('a'),
    requestedAddress: null,
    revision: 7,
    outcome: { kind: 'presence', presence },
  } as const;
  const first = encoded.bytesOf(change);
  for (let stream = 0; stream < 1_000; stream += 1) {
    expect(encoded.bytesOf({ ...change })).toBe(first);
  }
  const withAddress = encoded.bytesOf({ ...change, requestedAddress: 'a@example.com' });
  expect(encoded.encodedCount).toBe(1);
  const frame = encodeChangesFrame([first, withAddress], null);
  const read = SubscriptionServiceClient.service.subscribe.responseDeserialize(serializeSubscribeResponse(frame));
  const items = read.kind?.$case === 'changes' ? read.kind.value.items.map(changeFromWire) : [];
  expect(items).toEqual([change, { ...change, requestedAddress: 'a@example.com' }]);
});

test('the next revision of a person is another change', () => {
  const encoded = new EncodedChanges();
  const outcome = { kind: 'presence', presence: presenceOf('Busy') } as const;
  const one = encoded.bytesOf({ personId: personId('a'), requestedAddress: null, revision: 7, outcome });
  const two = encoded.bytesOf({ personId: personId('a'), requestedAddress: null, revision: 8, outcome });
  expect(Buffer.compare(one, two)).not.toBe(0);
});
