import { readFileSync } from 'node:fs';
import { type Profile, SHIPPED_PROFILES } from '@lamplight/resolver';
import { LamplightError } from '@lamplight/runtime';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeProfile } from '../write/write-profile.ts';
import { basesOf } from './bases.ts';
import { checkProfile, parseProfile } from './check-profile.ts';
import type { ProfileFinding } from './finding.ts';
import { type ProfileSurroundings, SHIPPED_SURROUNDINGS } from './surroundings.ts';

const FILE = new URL('../../../../test/vectors/profile-format/findings.json', import.meta.url);

const VECTORS = z
  .strictObject({
    about: z.string(),
    groups: z.record(
      z.string(),
      z.array(z.strictObject({ name: z.string(), text: z.array(z.string()), findings: z.array(z.string()).min(1) })),
    ),
  })
  .parse(JSON.parse(readFileSync(FILE, 'utf8')));

/** Those that the vectors tell of. */
const TENANT: ProfileSurroundings = {
  ...SHIPPED_SURROUNDINGS,
  labels: new Set(['lunch']),
  groups: new Set(['sales']),
  systems: new Map([
    ['pbx-berlin', 'PBX'],
    ['entra', 'MSTEAMS'],
  ]),
  hasPerson: (id) => id === 'anna',
};

function inWords({ line, column, severity, rule, message }: ProfileFinding): string {
  return `${line}:${column} ${severity}${rule === null ? '' : ` in ${rule}`}: ${message}`;
}

for (const [group, rows] of Object.entries(VECTORS.groups)) {
  describe(`findings of ${group}`, () => {
    it.each(rows)('$name', ({ text, findings }) => {
      const checked = checkProfile(`${text.join('\n')}\n`, group === 'names' ? TENANT : SHIPPED_SURROUNDINGS);
      expect(checked.findings.map(inWords)).toEqual(findings);
      expect(checked.profile === null).toBe(findings.some((finding) => finding.includes(' error')));
    });
  });
}

