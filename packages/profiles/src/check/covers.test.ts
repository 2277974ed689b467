import { ALWAYS, ANY_CLAIM, type ClaimMatch, type RuleCondition } from '@lamplight/resolver';
import { describe, expect, it } from 'vitest';
import { conditionCovers, looksCover, matchCovers, meet } from './covers.ts';

const claims = (match: Partial<ClaimMatch>): ClaimMatch => ({ ...ANY_CLAIM, ...match });
const when = (condition: Partial<RuleCondition>): RuleCondition => ({ ...ALWAYS, ...condition });

describe('conditionCovers', () => {
  it.each<[string, Partial<RuleCondition> | null, Partial<RuleCondition> | null, boolean]>([
    ['always, of anything', null, { groups: ['a'] }, true],
    ['a group, of always', { groups: ['a'] }, null, false],
    ['more groups, of fewer', { groups: ['a', 'b'] }, { groups: ['a'] }, true],
    ['fewer groups, of more', { groups: ['a'] }, { groups: ['a', 'b'] }, false],
    ['fewer groups kept out, of more', { exceptGroups: ['a'] }, { exceptGroups: ['a', 'b'] }, true],
    ['more groups kept out, of fewer', { exceptGroups: ['a', 'b'] }, { exceptGroups: ['a'] }, false],
    ['fewer times kept out, of more', { outside: ['day'] }, { outside: ['day', 'night'] }, true],
    ['more times kept out, of fewer', { outside: ['day', 'night'] }, { outside: ['day'] }, false],
    ['a time, of another', { during: ['day'] }, { during: ['night'] }, false],
    ['a mode, of none asked', { telephony: ['pbx'] }, {}, false],
    ['a wider any, of a narrower', { any: claims({}) }, { any: claims({ technologies: ['PBX'] }) }, true],
    ['a narrower any, of a wider', { any: claims({ technologies: ['PBX'] }) }, { any: claims({}) }, false],
    ['a narrower none, of a wider', { none: claims({ technologies: ['PBX'] }) }, { none: claims({}) }, true],
    ['a wider none, of a narrower', { none: claims({}) }, { none: claims({ technologies: ['PBX'] }) }, false],
  ])('%s', (_, wide, narrow, covers) => {
    expect(conditionCovers(wide && when(wide), narrow && when(narrow))).toBe(covers);
  });
});

describe('matchCovers', () => {
  it.each<[string, Partial<ClaimMatch>, Partial<ClaimMatch> | null, boolean]>([
    ['nothing asked, of nothing asked', {}, null, true],
    ['something asked, of nothing asked', { activities: ['InACall'] }, null, false],
    ['more activities, of fewer', { activities: ['InACall', 'InAMeeting'] }, { activities: ['InACall'] }, true],
    ['less asked, of more', { activities: ['InACall'] }, { activities: ['InACall'], flags: ['wrap-up'] }, true],
    ['do-not-disturb, of its absence', { doNotDisturb: true }, { doNotDisturb: false }, false],
    ['do-not-disturb, of the same', { doNotDisturb: false }, { doNotDisturb: false }, true],
  ])('%s', (_, wide, narrow, covers) => {
    expect(matchCovers(claims(wide), narrow && claims(narrow))).toBe(covers);
  });
});

describe('looksCover', () => {
  const pbx = claims({ technologies: ['PBX'] });
  const held = claims({ technologies: ['PBX'], callStates: ['held'] });

  it('asks that the earlier leaves out no claim that the later looks at', () => {
    expect(looksCover({ of: null, except: held }, { of: pbx, except: null })).toBe(false);
    expect(looksCover({ of: null, except: held }, { of: pbx, except: pbx })).toBe(true);
    expect(looksCover({ of: null, except: held }, { of: claims({ technologies: ['CONSOLE'] }), except: null })).toBe(
      true,
    );
  });
});

describe('meet', () => {
  it('is what fits both, and null where nothing can', () => {
    expect(
      meet(claims({ technologies: ['PBX', 'MSTEAMS'] }), claims({ technologies: ['PBX'], roles: ['owner'] })),
    ).toEqual(claims({ technologies: ['PBX'], roles: ['owner'] }));
    expect(meet(claims({ technologies: ['PBX'] }), claims({ technologies: ['MSTEAMS'] }))).toBeNull();
    expect(meet(claims({ doNotDisturb: true }), claims({ doNotDisturb: false }))).toBeNull();
  });

  it('does not tell flags apart, since a claim has many', () => {
    expect(meet(claims({ flags: ['wrap-up'] }), claims({ flags: ['agent-paused'] }))).not.toBeNull();
  });
});
