import {
  type BoundClaim,
  type CallState,
  type Claim,
  type Desired,
  type Freshness,
  PLAIN_FACTS,
  SILENT_CLAIM,
  systemId,
} from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { ALWAYS, ANY_CLAIM, describeReason, lamplightProfile, type Profile, type Rule, resolve } from '../index.ts';
import { lookAgain } from './look-again.ts';

const NOW = Date.UTC(2026, 10, 21, 9);
const BASE = { id: 'tried', why: 'tried', when: null, of: null, except: null } as const;
const LIMITS = { unlessActivities: [], unlessAvailabilities: [], exceptTelephony: [], readBack: false } as const;
const IN_A_CALL = { availability: 'Busy', activity: 'InACall' } as const;
const IN_A_CONFERENCE = { availability: 'Busy', activity: 'InAConferenceCall' } as const;
const PRESENTING = { availability: 'DoNotDisturb', activity: 'Presenting' } as const;

const SESSION: Rule = {
  ...BASE,
  ...LIMITS,
  kind: 'write-session',
  technology: 'MSTEAMS',
  pairs: { talking: IN_A_CALL, conference: IN_A_CONFERENCE },
  reportedTalking: ['InACall'],
  reportedConference: ['InAConferenceCall'],
  protectCalls: 'off',
  whenOffline: 'write',
};
const PHONE_DND: Rule = {
  ...BASE,
  ...LIMITS,
  kind: 'write-do-not-disturb',
  technology: 'MSTEAMS',
  lookAgainEveryMs: 3_600_000,
  lookAgainForMs: 60_000,
};
const PREFER: Rule = {
  ...BASE,
  of: { ...ANY_CLAIM, systems: [systemId('console')], availabilities: ['Away'] },
  kind: 'prefer-presence',
  technology: 'MSTEAMS',
  pair: { availability: 'Away', activity: 'Away' },
  exceptTelephony: ['teams'],
};
const TALKING: Rule = {
  ...BASE,
  kind: 'tell-talking',
  technologies: ['MSTEAMS'],
  activities: ['InACall'],
  unconfirmedFlags: [],
  sameCallTelephony: [],
  toSystems: null,
};
const IMPOSE: Rule = {
  ...BASE,
  kind: 'tell-do-not-disturb',
  technologies: ['MSTEAMS'],
  exceptions: ['112'],
  toSystems: null,
};

function bound(
  system: string,
  technology: string,
  isLine: boolean,
  claim: Partial<Claim>,
  freshness: Freshness = 'fresh',
): BoundClaim {
  const isHeard = freshness === 'fresh' || freshness === 'stale';
  return {
    systemId: systemId(system),
    technology,
    address: '201',
    lineKind: isLine ? 'desk' : null,
    role: 'owner',
    primary: true,
    freshness,
    staleSince: freshness === 'stale' ? NOW - 1 : null,
    claim: isHeard ? { ...SILENT_CLAIM, ...claim } : null,
  };
}

const teams = (pair: string, more: Partial<Claim> = {}, freshness: Freshness = 'fresh') => {
  const [availability = '', activity = ''] = pair.split('/');
  return bound('entra', 'MSTEAMS', false, { availability, activity, howSet: 'inferred', ...more }, freshness);
};
const console_ = (status: string, freshness: Freshness = 'fresh') =>
  bound('console', 'CONSOLE', false, { availability: status, activity: status, howSet: 'user' }, freshness);
const line = (state: CallState, more: Partial<Claim> = {}, freshness: Freshness = 'fresh', system = 'pbx-1') =>
  bound(
    system,
    'SIPSIMPLE',
    true,
    { call: { state, count: 1, direction: 'unknown', remoteParty: null, since: null, groupCall: false }, ...more },
    freshness,
  );

function under(
  rules: readonly Rule[],
  claims: readonly BoundClaim[],
  more: Partial<Profile> = {},
  now = NOW,
  person = PLAIN_FACTS,
) {
  const profile: Profile = { ...lamplightProfile, ...more, rules };
  const answer = resolve(claims, person, profile, now);
  const wanted: readonly Desired[] = answer.effects.map(({ desired }) => desired);
  const sentences = answer.reasons.map((reason) => describeReason(reason, profile, 'en'));
  return { wanted, details: answer.reasons.map(({ detail }) => detail), sentences, revisitAt: answer.revisitAt };
}

