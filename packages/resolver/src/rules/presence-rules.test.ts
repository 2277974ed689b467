import { type BoundClaim, type PersonFacts, PLAIN_FACTS, systemId } from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { atConsole, atLine, inTeams } from '../../../../test/fakes/claims-of-person.ts';
import { ANY_CLAIM, UNLIMITED } from '../condition.ts';
import type { Profile } from '../profile.ts';
import { lamplightProfile } from '../profiles/lamplight.ts';
import { resolve } from '../resolve.ts';
import type { Rule } from '../rule.ts';

const NOW = 1000;
const OF_TEAMS = { ...ANY_CLAIM, technologies: ['MSTEAMS'] };
const BASE = { ...UNLIMITED, id: 'x', why: '' };
const SHOW = {
  ...BASE,
  kind: 'show',
  fills: ['availability', 'lamp'],
  availability: null,
  activity: null,
  tone: null,
  label: null,
} as const;
const LEAVE_OUT = { ...BASE, kind: 'leave-out', parts: ['presence'] } as const;
const WINNER = { ...BASE, kind: 'winning-technology', callOutOfSightMs: 0 } as const;
const MANAGED = {
  ...BASE,
  kind: 'managed-by',
  technology: 'MSTEAMS',
  lockedFields: ['availability'],
  notice: 'managed-by-teams',
} as const;
const IN_A_CALL = { availability: 'Busy', activity: 'InACall' };
const LIVE_CALL = {
  ...BASE,
  kind: 'live-call',
  pairs: { talking: IN_A_CALL, held: IN_A_CALL, conference: IN_A_CALL },
  lamp: 'status',
} as const;

function answer(
  rules: readonly Rule[],
  claims: readonly BoundClaim[],
  more: Partial<Profile> = {},
  person: Partial<PersonFacts> = {},
) {
  const profile = { ...lamplightProfile, ...more, rules };
  const { presence, reasons, effects } = resolve(claims, { ...PLAIN_FACTS, ...person }, profile, NOW);
  return { ...presence, effects, details: reasons.map(({ rule, detail }) => `${rule} ${detail}`) };
}

describe('show', () => {
  it('shows the strongest claim that fits, as it says', () => {
    const shown = answer(
      [SHOW],
      [
        inTeams('Away', 'Away'),
        atConsole('Busy'),
        inTeams('', '', { freshness: 'pending', bound: { address: 'aad-2' } }),
      ],
    );
    expect(shown).toMatchObject({ availability: 'Busy', tone: 'busy', labelId: 'busy', winningTechnology: 'CONSOLE' });
    expect(shown.details).toEqual(['0 not-heard-yet', '0 outranked', '0 shown']);
  });

  it('shows what the rule says instead', () => {
    const rule = { ...SHOW, of: OF_TEAMS, availability: 'DoNotDisturb', activity: 'DoNotDisturb', label: 'present' };
    expect(answer([rule], [inTeams('Busy', 'InAMeeting'), atLine('idle')])).toMatchObject({
      availability: 'DoNotDisturb',
      tone: 'do-not-disturb',
      labelId: 'present',
      doNotDisturb: true,
      reach: [{ hint: 'blocked' }],
    });
  });

  it('fills only what is open', () => {
    const lamp = { ...SHOW, fills: ['lamp'] } as const;
    const shown = answer([lamp, { ...SHOW, of: OF_TEAMS }], [inTeams('Away', 'Away'), atConsole('Busy')]);
    expect(shown).toMatchObject({ availability: 'Away', tone: 'busy' });
    expect(shown.details).toEqual(['0 outranked', '0 shown-as-lamp', '1 shown-as-availability']);
    expect(answer([SHOW, lamp], [atConsole('Busy')]).details).toEqual(['0 shown', '1 lamp-already-lit']);
  });

  it('lets a stale claim light the lamp only, and only until something heard decides', () => {
    const stale = inTeams('Available', 'Available', { freshness: 'stale' });
    const rules = [
      { ...SHOW, of: OF_TEAMS },
      { ...SHOW, except: OF_TEAMS },
    ];
    expect(answer(rules, [stale])).toMatchObject({
      availability: 'PresenceUnknown',
      tone: 'available',
      freshness: 'stale',
    });
    expect(answer(rules, [stale, atConsole('Busy')])).toMatchObject({
      availability: 'Busy',
      tone: 'busy',
      freshness: 'fresh',
    });
  });

  it('takes no masked claim for a call, and unknown for no state', () => {
    const masked = inTeams('Busy', 'InACall', { claim: { masked: true } });
    expect(answer([SHOW], [masked])).toMatchObject({
      availability: 'PresenceUnknown',
      details: ['0 reported-call-masked'],
    });
    expect(answer([SHOW], [inTeams('', '')]).details).toEqual(['0 unknown-never-wins']);
    expect(
      answer(
        [{ ...SHOW, tone: 'neutral', label: 'unknown' }, WINNER],
        [inTeams('PresenceUnknown', 'PresenceUnknown'), atConsole('Busy')],
      ).availability,
    ).toBe('Busy');
    expect(answer([SHOW], []).details).toEqual(['0 nothing-to-show']);
  });
});

