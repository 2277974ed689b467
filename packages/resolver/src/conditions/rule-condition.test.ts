import { type BoundClaim, type PersonFacts, PLAIN_FACTS } from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { atConsole, atLine, inTeams } from '../../../../test/fakes/claims-of-person.ts';
import { ALWAYS, ANY_CLAIM, type RuleCondition, UNLIMITED } from '../condition.ts';
import { describeReason } from '../describe-reason.ts';
import { type Profile, WEEKDAYS } from '../profile.ts';
import { lamplightProfile } from '../profiles/lamplight.ts';
import { resolve } from '../resolve.ts';

const NOON = Date.parse('2026-11-20T12:00Z');
const IN_BERLIN: PersonFacts = { ...PLAIN_FACTS, groupIds: ['sales'], timeZone: 'Europe/Berlin' };

const profileWhen = (when: Partial<RuleCondition>): Profile => ({
  ...lamplightProfile,
  times: {
    work: { weekdays: WEEKDAYS.slice(0, 5), from: '08:00', to: '17:00', exceptHolidays: [], onlyHolidays: [] },
  },
  rules: [
    {
      ...UNLIMITED,
      id: 'probe',
      why: '',
      when: { ...ALWAYS, ...when },
      kind: 'missing-technology',
      technology: 'X',
      flag: 'held',
    },
  ],
});

function outcome(when: Partial<RuleCondition>, claims: readonly BoundClaim[] = [], now = NOON) {
  const profile = profileWhen(when);
  const { presence, reasons, revisitAt } = resolve(claims, IN_BERLIN, profile, now);
  const [reason] = reasons;
  return {
    holds: presence.flags.includes('held'),
    detail: reason?.detail,
    words: reason === undefined ? '' : describeReason(reason, profile, 'en'),
    revisitAt: revisitAt === null ? null : new Date(revisitAt).toISOString().slice(0, 16),
  };
}

const dnd = { ...ANY_CLAIM, availabilities: ['DoNotDisturb'] };

describe('the condition of a rule', () => {
  it.each<[string, Partial<RuleCondition>, readonly BoundClaim[], string]>([
    ['group', { groups: ['board'] }, [], 'not-in-groups'],
    ['group not to be in', { exceptGroups: ['sales'] }, [], 'in-excepted-groups'],
    ['telephony', { telephony: ['teams'] }, [], 'other-telephony'],
    ['a claim that is not there', { any: dnd }, [inTeams('Busy', 'Busy')], 'no-claim-asked-for'],
    [
      'a claim that is only stale',
      { any: dnd },
      [inTeams('DoNotDisturb', 'DoNotDisturb', { freshness: 'stale' })],
      'condition-unheard',
    ],
    [
      'a claim of a shared line',
      { any: ANY_CLAIM },
      [atLine('talking', { bound: { role: 'shared' } })],
      'no-claim-asked-for',
    ],
    ['a claim that is not heard yet', { any: dnd }, [inTeams('', '', { freshness: 'pending' })], 'condition-unheard'],
    [
      'a claim that may be ruled out once it is heard',
      { none: dnd },
      [inTeams('', '', { freshness: 'pending' })],
      'condition-unheard',
    ],
    ['an account that the person has not', { accounts: ['MSTEAMS'] }, [atConsole('Busy')], 'no-account-asked-for'],
    ['a claim ruled out', { none: dnd }, [atConsole('DoNotDisturb')], 'claim-ruled-out'],
    ['times not to be in', { outside: ['work'] }, [], 'inside-excepted-times'],
    ['times that the profile has not', { during: ['toString'] }, [], 'outside-the-times'],
  ])('fails by %s', (_name, when, claims, detail) => {
    expect(outcome(when, claims)).toMatchObject({ holds: false, detail });
  });

  it.each<[string, Partial<RuleCondition>, readonly BoundClaim[]]>([
    ['nothing is asked', {}, []],
    [
      'everything asked is so',
      { groups: ['board', 'sales'], exceptGroups: ['board'], telephony: ['pbx'], during: ['work'], any: dnd },
      [atConsole('DoNotDisturb')],
    ],
    [
      'what is ruled out is only stale',
      { none: dnd },
      [inTeams('DoNotDisturb', 'DoNotDisturb', { freshness: 'stale' })],
    ],
    [
      'an account lasts while nothing is heard of it',
      { accounts: ['MSTEAMS'] },
      [inTeams('', '', { freshness: 'withdrawn' })],
    ],
  ])('holds where %s', (_name, when, claims) => {
    expect(outcome(when, claims).holds).toBe(true);
  });

  it('is looked at again when its times change, and only where nothing else fails', () => {
    expect(outcome({ during: ['work'] }).revisitAt).toBe('2026-11-20T16:00');
    const evening = Date.parse('2026-11-20T18:00Z');
    expect(outcome({ during: ['work'] }, [], evening)).toMatchObject({ holds: false, revisitAt: '2026-11-23T07:00' });
    expect(outcome({ during: ['work'], groups: ['board'] }).revisitAt).toBeNull();
  });

  it('asks for an account only where the person takes part', () => {
    const profile = profileWhen({ accounts: ['MSTEAMS'] });
    const held = (takesPart: boolean, freshness: 'fresh' | 'withdrawn') =>
      resolve([inTeams('Busy', 'Busy', { freshness })], { ...IN_BERLIN, takesPart }, profile, NOON).presence.flags;
    expect(held(true, 'fresh')).toContain('held');
    expect(held(false, 'fresh')).not.toContain('held');
    expect(held(false, 'withdrawn')).not.toContain('held');
  });

  it('leaves what stands while an effect depends on something that is not heard', () => {
    const [lasting] = lamplightProfile.rules.filter(({ kind }) => kind === 'write-session');
    const effectsWhen = (when: Partial<RuleCondition>, freshness: 'fresh' | 'pending' | 'stale' | 'withdrawn') =>
      resolve(
        [inTeams('Available', 'Available'), atLine('talking'), atConsole('DoNotDisturb', { freshness })],
        IN_BERLIN,
        { ...lamplightProfile, rules: lasting === undefined ? [] : [{ ...lasting, when: { ...ALWAYS, ...when } }] },
        NOON,
      ).effects.map(({ desired }) => desired);
    const session = { kind: 'session', availability: 'Busy', activity: 'InACall' };
    expect(effectsWhen({ any: dnd }, 'fresh')).toEqual([session]);
    expect(effectsWhen({ any: dnd }, 'pending')).toEqual([{ kind: 'leave', reason: 'pending' }]);
    expect(effectsWhen({ any: dnd }, 'stale')).toEqual([{ kind: 'leave', reason: 'stale' }]);
    expect(effectsWhen({ any: dnd }, 'withdrawn')).toEqual([]);
    expect(effectsWhen({ none: dnd }, 'fresh')).toEqual([]);
    expect(effectsWhen({ none: dnd }, 'pending')).toEqual([{ kind: 'leave', reason: 'pending' }]);
    expect(effectsWhen({ none: dnd }, 'stale')).toEqual([session]);
    expect(effectsWhen({ any: dnd, groups: ['board'] }, 'pending')).toEqual([]);
  });

  it('says in words what it asks for', () => {
    expect(outcome({ groups: ['board', 'legal'] }).words).toContain('members of board, legal');
    expect(outcome({ outside: ['work'] }).words).toContain('work (08:00–17:00)');
    expect(outcome({ telephony: ['teams'] }).words).toContain('in Teams');
    expect(outcome({ accounts: ['MSTEAMS', 'PBX'] }).words).toContain('people with Teams, PBX');
  });
});
