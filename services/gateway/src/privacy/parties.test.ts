import type { NumberPlan } from '@lamplight/addresses';
import { AS_THE_TENANT, type Person, personId, systemId } from '@lamplight/domain';
import { beforeEach, describe, expect, test } from 'vitest';
import { LiveDirectory } from '../directory/live-directory.ts';
import { Parties } from './parties.ts';

const BERLIN: NumberPlan = {
  countryCode: '49',
  areaCode: '30',
  sitePrefix: '1234',
  extensionLength: 3,
  trunkPrefix: '0',
  internationalPrefix: '00',
  exitPrefix: '0',
};
const PBX = systemId('pbx');
const BRANCH = systemId('branch');

function person(name: string, line: string, phone: string): Person {
  return {
    id: personId(name),
    kind: 'person',
    displayName: name,
    addresses: [
      { kind: 'upn', value: `${name}@acme.example` },
      { kind: 'phone', value: phone },
    ],
    department: '',
    groupIds: [],
    telephony: 'pbx',
    bindings: [{ systemId: PBX, address: line, technology: 'PBX', lineKind: 'desk', role: 'owner', primary: true }],
    ...AS_THE_TENANT,
    pause: null,
  };
}

let directory: LiveDirectory;
let parties: Parties;

beforeEach(() => {
  directory = new LiveDirectory({
    systems: [
      { id: PBX, technology: 'PBX', displayName: 'PBX', numberPlan: BERLIN },
      { id: BRANCH, technology: 'PBX', displayName: 'Branch', numberPlan: null },
    ],
    changed: [person('anna', '567', '+49 171 1111111')],
    removed: [],
  });
  parties = new Parties(directory);
});

describe('a colleague is shown as given', () => {
  test.each(['567', '+49 30 1234-567', '0301234567', 'anna@acme.example', '+491711111111', '00301234999', '1234999'])(
    '%s',
    (address) => {
      expect(parties.address(address, [PBX])).toBe(address);
    },
  );
});

describe('an outsider is never shown in full', () => {
  test.each([
    '+49 30 9876543',
    '00498912345678',
    '01711111112',
    'sip:+4989123456789@trunk.example',
    'sip:12345678@provider.example',
    'max.mustermann@elsewhere.example',
    'tel:+15551234567',
    '+49 30 5555567',
  ])('%s', (address) => {
    const shown = parties.address(address, [PBX]);
    expect(shown).not.toBe(address);
    expect(shown).toContain('…');
    expect(parties.address(address, [BRANCH])).toBe(shown);
    expect(parties.address(address, [])).toBe(shown);
  });
});

test('the display name of a colleague who passed a call on may be the number of an outsider', () => {
  const party = parties.party({ address: '567', displayName: '0171 2223334' }, [PBX]);
  expect(party.address).toBe('567');
  expect(party.displayName).not.toContain('2223334');
  const named = { address: '567', displayName: 'Anna' };
  expect(parties.party(named, [PBX])).toBe(named);
  expect(parties.party({ address: '+4989123456', displayName: 'Max +49 89 123456' }, [PBX]).displayName).not.toContain(
    '3456',
  );
});

test('a target of forwarding is shortened as a party is', () => {
  const inside = { kind: 'always', target: '567' } as const;
  expect(parties.forwarding(inside, [PBX])).toBe(inside);
  expect(parties.forwarding({ kind: 'busy', target: '+491722223334' }, [PBX]).target).not.toContain('3334');
});

test('what is remembered ends with the next change of the directory', () => {
  expect(parties.address('+491722223334', [PBX])).not.toBe('+491722223334');
  const { generation } = parties;
  directory.apply({ changed: [person('bert', '568', '+49 172 2223334')], removed: [] });
  expect(parties.generation).toBeGreaterThan(generation);
  expect(parties.address('+491722223334', [PBX])).toBe('+491722223334');
  directory.apply({ changed: [], removed: [personId('bert')] });
  expect(parties.address('+491722223334', [PBX])).not.toBe('+491722223334');
});

test('an address is looked up once, whatever the number of calls, and what is remembered has a bound', () => {
  let looks = 0;
  const resolve = directory.resolve.bind(directory);
  directory.resolve = (selector) => {
    looks += 1;
    return resolve(selector);
  };
  for (let round = 0; round < 1_000; round += 1) {
    parties.address('+491722223334', [PBX]);
  }
  expect(looks).toBe(1);
  for (let number = 0; number < 10_001; number += 1) {
    parties.address(`+49172${1_000_000 + number}`, [PBX]);
  }
  parties.address('+491722223334', [PBX]);
  expect(looks).toBe(10_003);
});

test('it lets go of the directory', () => {
  const { generation } = parties;
  parties.stop();
  directory.apply({ changed: [person('bert', '568', '+49 172 2223334')], removed: [] });
  expect(parties.generation).toBe(generation);
});
