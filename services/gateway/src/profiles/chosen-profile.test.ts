import { lamplightProfile, type Profile } from '@lamplight/resolver';
import { expect, test } from 'vitest';
import { chosenProfile } from './chosen-profile.ts';

const named = (id: string): Profile => ({ ...lamplightProfile, id });
const profiles = new Map(['own', 'sales', 'support', 'house', 'lamplight'].map((id) => [id, named(id)]));
const choices = {
  profile: 'house',
  groups: [
    { group: 'sales-people', profile: 'sales' },
    { group: 'odd', profile: 'gone' },
    { group: 'support-people', profile: 'support' },
  ],
};

/** Own profile and groups of a person, what the tenant has instead of `house`, whose it is, and what is not known. */
const CASES: readonly (readonly [string | null, readonly string[], string, string, readonly string[]])[] = [
  ['own', ['sales-people'], 'house', 'own', []],
  [null, ['support-people', 'sales-people'], 'house', 'sales', []],
  [null, ['support-people'], 'house', 'support', []],
  [null, ['others'], 'house', 'house', []],
  [null, [], 'house', 'house', []],
  ['gone', ['sales-people'], 'house', 'sales', ['gone']],
  [null, ['odd', 'support-people'], 'house', 'support', ['gone']],
  [null, ['odd'], 'house', 'house', ['gone']],
  ['lost', ['odd'], 'nowhere', 'lamplight', ['lost', 'gone', 'nowhere']],
];

test.each(CASES)('own %s, groups %j, of the tenant %s: %s', (profileId, groupIds, profile, expected, notKnown) => {
  const passedOver: string[] = [];
  const chosen = chosenProfile({ profileId, groupIds }, { ...choices, profile }, profiles, (id) => passedOver.push(id));
  expect([chosen.id, passedOver]).toEqual([expected, notKnown]);
});
