import { expect, test } from 'vitest';
import { withoutWrite, withSentWrite, withWriteUntil } from './write-window.ts';

const IN_A_CALL = { way: 'session', pair: { availability: 'Busy', activity: 'InACall' } } as const;

test('a refused write takes back no earlier one, even of the same instant', () => {
  const accepted = withWriteUntil(withSentWrite([], IN_A_CALL, 100), IN_A_CALL, 100, 500);
  expect(withoutWrite(withSentWrite(accepted, IN_A_CALL, 100), IN_A_CALL, 100)).toEqual(accepted);
});
