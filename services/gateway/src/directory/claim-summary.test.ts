import { type Desired, systemId } from '@lamplight/domain';
import { expect, test } from 'vitest';
import { desiredWords } from './claim-summary.ts';

const PBX = systemId('pbx');

const cases: readonly (readonly [Desired | null, string])[] = [
  [null, 'nothing of ours'],
  [{ kind: 'session', availability: 'Busy', activity: 'InACall' }, 'session Busy/InACall'],
  [
    { kind: 'preferred', availability: 'Busy', activity: 'Busy', restore: null },
    'preferred status Busy/Busy, cleared afterwards',
  ],
  [
    { kind: 'preferred', availability: 'Busy', activity: 'Busy', restore: { availability: 'Away', activity: 'Away' } },
    'preferred status Busy/Busy, afterwards Away/Away',
  ],
  [{ kind: 'talking', causeSystemId: PBX }, 'talking, seen at pbx'],
  [{ kind: 'do-not-disturb', causeSystemId: PBX, exceptions: [] }, 'do not disturb, seen at pbx'],
  [
    { kind: 'do-not-disturb', causeSystemId: PBX, exceptions: ['112', '567'] },
    'do not disturb, seen at pbx, except for 112, 567',
  ],
  [{ kind: 'leave', reason: 'stale' }, 'left as it is: stale'],
];

test.each(cases)('%o is said as: %s', (desired, words) => {
  expect(desiredWords(desired)).toBe(words);
});