describe('leave-out', () => {
  it('hides a presence from every rule that follows, do-not-disturb and waiting included', () => {
    const claims = [inTeams('DoNotDisturb', 'DoNotDisturb'), atLine('idle')];
    expect(answer([LEAVE_OUT, WINNER], claims)).toMatchObject({
      availability: 'PresenceUnknown',
      doNotDisturb: false,
      reach: [{ hint: 'free' }],
    });
    const pending = inTeams('', '', { freshness: 'pending' });
    expect(answer([WINNER], [pending, atLine('idle')]).labelId).toBe('pending');
    expect(answer([{ ...LEAVE_OUT, of: OF_TEAMS }, WINNER], [pending, atLine('idle')]).availability).toBe('Available');
  });

  it('hides view and details', () => {
    const claims = [
      inTeams('Away', 'Away', { claim: { flags: ['x'], note: { text: 'n', until: null }, messagesWaiting: 2 } }),
    ];
    const rule = { ...LEAVE_OUT, parts: ['view', 'details'] } as const;
    expect(answer([rule, WINNER], claims)).toMatchObject({
      availability: 'Away',
      views: [],
      flags: [],
      note: null,
      messagesWaiting: 0,
    });
    expect(answer([rule, rule], claims).details).toEqual(['0 left-out', '1 nothing-to-leave-out']);
  });

  it('says nothing of flags that only decisions need', () => {
    const claims = [inTeams('Away', 'Away', { claim: { flags: ['shown-by-our-session', 'x'] } })];
    expect(answer([WINNER], claims).flags).toEqual(['x']);
  });

  it('leaves calls at lines', () => {
    const rule = { ...LEAVE_OUT, parts: ['presence', 'view', 'details'] } as const;
    expect(answer([rule, LIVE_CALL], [atLine('talking')])).toMatchObject({
      availability: 'Busy',
      call: { state: 'talking' },
      lines: [{ call: { state: 'talking' } }],
    });
  });
});

describe('managed-by', () => {
  it('names the system, what is locked, and the notice, once', () => {
    const managed = answer([MANAGED, MANAGED], [inTeams('', '', { freshness: 'pending' })]);
    expect(managed).toMatchObject({ managedBy: 'entra', lockedFields: ['availability'], noticeId: 'managed-by-teams' });
    expect(managed.details).toEqual(['0 managed', '1 already-managed']);
  });

  it('says nothing of whoever has no account, or takes no part', () => {
    const none = { managedBy: null, lockedFields: [], noticeId: '' };
    expect(answer([MANAGED], [atLine('idle')])).toMatchObject({ ...none, details: ['0 not-managed'] });
    expect(answer([MANAGED], [inTeams('Away', 'Away')], {}, { takesPart: false })).toMatchObject(none);
  });
});

