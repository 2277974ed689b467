import fc from 'fast-check';
import { expect, test } from 'vitest';
import { presences } from '../../../test/fakes/domain-arbitraries.ts';
import { Presence as WirePresence } from './gen/presence/v1/presence.ts';
import { presenceFromWire, presenceToWire } from './presence-mapping.ts';

test('a presence comes back as it was sent', () => {
  fc.assert(
    fc.property(presences, (presence) => {
      const bytes = WirePresence.encode(presenceToWire(presence)).finish();
      expect(presenceFromWire(WirePresence.decode(bytes))).toEqual(presence);
    }),
  );
});

test('an empty message is the dark lamp of a person of whom nothing is known', () => {
  expect(presenceFromWire(WirePresence.decode(new Uint8Array()))).toMatchObject({
    tone: 'unknown',
    freshness: 'pending',
    call: null,
    lines: [],
    since: null,
    winningSystemId: null,
    telephony: 'pbx',
  });
});

test('enum values of a later version are read as the zero value, and what cannot be placed is left out', () => {
  const wire = WirePresence.decode(new Uint8Array());
  const bytes = (value: number): Uint8Array =>
    // Line of Presence (field 11) with address (2), kind (3) and system id (1): a kind that does not exist yet.
    Uint8Array.from([0x5a, 10, 0x0a, 3, 0x70, 0x62, 0x78, 0x12, 1, 0x35, 0x18, value]);
  const [later] = presenceFromWire(WirePresence.decode(bytes(99))).lines;
  expect(later).toMatchObject({ systemId: 'pbx', address: '5', kind: 'desk', role: 'shared', freshness: 'pending' });
  expect(later?.call).toMatchObject({ state: 'unknown', count: 0 });
  expect(presenceFromWire({ ...wire, reach: [{ systemId: 'pbx', hint: 0, reasonId: '' }] }).reach).toEqual([]);
  expect(presenceFromWire({ ...wire, forwarding: [{ kind: 0, target: '1' }] }).forwarding).toEqual([]);
  expect(presenceFromWire({ ...wire, sinceUnixMs: -5, untilUnixMs: Number.NaN })).toMatchObject({
    since: null,
    until: null,
  });
});

test('numbers that the encoder would throw at are mended', () => {
  const presence = presenceFromWire(WirePresence.decode(new Uint8Array()));
  const odd = { ...presence, messagesWaiting: Number.NaN, since: 1.4, until: Number.POSITIVE_INFINITY, nextFree: -7 };
  const bytes = WirePresence.encode(presenceToWire(odd)).finish();
  expect(presenceFromWire(WirePresence.decode(bytes))).toMatchObject({
    messagesWaiting: 0,
    since: 1,
    until: null,
    nextFree: null,
  });
});
