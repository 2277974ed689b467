import { BESIDE_RULES, type BoundClaim, type PersonFacts, PLAIN_FACTS, personId } from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { atLine, inTeams } from '../../../test/fakes/claims-of-person.ts';
import { describeReason } from './describe-reason.ts';
import type { Participants } from './profile.ts';
import { lamplightProfile } from './profiles/lamplight.ts';
import { resolve } from './resolve.ts';

const NOW = 1000;
const ANNA: PersonFacts = { ...PLAIN_FACTS, id: personId('anna'), groupIds: ['sales'] };

function answer(participants: Partial<Participants>, person: Partial<PersonFacts> = {}, now = NOW) {
  const profile = { ...lamplightProfile, participants: { ...lamplightProfile.participants, ...participants } };
  const resolution = resolve([inTeams('Away', 'Away'), atLine('talking')], { ...ANNA, ...person }, profile, now);
  const shown = resolution.presence.views.some(({ technology }) => technology === 'MSTEAMS');
  return { ...resolution, shown };
}

describe('who takes part', () => {
  it.each<[string, Partial<Participants>, Partial<PersonFacts>, boolean]>([
    ['everybody', {}, {}, true],
    ['nobody who is not named', { everybody: false }, {}, false],
    ['a group', { everybody: false, groups: ['sales'] }, {}, true],
    ['a person', { everybody: false, people: ['anna'] }, {}, true],
    ['an excepted group', { exceptGroups: ['sales'] }, {}, false],
    ['an excepted person of a group', { everybody: false, groups: ['sales'], exceptPeople: ['anna'] }, {}, false],
    ['the person says yes', { exceptPeople: ['anna'] }, { takesPart: true }, true],
    ['the person says no', {}, { takesPart: false }, false],
    ['a pause stops everybody', { paused: true }, { takesPart: true }, false],
    ['a pause that is over', { paused: true, pausedUntil: NOW }, {}, true],
    ['no pause, whatever its end', { pausedUntil: NOW + 1 }, {}, true],
  ])('%s', (_name, participants, person, expected) => {
    expect(answer(participants, person).shown).toBe(expected);
  });

  it('neither shows nor writes what is left, and says so, without calling the account missing', () => {
    const { presence, effects, reasons, revisitAt } = answer({}, { takesPart: false });
    expect(effects).toEqual([]);
    expect(presence.flags).not.toContain('no-teams');
    expect(presence.lines).toHaveLength(1);
    expect(revisitAt).toBeNull();
    const beside = reasons.filter(({ rule }) => rule === BESIDE_RULES);
    expect(beside.map(({ detail, subject }) => [detail, subject?.systemId])).toEqual([['takes-no-part', 'entra']]);
    expect(beside.map((reason) => describeReason(reason, lamplightProfile, 'en'))[0]).toMatch(
      /^This person takes no part .* aad-1 at entra /,
    );
  });

  it('is decided again at the end of a pause', () => {
    const { reasons, revisitAt } = answer({ paused: true, pausedUntil: NOW + 5 });
    expect([reasons[0]?.detail, revisitAt]).toEqual(['integration-paused', NOW + 5]);
    const participants = { ...lamplightProfile.participants, paused: true, pausedUntil: NOW + 5 };
    const withheld = (claims: readonly BoundClaim[]) =>
      resolve(claims, ANNA, { ...lamplightProfile, participants }, NOW).revisitAt;
    // That there is an account counts, heard or not; without one the pause concerns nothing.
    expect(withheld([inTeams('', '', { freshness: 'withdrawn' })])).toBe(NOW + 5);
    expect(withheld([atLine('idle')])).toBeNull();
  });
});