describe('a profile that is right', () => {
  it.each([...SHIPPED_PROFILES.values()])('shipped: $id', (profile) => {
    expect(checkProfile(writeProfile(profile))).toEqual({ profile, findings: [] });
  });

  const TEXT = `
profile: lamplight/1
id: our-office
extends: lamplight
title: Ours
writes: true
winningTechnology: [PBX, MSTEAMS]
participants: {groups: [sales], exceptPeople: [bert], paused: true, pausedUntil: 2026-12-24T00:00:00+01:00}
calendars: {bavaria: [2026-12-25, 01-06]}
times: {working-hours: {weekdays: [monday, friday], from: 08:00, to: "18:00", exceptHolidays: [bavaria]}}
lamps: {toneByAvailability: {busy: in-use, OutOfOffice: null}}
statuses: {inameeting: {tone: neutral}}
rules:
  - {id: call-to-teams, protectCalls: dnd, pairs: {talking: {availability: busy, activity: inaconferencecall}}}
  - {id: first, kind: show, before: winning-technology, when: {during: [working-hours]}, of: {technologies: [PBX]}}
  - {id: second, kind: keep-after-change, after: call-turned-meeting, from: [presenting], to: [inameeting], for: 90 s}
  - {id: third, kind: keep-after-change, after: call-turned-meeting, from: [Focusing], to: [Available]}
remove: [without-teams]
`;
  const profile = parseProfile(TEXT, 'ours.yaml');
  const lamplight = SHIPPED_PROFILES.get('lamplight');

  it('has what it says over what its base has', () => {
    expect(checkProfile(TEXT).findings).toEqual([]);
    expect(profile).toMatchObject({
      id: 'our-office',
      title: 'Ours',
      description: lamplight?.description,
      writes: 'on',
      winningTechnology: ['PBX', 'MSTEAMS'],
      participants: {
        technologies: ['MSTEAMS'],
        everybody: false,
        groups: ['sales'],
        people: [],
        exceptPeople: ['bert'],
        paused: true,
        pausedUntil: Date.parse('2026-12-23T23:00:00Z'),
      },
      calendars: { bavaria: ['2026-12-25', '01-06'] },
      statuses: { InAMeeting: { tone: 'neutral', labelId: null, reach: null } },
    });
    expect(profile.times['working-hours']).toEqual({
      weekdays: ['monday', 'friday'],
      from: '08:00',
      to: '18:00',
      exceptHolidays: ['bavaria'],
      onlyHolidays: [],
    });
    const { OutOfOffice: _, ...rest } = lamplight?.lamps.toneByAvailability ?? {};
    expect(profile.lamps.toneByAvailability).toEqual({ ...rest, Busy: 'in-use' });
  });

  it('has its rules where it says, and those of the base where they were', () => {
    expect(profile.rules.map(({ id }) => id)).toEqual([
      'call-turned-meeting',
      'second',
      'third',
      'twinned-call-ended',
      'chosen-by-hand',
      'live-call-at-a-line',
      'ringing-at-a-line',
      'do-not-disturb-at-a-phone',
      'call-as-reported',
      'busy-by-hand',
      'first',
      'winning-technology',
      'call-to-teams',
      'talking-to-other-systems',
    ]);
    expect(profile.rules[1]).toMatchObject({ from: ['Presenting'], to: ['InAMeeting'], forMs: 90_000 });
    const changed = lamplight?.rules.find(({ id }) => id === 'call-to-teams');
    expect(profile.rules.find(({ id }) => id === 'call-to-teams')).toEqual({
      ...changed,
      protectCalls: 'dnd',
      pairs: {
        talking: { availability: 'Busy', activity: 'InAConferenceCall' },
        conference: { availability: 'Busy', activity: 'InAConferenceCall' },
      },
    });
  });

  it('is frozen all the way down', () => {
    expect(Object.isFrozen(profile)).toBe(true);
    expect(Object.isFrozen(profile.rules[1]?.of)).toBe(true);
    expect(Object.isFrozen(profile.times['working-hours']?.weekdays)).toBe(true);
  });

  it('moves a rule of the base that says where it stands, and puts a new one in place of what it removes', () => {
    const text = `
id: ours
extends: lamplight
rules:
  - {id: busy-by-hand, before: chosen-by-hand}
  - {id: mine, kind: ringing-call, before: ringing-at-a-line}
remove: [ringing-at-a-line]
`;
    const ids = parseProfile(text, 'ours').rules.map(({ id }) => id);
    expect(ids.slice(2, 6)).toEqual(['busy-by-hand', 'chosen-by-hand', 'live-call-at-a-line', 'mine']);
    expect(ids).not.toContain('ringing-at-a-line');
    expect(ids.filter((id) => id === 'busy-by-hand')).toHaveLength(1);
  });
});

describe('rules of a base', () => {
  it('keep the pairs that the text does not change', () => {
    const base = parseProfile(
      'id: base\nrules: [{id: a, kind: write-session, pairs: {conference: {availability: DoNotDisturb, activity: Presenting}}}]\n',
      'base',
    );
    const text = 'id: ours\nextends: base\nrules: [{id: a, pairs: {talking: {availability: Away, activity: Away}}}]\n';
    const { profile } = checkProfile(text, { ...SHIPPED_SURROUNDINGS, base: () => base });
    expect(profile?.rules[0]).toMatchObject({
      pairs: {
        talking: { availability: 'Away', activity: 'Away' },
        conference: { availability: 'DoNotDisturb', activity: 'Presenting' },
      },
    });
  });
});