describe('lamps and edits', () => {
  const ofTeams = {
    toneByAvailability: { Busy: 'in-use' },
    toneByActivity: {},
    labelByAvailability: { Busy: 'in-call' },
    labelByActivity: {},
  } as const;
  const lampsByTechnology = { MSTEAMS: ofTeams, SIPSIMPLE: ofTeams };

  it('look as the technology that decides shows them', () => {
    const busy = answer([WINNER], [inTeams('Busy', 'InAMeeting')], { lampsByTechnology });
    expect(busy).toMatchObject({ tone: 'in-use', labelId: 'in-call', views: [{ tone: 'in-use' }] });
    expect(answer([WINNER], [atConsole('Busy')], { lampsByTechnology }).tone).toBe('busy');
    expect(answer([WINNER], [atLine('talking')], { lampsByTechnology })).toMatchObject({
      tone: 'in-use',
      labelId: 'call-talking',
    });
    expect(answer([{ ...BASE, kind: 'ringing-call' }], [atLine('ringing')], { lampsByTechnology }).tone).toBe(
      'ringing',
    );
  });

  it('name the pair of a live call where the rule says status', () => {
    expect(answer([LIVE_CALL], [atLine('held')]).labelId).toBe('in-a-call');
    expect(answer([{ ...LIVE_CALL, lamp: 'line' }], [atLine('held')]).labelId).toBe('call-held');
  });

  const edit = { tone: 'neutral', labelId: 'own', reach: 'voicemail' } as const;

  it('follow the edits of a status, of the person before the profile, and never a line’s own lamp', () => {
    const statuses = { Away: edit, InACall: edit, DoNotDisturb: edit };
    expect(answer([WINNER], [inTeams('Away', 'Away'), atLine('idle')], { statuses })).toMatchObject({
      tone: 'neutral',
      labelId: 'own',
      reach: [{ hint: 'voicemail', reasonId: 'reach-by-status' }],
    });
    const personal = { statuses: { Away: { tone: 'busy', labelId: null, reach: null } as const } };
    expect(answer([WINNER], [inTeams('Away', 'Away')], { statuses }, personal)).toMatchObject({
      tone: 'busy',
      labelId: 'own',
    });
    expect(answer([LIVE_CALL], [atLine('talking')], { statuses }).labelId).toBe('own');
    expect(answer([{ ...LIVE_CALL, lamp: 'line' }], [atLine('talking')], { statuses })).toMatchObject({
      labelId: 'call-talking',
      reach: [{ hint: 'voicemail' }],
    });
  });

  it('never change do-not-disturb, nor what the phone itself forbids', () => {
    const statuses = { DoNotDisturb: edit, Away: { ...edit, reach: 'free' } as const };
    expect(answer([WINNER], [inTeams('DoNotDisturb', 'DoNotDisturb'), atLine('idle')], { statuses })).toMatchObject({
      tone: 'do-not-disturb',
      reach: [{ hint: 'blocked' }],
    });
    const forwarded = atLine('idle', { claim: { forwarding: [{ kind: 'always', target: '9' }] } });
    expect(answer([WINNER], [inTeams('Away', 'Away'), forwarded], { statuses }).reach).toMatchObject([
      { reasonId: 'reach-forwarded' },
    ]);
  });
});

describe('winning-technology', () => {
  it('calls nobody free before everybody was heard, whichever tone a platform gives to free', () => {
    const lampsByTechnology = {
      SIPSIMPLE: { ...lamplightProfile.lamps, toneByAvailability: { Available: 'neutral' } },
    } as const;
    const unheard = inTeams('', '', { freshness: 'pending' });
    const winningTechnology = ['SIPSIMPLE', 'MSTEAMS'];
    const shown = (teams: BoundClaim) =>
      answer([WINNER], [atLine('idle'), teams], { lampsByTechnology, winningTechnology });
    expect(shown(inTeams('Offline', 'Offline'))).toMatchObject({ availability: 'Available', tone: 'neutral' });
    expect(shown(unheard)).toMatchObject({ availability: 'PresenceUnknown', tone: 'unknown', labelId: 'pending' });
  });

  it('says of a lapsed system that it was lost, rather than outranked', () => {
    const shown = answer([WINNER], [inTeams('Busy', 'Busy', { freshness: 'stale' }), atLine('idle')]);
    expect(shown.details).toEqual(['0 shown-only-fresh', '0 fallen-back']);
  });
});

