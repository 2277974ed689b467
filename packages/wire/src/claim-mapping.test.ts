import { SILENT_CLAIM } from '@lamplight/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ARBITRARY_NOW, claims } from '../../../test/fakes/domain-arbitraries.ts';
import { claimItemFromWire, claimItemToWire } from './claim-mapping.ts';
import { type Claim as WireClaim, ClaimItem as WireClaimItem } from './gen/presence/v1/source.ts';

const HOUR = 3_600_000;
const silent = claimItemToWire({ address: '567', claim: SILENT_CLAIM }, ARBITRARY_NOW);
const silentClaim: WireClaim =
  silent.change?.$case === 'claim' ? silent.change.value : expect.unreachable('a claim is a claim');

function read(claim: Partial<WireClaim>, address = '567') {
  return claimItemFromWire(
    { address, change: { $case: 'claim', value: { ...silentClaim, ...claim } } },
    ARBITRARY_NOW,
    'claims.items[0]',
  );
}

test('a claim comes back as it was sent', () => {
  fc.assert(
    fc.property(claims, (claim) => {
      const item = { address: '567', claim };
      const bytes = WireClaimItem.encode(claimItemToWire(item, ARBITRARY_NOW)).finish();
      expect(claimItemFromWire(WireClaimItem.decode(bytes), ARBITRARY_NOW, 'item')).toEqual({
        ok: true,
        value: item,
      });
    }),
  );
});

test('times travel as ages and are stamped by the reader, however wrong the clock of the sender', () => {
  const claim = { ...SILENT_CLAIM, since: 5 * HOUR, note: { text: 'back soon', until: 8 * HOUR } };
  const wire = claimItemToWire({ address: '567', claim }, 6 * HOUR);
  expect(claimItemFromWire(wire, 100 * HOUR, 'item')).toMatchObject({
    ok: true,
    value: { claim: { since: 99 * HOUR, note: { until: 102 * HOUR } } },
  });
});

test('what began in the future of the sender has no age', () => {
  const wire = claimItemToWire({ address: '567', claim: { ...SILENT_CLAIM, since: 2 * HOUR } }, HOUR);
  expect(wire.change).toMatchObject({ value: { sinceAgeMs: 0 } });
});

const call = {
  state: 5,
  count: 1,
  direction: 0,
  remoteParty: undefined,
  groupCall: false,
} as const;

test.each<[string, Partial<WireClaim>]>([
  ['call.state', { call: { ...call, state: 0 } }],
  ['call.count', { call: { ...call, count: Number.NaN } }],
  ['call.count', { call: { ...call, count: -1 } }],
  ['call.remote_party.address', { call: { ...call, remoteParty: { address: 'x'.repeat(513), displayName: '' } } }],
  ['call.since_age_ms', { call: { ...call, sinceAgeMs: -1 } }],
  ['since_age_ms', { sinceAgeMs: Number.MAX_SAFE_INTEGER }],
  ['messages_waiting', { messagesWaiting: Number.POSITIVE_INFINITY }],
  ['availability', { availability: 'x'.repeat(129) }],
  ['note.text', { note: { text: 'x'.repeat(4097) } }],
  ['note.until_in_ms', { note: { text: '', untilInMs: Number.MAX_SAFE_INTEGER } }],
  ['out_of_office.message', { outOfOffice: { active: true, message: 'x'.repeat(4097) } }],
  [
    'forwarding[1].kind',
    {
      forwarding: {
        items: [
          { kind: 1, target: '0' },
          { kind: 0, target: '0' },
        ],
      },
    },
  ],
  ['forwarding', { forwarding: { items: Array.from({ length: 65 }, () => ({ kind: 1 as const, target: '0' })) } }],
  ['flags', { flags: Array.from({ length: 65 }, String) }],
  ['logged_in', { loggedIn: 'x'.repeat(513) }],
])('a bad %s is a claim_invalid that names it', (field, claim) => {
  expect(read(claim)).toMatchObject({
    ok: false,
    problem: { code: 3, reason: 'claim_invalid', details: { field: `claims.items[0].claim.${field}` } },
  });
});

test('what the limits just allow is taken', () => {
  expect(read({ note: { text: 'x'.repeat(4096) }, loggedIn: 'x'.repeat(512) }, 'x'.repeat(512)).ok).toBe(true);
});

test('an address that is missing or overlong is a claim_invalid', () => {
  for (const address of ['', 'x'.repeat(513)]) {
    expect(read({}, address)).toMatchObject({ ok: false, problem: { details: { field: 'claims.items[0].address' } } });
  }
});

test('a call state of a later version refuses the claim', () => {
  // Claim (2) with a call (3) whose state (1) is 99.
  const wire = WireClaimItem.decode(Uint8Array.from([0x0a, 1, 0x35, 0x12, 4, 0x1a, 2, 0x08, 99]));
  expect(claimItemFromWire(wire, ARBITRARY_NOW, 'item')).toMatchObject({
    ok: false,
    problem: { message: 'item.claim.call.state: 99 is not a value that is known here; leave the field out' },
  });
});
