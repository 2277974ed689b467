import { lamplightProfile } from '@lamplight/resolver';
import { describe, expect, it } from 'vitest';
import { parseProfile } from '../check/check-profile.ts';
import { diffProfiles } from './diff-profiles.ts';

const over = (text: string) => {
  const after = parseProfile(`id: lamplight-ours\nextends: lamplight\n${text}`, 'ours');
  return diffProfiles(lamplightProfile, { ...after, id: 'lamplight' });
};

describe('diffProfiles', () => {
  it.each([
    ['nothing', '', []],
    ['a field', 'writes: off\n', [{ path: 'writes', before: 'on', after: 'off' }]],
    [
      'a list, as a whole',
      'winningTechnology: [PBX]\n',
      [{ path: 'winningTechnology', before: '[MSTEAMS, SIPSIMPLE, PBX, CONSOLE]', after: '[PBX]' }],
    ],
    [
      'an entry of a table that is changed, and one that is gone',
      'lamps: {toneByAvailability: {Busy: in-use, Away: null}}\n',
      [
        { path: 'lamps.toneByAvailability.Away', before: 'away', after: null },
        { path: 'lamps.toneByAvailability.Busy', before: 'busy', after: 'in-use' },
      ],
    ],
    [
      'a field of a rule, with its unit',
      'rules:\n  - {id: call-turned-meeting, for: 90 s}\n  - {id: call-to-teams, protectCalls: dnd}\n',
      [
        { path: 'rules.call-turned-meeting.for', before: '1 min', after: '90 s' },
        { path: 'rules.call-to-teams.protectCalls', before: 'off', after: 'dnd' },
      ],
    ],
    [
      'what a rule asks, field by field',
      'rules:\n  - {id: ringing-at-a-line, of: {technologies: [PBX]}}\n',
      [{ path: 'rules.ringing-at-a-line.of.technologies', before: null, after: '[PBX]' }],
    ],
    [
      'a rule that is new and one that is gone',
      'rules:\n  - {id: mine, kind: tell-do-not-disturb, after: call-to-teams}\nremove: [ringing-at-a-line]\n',
      [
        {
          path: 'rules.ringing-at-a-line',
          before:
            '{id: ringing-at-a-line, kind: ringing-call, why: ringing, dialling: on the line, tone of a ringing line; availability untouched}',
          after: null,
        },
        {
          path: 'rules.mine',
          before: null,
          after: '{id: mine, kind: tell-do-not-disturb, technologies: [MSTEAMS]}',
        },
      ],
    ],
    [
      'a rule that is moved, and no other',
      'rules:\n  - {id: busy-by-hand, before: call-turned-meeting}\n',
      [{ path: 'rules.busy-by-hand', before: 'after call-as-reported', after: 'first' }],
    ],
  ])('says %s', (_, text, differences) => {
    expect([...over(text)].sort((left, right) => (left.path < right.path ? -1 : 1))).toEqual(
      [...differences].sort((left, right) => (left.path < right.path ? -1 : 1)),
    );
  });
});