/** When nothing of ours is to stay away. */
const PRESENT = ((): number => {
  const { away, until } = lookAgain(NOW, '201', 3_600_000, 60_000);
  return away ? until : NOW;
})();

describe('a session', () => {
  it('asks to be read back where its rule does', () => {
    const claims = [teams('Available/Available'), line('talking', { doNotDisturb: true })];
    for (const rule of [SESSION, PHONE_DND]) {
      expect(under([rule], claims, {}, PRESENT).wanted).toEqual([expect.not.objectContaining({ readBack: true })]);
      const confirmed = under([{ ...rule, readBack: true }], claims, {}, PRESENT).wanted;
      expect(confirmed).toEqual([expect.objectContaining({ kind: 'session', readBack: true })]);
    }
  });

  it('is wanted for a call that a system without a line reports; a conference anywhere is the stronger cause', () => {
    const reported = bound('pidf', 'SIPSIMPLE', false, IN_A_CALL);
    expect(under([SESSION], [teams('Available/Available'), reported]).wanted).toEqual([
      { kind: 'session', ...IN_A_CALL },
    ]);
    const conference = bound('console', 'CONSOLE', false, IN_A_CONFERENCE);
    expect(under([SESSION], [teams('Available/Available'), line('talking'), conference]).wanted).toEqual([
      { kind: 'session', ...IN_A_CONFERENCE },
    ]);
  });

  it.each([
    ['stale', bound('pidf', 'SIPSIMPLE', false, IN_A_CALL, 'stale')],
    ['pending', bound('pidf', 'SIPSIMPLE', false, IN_A_CALL, 'pending')],
  ])('is left alone where the report is %s', (reason, reported) => {
    expect(under([SESSION], [teams('Available/Available'), reported]).wanted).toEqual([{ kind: 'leave', reason }]);
  });

  it.each([
    ['Busy/InACall', {}, 'already-shown'],
    ['DoNotDisturb/Focusing', {}, 'session-outranked'],
    ['BeRightBack/BeRightBack', {}, 'choice-not-overwritten'],
    ['Available/Available', { howSet: 'user' }, 'choice-not-overwritten'],
  ] as const)('is not wanted where Teams would not show it: %s %o', (pair, more, detail) => {
    const { wanted, details } = under([SESSION], [teams(pair, more), line('talking')]);
    expect(wanted).toEqual([]);
    expect(details).toContain(detail);
  });

  it.each(['DoNotDisturb/DoNotDisturb', 'BeRightBack/BeRightBack', 'Offline/OffWork'])(
    'stays where only it brings %s to light: it would be hidden and shown in turn',
    (pair) => {
      for (const howSet of ['inferred', 'user'] as const) {
        const account = teams(pair, { howSet, flags: ['shown-by-our-session'] });
        expect(under([SESSION], [account, line('talking')]).wanted).toEqual([{ kind: 'session', ...IN_A_CALL }]);
        expect(under([SESSION], [account, line('idle')]).wanted).toEqual([]);
        const skip: Rule = { ...SESSION, whenOffline: 'skip' };
        expect(under([skip], [account, line('talking')]).details).toContain('offline-not-written');
      }
    },
  );

  it('never covers what another effect rests on', () => {
    const meeting: Rule = { ...TALKING, activities: ['InAMeeting'] };
    const { wanted, details } = under([SESSION, meeting], [teams('Busy/InAMeeting'), line('talking')]);
    expect(wanted).toEqual([]);
    expect(details).toContain('cause-not-covered');
    const ofOthers: Rule = { ...meeting, when: { ...ALWAYS, groups: ['vip'] } };
    expect(under([SESSION, ofOthers], [teams('Busy/InAMeeting'), line('talking')]).wanted).toHaveLength(1);
  });

  it('rests only on the claims that the rule looks at, and waits for those that could be among them', () => {
    const ofTalking: Rule = { ...SESSION, of: { ...ANY_CLAIM, systems: [systemId('pbx-2')], callStates: ['talking'] } };
    const account = teams('Available/Available');
    expect(under([ofTalking], [account, line('talking')]).wanted).toEqual([]);
    expect(under([ofTalking], [account, line('talking', {}, 'fresh', 'pbx-2')]).wanted).toHaveLength(1);
    expect(under([ofTalking], [account, line('talking', {}, 'pending', 'pbx-2')]).wanted).toEqual([
      { kind: 'leave', reason: 'pending' },
    ]);
    expect(under([ofTalking], [account, line('talking', {}, 'pending')]).wanted).toEqual([]);
  });

  it('of an earlier rule stands, except that what is left for a lapsed source gives way', () => {
    const dnd: Rule = { ...SESSION, id: 'dnd', protectCalls: 'dnd' };
    const account = teams('Available/Available');
    const { wanted, details } = under([SESSION, dnd], [account, line('talking')]);
    expect(wanted).toEqual([{ kind: 'session', ...IN_A_CALL }]);
    expect(details).toContain('already-wanted');
    const claims = [account, line('talking'), line('idle', { doNotDisturb: true }, 'stale', 'pbx-2')];
    expect(under([PHONE_DND, SESSION], claims).wanted).toEqual([{ kind: 'session', ...IN_A_CALL }]);
  });

  it('is only named in words with writes off', () => {
    const { wanted, sentences } = under([SESSION], [teams('Available/Available'), line('conference')], {
      writes: 'off',
    });
    expect(wanted).toEqual([]);
    expect(sentences).toEqual([
      'This profile only reads. Otherwise 201 at entra would be set to Busy/InAConferenceCall.',
    ]);
  });
});