describe('rules that another does not cover', () => {
  it.each([
    [
      'a call that a masked claim does not prove',
      '{id: a, kind: show, availability: Busy, activity: InACall}',
      '{id: b, kind: show, availability: Busy, activity: Busy}',
    ],
    ['what the claim does not say', '{id: a, kind: show}', '{id: b, kind: show, tone: busy}'],
    ['the lamp', '{id: a, kind: show, fills: [availability]}', '{id: b, kind: show, fills: [lamp]}'],
    ['people of another group', '{id: a, kind: live-call, when: {groups: [it]}}', '{id: b, kind: live-call}'],
    [
      'people whose calls are made elsewhere',
      '{id: a, kind: write-session}',
      '{id: b, kind: write-session, exceptTelephony: [teams]}',
    ],
    [
      'a winning technology of one system',
      '{id: a, kind: winning-technology, of: {technologies: [MSTEAMS]}}',
      '{id: b, kind: winning-technology}',
    ],
    ['lines, whatever of their claims is left out', '{id: a, kind: leave-out}', '{id: b, kind: live-call}'],
    [
      'a status outside of calls',
      '{id: a, kind: write-session}',
      '{id: b, kind: prefer-presence, of: {technologies: [PBX], doNotDisturb: true}, pair: {availability: Busy, activity: Busy}}',
    ],
  ])('%s', (_, first, later) => {
    expect(checkProfile(`id: ours\nrules:\n  - ${first}\n  - ${later}\n`).findings).toEqual([]);
  });
});

describe('parseProfile', () => {
  const reasonOf = (text: string): string => {
    try {
      parseProfile(text, 'ours.yaml');
      return 'none';
    } catch (failure) {
      return failure instanceof LamplightError ? `${failure.reason} ${failure.message}` : 'foreign';
    }
  };

  it('names every error with file, line and column, and no warning', () => {
    expect(reasonOf('id: ours\nwrites: maybe\ntitel: x\nrules: []\n')).toBe(
      'profile_invalid ours.yaml:2:9: writes is "maybe": expected on or off\nours.yaml:3:1: titel is not known: did you mean title?',
    );
    expect(reasonOf('id: ours\ncalendars: {bavaria: []}\nrules: []\n')).toBe('none');
  });

  it('says of a shipped id alone that it is shipped', () => {
    expect(reasonOf('id: procall\nrules: []\n')).toMatch(/^profile_shipped ours.yaml:1:5: id is "procall"/);
    expect(reasonOf('id: procall\nwinningTechnology: [PBX, PBX]\nrules: []\n')).toMatch(/^profile_invalid /);
  });
});

describe('bases of a tenant', () => {
  const texts = new Map([
    ['one', 'id: one\nextends: lamplight\ntitle: One\n'],
    ['two', 'id: two\nextends: one\n'],
    ['three', 'id: three\nextends: four\n'],
    ['four', 'id: four\nextends: three\n'],
    ['wrong', 'id: wrong\nextends: one\nwrites: maybe\n'],
  ]);
  const base = basesOf((id) => texts.get(id));
  const check = (text: string, of: (id: string) => Profile | undefined = base) =>
    checkProfile(text, { ...SHIPPED_SURROUNDINGS, base: of });

  it('are found through others, down to a shipped one', () => {
    expect(check('id: ours\nextends: two\n').profile?.title).toBe('One');
  });

  it('are refused in a circle, with the way it takes', () => {
    expect(check('id: ours\nextends: three\n').findings.map(inWords)).toEqual([
      '2:10 error: extends is "three": three extends four extends three, which is a circle: let one of them extend another profile',
    ]);
  });

  it('are refused in a circle through the text that is new', () => {
    const text = 'id: one\nextends: two\n';
    const among = basesOf((id) => (id === 'one' ? text : texts.get(id)));
    expect(check(text, among).findings.map(({ message }) => message)).toEqual([
      'extends is "two": two extends one extends two, which is a circle: let one of them extend another profile',
    ]);
  });

  it('are refused with what is wrong with them', () => {
    expect(check('id: ours\nextends: wrong\n').findings.map(({ message }) => message)).toEqual([
      'extends is "wrong": wrong:3:9: writes is "maybe": expected on or off',
    ]);
  });
});
