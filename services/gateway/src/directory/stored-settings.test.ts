import { MemoryLogger } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import { StoredSettings } from './stored-settings.ts';

test('profiles are as the domain has them, and one object while nothing in them differs', () => {
  const logger = new MemoryLogger();
  const settings = new StoredSettings(logger);
  expect(settings.profiles).toEqual({ profile: 'lamplight', groups: [], timeZone: 'UTC', labels: {}, statuses: {} });
  const value = { timeZone: 'Europe/Berlin', statuses: { Busy: { label: 'away', tone: null, reach: null } } };
  settings.take({ profiles: { value } });
  const inForce = settings.profiles;
  expect(inForce).toMatchObject({
    profile: 'lamplight',
    timeZone: 'Europe/Berlin',
    statuses: { Busy: { tone: null, labelId: 'away', reach: null } },
  });
  settings.take({ profiles: { value }, twinning: { value: { calls: 4 } } });
  expect(settings.twinning.calls).toBe(4);
  expect(settings.profiles).toBe(inForce);
  settings.take({ profiles: { value: { timeZone: 'Mars' } } });
  expect(settings.profiles.timeZone).toBe('UTC');
  expect(logger.lines.filter(({ level }) => level === 'error').map(({ fields }) => fields['section'])).toEqual([
    'profiles',
  ]);
});
