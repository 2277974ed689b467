import { lamplightProfile, type Profile } from '@lamplight/resolver';
import { describe, expect, it } from 'vitest';
import { parseProfile } from '../check/check-profile.ts';
import { parseClaims } from './parse-claims.ts';
import { tryProfile } from './try-profile.ts';

const { now, people } = parseClaims(
  `
now: 2026-11-21T09:00:00Z
people:
  - id: anna
    displayName: Anna
    claims:
      - {system: pbx, technology: PBX, address: "567", call: talking, sinceSecondsAgo: 30}
      - {system: entra, technology: MSTEAMS, availability: Available, activity: Available}
  - id: bert
    claims: [{system: entra, technology: MSTEAMS, availability: Away, activity: Away}]
`,
  'claims',
  0,
);

const rowsOf = (text: string, language = 'en') => {
  const profile = parseProfile(`id: ours\nextends: lamplight\n${text}`, 'ours');
  const against = (): Profile => lamplightProfile;
  return tryProfile(people, {
    profile: () => profile,
    against,
    now,
    language,
    labels: { lunch: { en: 'At lunch', de: 'Zu Tisch' } },
  });
};

const PROTECT = 'rules: [{id: call-to-teams, protectCalls: dnd}]\n';
const LUNCH = 'rules: [{id: lunch, kind: show, before: chosen-by-hand, of: {availabilities: [Away]}, label: lunch}]\n';
const MANAGED = 'rules: [{id: m, kind: managed-by, notice: managed-by-teams, after: winning-technology}]\n';

describe('tryProfile', () => {
  it('says of everybody what they show and cause, before and after', () => {
    const [anna, bert] = rowsOf(PROTECT);
    expect(anna).toMatchObject({
      personId: 'anna',
      displayName: 'Anna',
      differs: true,
      before: {
        availability: 'Busy',
        tone: 'busy',
        label: 'On the phone',
        effects: ['anna at entra: session Busy/InACall'],
      },
      after: { availability: 'Busy', effects: ['anna at entra: session DoNotDisturb/Presenting'] },
    });
    expect(bert).toMatchObject({ displayName: 'bert', differs: false });
  });

  it('names the rules, and what made the difference', () => {
    const [anna, bert] = rowsOf(LUNCH);
    expect(anna?.rules.filter((rule) => /^[+-] /.test(rule))).toEqual([]);
    expect(anna?.rules.map((rule) => rule.split(':')[0])).toContain('call-to-teams');
    expect(bert).toMatchObject({ differs: true, after: { labelId: 'lunch', label: 'At lunch' } });
    expect(bert?.rules.map((rule) => rule.split(':')[0])).toEqual(
      expect.arrayContaining(['+ lunch', '- winning-technology']),
    );
  });

  it('says who would be managed, and what they would be told', () => {
    const [anna, bert] = rowsOf(MANAGED);
    const notice = 'Your presence status is managed by your Microsoft Teams account.';
    expect(anna).toMatchObject({ before: { managedBy: null, notice: '' }, after: { managedBy: 'entra', notice } });
    expect(bert).toMatchObject({ differs: true, after: { managedBy: 'entra', notice } });
  });

  it('speaks the language asked for', () => {
    const [anna, bert] = rowsOf(LUNCH, 'de-AT');
    expect(anna?.after.effects).toEqual(['anna bei entra: Sitzung Busy/InACall']);
    expect(bert?.after.label).toBe('Zu Tisch');
  });
});
