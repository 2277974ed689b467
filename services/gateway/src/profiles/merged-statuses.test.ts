import { AS_THE_TENANT, type StatusEdits } from '@lamplight/domain';
import { expect, test } from 'vitest';
import { MergedStatuses } from './merged-statuses.ts';

const tenant: StatusEdits = {
  Busy: { tone: 'in-use', labelId: 'at-work', reach: null },
  Away: { tone: null, labelId: null, reach: 'voicemail' },
};

test('what a person has of their own goes before what the tenant has, field by field', () => {
  const own: StatusEdits = {
    Busy: { tone: 'busy', labelId: null, reach: 'blocked' },
    InAMeeting: { tone: 'away', labelId: null, reach: null },
  };
  expect(new MergedStatuses(tenant).over(own)).toEqual({
    Away: { tone: null, labelId: null, reach: 'voicemail' },
    Busy: { tone: 'busy', labelId: 'at-work', reach: 'blocked' },
    InAMeeting: { tone: 'away', labelId: null, reach: null },
  });
});

test('whoever has none of their own has those of the tenant, as they are', () => {
  const statuses = new MergedStatuses(tenant);
  expect(statuses.over(AS_THE_TENANT.statuses)).toBe(tenant);
  expect(statuses.over({})).toBe(tenant);
});

test('they are merged once', () => {
  const statuses = new MergedStatuses(tenant);
  const own: StatusEdits = { Busy: { tone: 'busy', labelId: null, reach: null } };
  const merged = statuses.over(own);
  expect(statuses.over(own)).toBe(merged);
  expect([Object.isFrozen(merged), Object.isFrozen(merged['Busy'])]).toEqual([true, true]);
});
