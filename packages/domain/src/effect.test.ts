import { describe, expect, test } from 'vitest';
import { type Desired, sameDesired } from './effect.ts';
import { systemId } from './ids.ts';

const DESIRED: readonly (Desired | null)[] = [
  null,
  { kind: 'session', availability: 'Busy', activity: 'InACall' },
  { kind: 'session', availability: 'Busy', activity: 'InAConferenceCall' },
  { kind: 'session', availability: 'Busy', activity: 'InAConferenceCall', readBack: true },
  { kind: 'talking', causeSystemId: systemId('teams') },
  { kind: 'talking', causeSystemId: systemId('pbx') },
  { kind: 'do-not-disturb', causeSystemId: systemId('teams'), exceptions: [] },
  { kind: 'do-not-disturb', causeSystemId: systemId('teams'), exceptions: ['110'] },
  { kind: 'preferred', availability: 'DoNotDisturb', activity: 'DoNotDisturb', restore: null },
  {
    kind: 'preferred',
    availability: 'DoNotDisturb',
    activity: 'DoNotDisturb',
    restore: { availability: 'BeRightBack', activity: 'BeRightBack' },
  },
  { kind: 'leave', reason: 'pending' },
  { kind: 'leave', reason: 'stale' },
];

describe('sameDesired', () => {
  test('each is the same as a copy of itself and as nothing else', () => {
    for (const [index, a] of DESIRED.entries()) {
      for (const [other, b] of DESIRED.entries()) {
        expect(sameDesired(a, b === null ? null : { ...b })).toBe(index === other);
      }
    }
  });
});
