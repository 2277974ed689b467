import { type BoundClaim, PLAIN_FACTS } from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { atConsole, atLine, inTeams } from '../../../../test/fakes/claims-of-person.ts';
import { ANY_CLAIM, type ClaimMatch, UNLIMITED } from '../condition.ts';
import { emptyDraft } from '../draft.ts';
import { lamplightProfile } from '../profiles/lamplight.ts';
import { leaveOut } from '../rules/leave-out.ts';
import { gatherFacts, type SubjectState } from '../subject-state.ts';
import { fitsMatch, fitsRule } from './claim-match.ts';

function subjectOf(claim: BoundClaim): SubjectState {
  const [subject] = gatherFacts([claim], PLAIN_FACTS, lamplightProfile, 1000).subjects;
  if (subject === undefined) {
    throw new Error('claim: it is withdrawn');
  }
  return subject;
}

const fits = (asked: Partial<ClaimMatch>, claim: BoundClaim) => fitsMatch({ ...ANY_CLAIM, ...asked }, subjectOf(claim));

describe('a description of claims', () => {
  it.each<[string, Partial<ClaimMatch>, BoundClaim, boolean]>([
    ['nothing asked', {}, inTeams('Busy', 'InACall'), true],
    ['any of a list', { technologies: ['PBX', 'MSTEAMS'] }, inTeams('Busy', 'InACall'), true],
    [
      'several fields mean all',
      { technologies: ['MSTEAMS'], activities: ['InAMeeting'] },
      inTeams('Busy', 'InACall'),
      false,
    ],
    ['another system', { systems: [atLine('idle').systemId] }, inTeams('Busy', 'InACall'), false],
    ['in any case', { availabilities: ['dONOTdisturb'] }, inTeams('donotdisturb', 'Focusing'), true],
    ['a word that nobody knows yet, in any case', { activities: ['HOVERING'] }, inTeams('Busy', 'hovering'), true],
    ['without the suffix for out of office', { activities: ['InACall'] }, inTeams('Busy', 'InACall + OOF'), true],
    [
      'masked: the last state of its own',
      { activities: ['InACall'] },
      inTeams('Busy', 'InACall', { claim: { masked: true } }),
      true,
    ],
    ['a line shows its call', { availabilities: ['Busy'] }, atLine('held'), true],
    ['state of the call', { callStates: ['held', 'talking'] }, atLine('held'), true],
    ['no line has no state of a call', { callStates: ['unknown'] }, inTeams('Busy', 'InACall'), false],
    ['do-not-disturb', { doNotDisturb: true }, atLine('idle', { claim: { doNotDisturb: true } }), true],
    ['do-not-disturb off is not the same as not said', { doNotDisturb: false }, atLine('idle'), false],
    ['flags', { flags: ['wrap-up'] }, atLine('idle', { claim: { flags: ['agent-paused'] } }), false],
    ['how it was set', { howSet: ['user'] }, atConsole('Away'), true],
    ['kind of line', { lineKinds: ['desk'] }, atLine('idle'), true],
    ['no line has no kind', { lineKinds: ['desk'] }, atConsole('Away'), false],
    ['role', { roles: ['logged-in'] }, atLine('idle'), false],
    ['freshness', { freshness: ['stale'] }, atLine('idle', { freshness: 'stale' }), true],
    [
      'ringing is over as soon as its source is lost',
      { callStates: ['ringing'] },
      atLine('ringing', { freshness: 'stale' }),
      false,
    ],
    [
      'pending: by what the binding says',
      { technologies: ['MSTEAMS'], roles: ['owner'] },
      inTeams('', '', { freshness: 'pending' }),
      true,
    ],
    [
      'pending: not by unknown',
      { availabilities: ['PresenceUnknown'] },
      inTeams('', '', { freshness: 'pending' }),
      false,
    ],
    [
      'pending: neither fresh nor stale',
      { freshness: ['fresh', 'stale'] },
      inTeams('', '', { freshness: 'pending' }),
      false,
    ],
  ])('%s', (_name, asked, claim, expected) => {
    expect(fits(asked, claim)).toBe(expected);
  });

  it('limits a rule to what fits `of` and does not fit `except`', () => {
    const ofTeams = { ...ANY_CLAIM, technologies: ['MSTEAMS'] };
    const calls = { ...ANY_CLAIM, activities: ['InACall'] };
    const subject = subjectOf(inTeams('Busy', 'InACall'));
    expect(fitsRule({ of: null, except: null }, subject)).toBe(true);
    expect(fitsRule({ of: ofTeams, except: null }, subject)).toBe(true);
    expect(fitsRule({ of: ofTeams, except: calls }, subject)).toBe(false);
    expect(fitsRule({ of: null, except: calls }, subjectOf(inTeams('', '', { freshness: 'pending' })))).toBe(true);
  });

  it('still describes a claim whose presence is left out', () => {
    const facts = gatherFacts([inTeams('Busy', 'InACall')], PLAIN_FACTS, lamplightProfile, 1000);
    leaveOut({ ...UNLIMITED, id: 'x', why: '', kind: 'leave-out', parts: ['presence'] }, 0, facts, emptyDraft('on'));
    const [subject] = facts.subjects;
    expect(subject?.judged).toBeNull();
    expect(subject !== undefined && fitsMatch({ ...ANY_CLAIM, activities: ['InACall'] }, subject)).toBe(true);
  });
});
