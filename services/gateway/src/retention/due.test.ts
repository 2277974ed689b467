import { retentionSettings } from '@lamplight/admin-api';
import { expect, test } from 'vitest';
import { dueOf } from './due.ts';

const DAY = 86_400_000;

test('each kind of data has its own days', () => {
  const settings = retentionSettings.parse({ leavers: 30, auditBodies: 730, jobs: 7, proposals: 90 });
  expect(dueOf(1_000 * DAY, settings)).toEqual({
    leavers: 970 * DAY,
    auditBodies: 270 * DAY,
    jobs: 993 * DAY,
    proposals: 910 * DAY,
  });
});

test('no days: at once', () => {
  const settings = retentionSettings.parse({ leavers: 0 });
  expect(dueOf(5, settings).leavers).toBe(5);
});