describe('do-not-disturb of a phone', () => {
  const phone = line('idle', { doNotDisturb: true });

  it('is written where somebody is signed in, and lapses from time to time to see whether they still are', () => {
    const claims = [teams('Available/Available'), phone];
    const { wanted, revisitAt } = under([PHONE_DND], claims, {}, PRESENT);
    expect(wanted).toEqual([{ kind: 'session', ...PRESENTING }]);
    const away = under([PHONE_DND, SESSION], [...claims, line('talking', {}, 'fresh', 'pbx-2')], {}, revisitAt ?? 0);
    expect(away.wanted).toEqual([]);
    expect(away.details).toContain('looked-at-again');
    expect(away.revisitAt).toBe((revisitAt ?? 0) + 60_000);
    expect(under([PHONE_DND], claims, {}, away.revisitAt ?? 0).wanted).toHaveLength(1);
  });

  it.each([
    ['Offline/Offline', 'offline-not-written'],
    ['DoNotDisturb/Focusing', 'do-not-disturb-already-shown'],
  ])('is not written where Teams shows %s', (pair, detail) => {
    const { wanted, details } = under([PHONE_DND], [teams(pair), phone], {}, PRESENT);
    expect(wanted).toEqual([]);
    expect(details).toContain(detail);
  });

  it('leaves an account that is not heard, or cannot see, as it is', () => {
    const left = (account: BoundClaim) => under([PHONE_DND], [account, phone], {}, PRESENT).wanted;
    expect(left(teams('Available/Available', {}, 'pending'))).toEqual([{ kind: 'leave', reason: 'pending' }]);
    expect(left(teams('Available/Available', {}, 'stale'))).toEqual([{ kind: 'leave', reason: 'stale' }]);
    expect(left(teams('PresenceUnknown/PresenceUnknown'))).toEqual([{ kind: 'leave', reason: 'unknown' }]);
  });

  it('spreads people over the period', () => {
    const ends = Array.from({ length: 100 }, (_, index) => lookAgain(NOW, `user-${index}`, 3_600_000, 60_000).until);
    expect(new Set(ends.map((end) => Math.floor(((end - NOW) / 3_600_000) * 10))).size).toBeGreaterThan(5);
  });
});

