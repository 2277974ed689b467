import { type CallState, type Claim, type PreviousState, SILENT_CLAIM } from '@lamplight/domain';
import { expect, it } from 'vitest';
import { lineClaim } from '../../../../test/fakes/line-claims.ts';
import { carriedOn } from './carried-on.ts';

const line = (state: CallState, previous: CallState | null = null): Claim => ({
  ...SILENT_CLAIM,
  ...lineClaim(state),
  previous: previous === null ? null : before(previous),
});
const before = (callState: CallState): PreviousState => ({ availability: null, activity: null, callState });

it('a source that was restarted and sees nothing does not make the call before forgotten', () => {
  expect(carriedOn(line('talking'), line('unknown')).previous).toEqual(before('talking'));
  expect(carriedOn(line('unknown', 'talking'), line('unknown')).previous).toEqual(before('talking'));
});

it('what the source itself says of the state before stands', () => {
  expect(carriedOn(line('talking'), line('unknown', 'idle')).previous).toEqual(before('idle'));
});

it('a known state needs no memory', () => {
  expect(carriedOn(line('talking'), line('idle')).previous).toBeNull();
  expect(carriedOn(line('unknown', 'talking'), line('idle')).previous).toBeNull();
  expect(carriedOn(null, line('unknown')).previous).toBeNull();
});