describe('chosen-state', () => {
  const [chosen] = lamplightProfile.rules.filter(({ kind }) => kind === 'chosen-state');
  const at = (system: string, availability: string, activity: string, masked = false) =>
    inTeams(availability, activity, {
      bound: { systemId: systemId(system) },
      claim: { howSet: 'inferred', masked },
    });
  const shown = (...claims: readonly BoundClaim[]) => answer([...(chosen ? [chosen] : []), WINNER], claims);

  it('does not take inactivity at one account for a choice while the person is active at another', () => {
    const away = at('entra', 'Away', 'Away');
    expect(shown(away, at('entra-2', 'Busy', 'InAMeeting'))).toMatchObject({ activity: 'InAMeeting' });
    expect(shown(away, at('entra-2', 'Available', 'Available')).details[0]).toBe('0 chosen-elsewhere-active');
    expect(shown(away, at('entra-2', 'Offline', 'Offline'))).toMatchObject({ availability: 'Away' });
    expect(shown(away, at('entra-2', 'Available', 'Available', true))).toMatchObject({ availability: 'Away' });
    const brb = at('entra', 'BeRightBack', 'BeRightBack');
    expect(shown(brb, at('entra-2', 'Available', 'Available'))).toMatchObject({ availability: 'BeRightBack' });
  });
});

describe('reach', () => {
  const elsewhere = atLine('idle', { bound: { systemId: systemId('pbx-2'), address: '301' } });

  it('counts a call of another system that the lamp does not show', () => {
    const chosen = { ...SHOW, of: OF_TEAMS };
    const held = answer([chosen, LIVE_CALL], [inTeams('BeRightBack', 'BeRightBack'), atLine('held'), elsewhere]);
    expect(held).toMatchObject({
      tone: 'away',
      reach: [{ hint: 'second-call' }, { reasonId: 'reach-call-elsewhere' }],
    });
    const more = { winningTechnology: ['SIPSIMPLE', 'MSTEAMS'] };
    const reach = (teams: BoundClaim) => answer([WINNER], [teams, elsewhere], more).reach;
    expect(reach(inTeams('Busy', 'InACall'))).toMatchObject([{ reasonId: 'reach-call-elsewhere' }]);
    expect(reach(inTeams('Busy', 'InACall', { claim: { masked: true } }))).toMatchObject([{ hint: 'free' }]);
    expect(reach(inTeams('Busy', 'InAMeeting'))).toMatchObject([{ hint: 'free' }]);
  });
});

describe('live-call', () => {
  it('says of a call that fills nothing that it is not shown', () => {
    const first = { ...SHOW, of: OF_TEAMS };
    expect(answer([first, LIVE_CALL], [inTeams('Away', 'Away'), atLine('talking')]).details.at(-1)).toBe(
      '1 lamp-already-lit',
    );
    const lampOnly = { ...first, fills: ['lamp'] } as const;
    const decided = answer([lampOnly, LIVE_CALL], [inTeams('Away', 'Away'), atLine('talking')]);
    expect(decided).toMatchObject({ availability: 'Busy', tone: 'away' });
    expect(decided.details.at(-1)).toBe('1 shown-as-availability');
    const stale = answer([first, LIVE_CALL], [inTeams('Away', 'Away'), atLine('talking', { freshness: 'stale' })]);
    expect(stale.details.at(-1)).toBe('1 lamp-already-lit');
  });
});

describe('order', () => {
  it('ends with the winning technology: no rule after it shows anything', () => {
    const shown = answer(
      [WINNER, { ...BASE, kind: 'ringing-call' }, SHOW],
      [atLine('ringing'), inTeams('', '', { freshness: 'pending' })],
    );
    expect(shown).toMatchObject({ availability: 'PresenceUnknown', tone: 'unknown' });
    expect(shown.details.slice(-2)).toEqual(['1 after-winning-technology', '2 after-winning-technology']);
  });
});
