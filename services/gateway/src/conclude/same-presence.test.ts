import { type BoundClaim, PLAIN_FACTS, SILENT_CLAIM } from '@lamplight/domain';
import { lamplightProfile } from '@lamplight/resolver';
import { expect, it } from 'vitest';
import { lineClaim } from '../../../../test/fakes/line-claims.ts';
import { tenantSetup } from '../../../../test/fakes/tenant-setup.ts';
import { samePresence } from './same-presence.ts';

const { directory, people, resolve, clock } = tenantSetup();

function presence(state: 'talking' | 'held', flags: readonly string[] = []) {
  const claims = (directory.person(people.anna)?.bindings ?? []).map(
    (binding): BoundClaim => ({
      ...binding,
      freshness: 'fresh',
      claim: { ...SILENT_CLAIM, ...lineClaim(state), flags },
      staleSince: null,
    }),
  );
  return resolve(claims, PLAIN_FACTS, lamplightProfile, clock.now()).presence;
}

it('is by value, all the way down', () => {
  expect(samePresence(presence('talking'), presence('talking'))).toBe(true);
  expect(samePresence(presence('talking'), presence('held'))).toBe(false);
});

it.each(Object.keys(presence('talking')))('notices another %s', (field) => {
  const changed = { ...presence('talking'), [field]: 'another' };
  expect(samePresence(presence('talking'), changed)).toBe(false);
  expect(samePresence(changed, presence('talking'))).toBe(false);
});

it('notices a list that grows, shrinks or is another kind of value', () => {
  const one = { ...presence('talking'), flags: ['a'] };
  expect(samePresence(one, { ...one, flags: ['a', 'b'] })).toBe(false);
  expect(samePresence(one, { ...one, flags: [] })).toBe(false);
  expect(samePresence(one, { ...one, flags: ['a'] })).toBe(true);
  expect(samePresence({ ...one, note: null }, { ...one, note: { text: '', until: null } })).toBe(false);
});