describe('a preferred status', () => {
  it('goes along with what was surely chosen by hand before, masked or not', () => {
    for (const masked of [false, true]) {
      expect(under([PREFER], [teams('Offline/OffWork', { masked }), console_('Away')]).wanted).toEqual([
        {
          kind: 'preferred',
          availability: 'Away',
          activity: 'Away',
          restore: { availability: 'Offline', activity: 'OffWork' },
        },
      ]);
    }
    const { wanted, details } = under([PREFER], [teams('Available/Available'), console_('Away')]);
    expect(wanted).toEqual([{ kind: 'preferred', availability: 'Away', activity: 'Away', restore: null }]);
    expect(details).toContain('choice-before-unknown');
  });

  it.each([
    [teams('Offline/Offline'), console_('Away'), 'offline-not-preferred'],
    [teams('Away/Away'), console_('Away'), 'already-shown'],
    [teams('Available/Available'), console_('Busy'), 'nothing-to-prefer'],
  ])('is not wanted where it would change nothing or be ignored (%#)', (account, status, detail) => {
    const { wanted, details } = under([PREFER], [account, status]);
    expect(wanted).toEqual([]);
    expect(details).toContain(detail);
  });

  it('waits until the account and the cause have been heard', () => {
    const pending = [{ kind: 'leave', reason: 'pending' }];
    expect(under([PREFER], [teams('Available/Available', {}, 'pending'), console_('Away')]).wanted).toEqual(pending);
    expect(under([PREFER], [teams('Available/Available'), console_('Away', 'pending')]).wanted).toEqual(pending);
    expect(under([PREFER], [teams('Available/Available'), console_('Away', 'stale')]).wanted).toEqual([
      { kind: 'leave', reason: 'stale' },
    ]);
  });
});

describe('what lines are told', () => {
  it('gives way where only a lapsed source says so, also while the line that it may be the twin of is not heard', () => {
    const twins: Rule = { ...TALKING, technologies: ['HOLOGRAM'], sameCallTelephony: ['twinned'] };
    const claims = [
      teams('DoNotDisturb/Focusing'),
      bound('other', 'HOLOGRAM', false, IN_A_CALL, 'stale'),
      line('idle', {}, 'pending'),
    ];
    const { wanted } = under([twins, IMPOSE], claims, {}, NOW, { ...PLAIN_FACTS, telephony: 'twinned' });
    expect(wanted).toEqual([{ kind: 'do-not-disturb', causeSystemId: 'entra', exceptions: ['112'] }]);
  });

  it('is told in the systems that the rule names, and not to a line that talks itself', () => {
    const claims = [teams('Busy/InACall'), line('idle'), line('idle', {}, 'fresh', 'pbx-2')];
    const to: Rule = { ...TALKING, toSystems: [systemId('pbx-2')] };
    expect(under([to], claims).wanted).toEqual([{ kind: 'talking', causeSystemId: 'entra' }]);
    const { wanted, details } = under([TALKING], [teams('Busy/InACall'), line('held')]);
    expect(wanted).toEqual([]);
    expect(details).toContain('line-talks-itself');
  });

  it('is do-not-disturb with those who come through, but never from a mask, a lapsed source or the line itself', () => {
    const imposed = (account: BoundClaim, phone = line('idle')) => under([IMPOSE], [account, phone]);
    expect(imposed(teams('DoNotDisturb/Focusing')).wanted).toEqual([
      { kind: 'do-not-disturb', causeSystemId: 'entra', exceptions: ['112'] },
    ]);
    expect(imposed(teams('DoNotDisturb/Presenting', { masked: true })).details).toEqual([
      'no-do-not-disturb-elsewhere',
    ]);
    expect(imposed(teams('DoNotDisturb/Focusing', {}, 'stale')).wanted).toEqual([{ kind: 'leave', reason: 'stale' }]);
    expect(imposed(teams('DoNotDisturb/Focusing'), line('idle', { doNotDisturb: true })).details).toEqual([
      'do-not-disturb-already-shown',
    ]);
    const ofPhones: Rule = { ...IMPOSE, technologies: ['SIPSIMPLE'] };
    expect(
      under([ofPhones], [line('idle', { doNotDisturb: true }), line('idle', {}, 'fresh', 'pbx-2')]).details,
    ).toEqual(['own-do-not-disturb-not-sent-back', 'do-not-disturb-imposed']);
  });
});
