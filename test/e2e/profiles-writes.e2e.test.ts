/** What profiles of a tenant's own write to Graph, through the Teams adapter, and what they take back. */
import { systemClock } from '@lamplight/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DO_NOT_DISTURB, ProfilesSite } from './profiles-site.ts';

const BERLIN = 'Europe/Berlin';
/** Ten to twelve hours ahead of Berlin. */
const AUCKLAND = 'Pacific/Auckland';

/** Six hours around now in Berlin, so that it is never now in Auckland; whole hours. */
const NOW = Number(hourIn(BERLIN, systemClock().now()));
const FROM = hour(NOW - 3);
const TO = hour(NOW + 3);

function hourIn(timeZone: string, at: number): string {
  return new Intl.DateTimeFormat('en', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(at);
}

function hour(hours: number): string {
  return String((hours + 24) % 24).padStart(2, '0');
}

const QUIET = `
id: quiet
title: Reads only
extends: lamplight
writes: off
`;

const OFFICE = `
id: office
title: Calls are written in working hours, of whoever is written
extends: lamplight
times:
  working-hours:
    weekdays: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
    from: "${FROM}:00"
    to: "${TO}:00"
rules:
  - id: call-to-teams
    when: { during: [working-hours] }
`;

const PREFERRING = `
id: preferring
title: Do-not-disturb of a phone is chosen in Teams
extends: lamplight
rules:
  - id: do-not-disturb-by-hand
    before: call-to-teams
    kind: prefer-presence
    of: { doNotDisturb: true }
    technology: MSTEAMS
    pair: { availability: DoNotDisturb, activity: DoNotDisturb }
`;

let site: ProfilesSite;

beforeAll(async () => {
  site = await ProfilesSite.make({
    people: {
      rosa: { profile: 'quiet' },
      otto: { profile: 'office', timeZone: BERLIN },
      petra: { profile: 'preferring' },
      dora: { profile: 'micollab' },
    },
    tenant: { profiles: [QUIET, OFFICE, PREFERRING].map((text) => ({ text })) },
  });
});
afterAll(() => site.close());

test('writes: off writes nothing while a line talks; switched over it is written, switched back it is cleared', async () => {
  const stream = await site.watch('rosa');
  await site.claimed('rosa', /Available/);
  site.atTheLine('rosa', 'talking');
  await stream.until('rosa', ({ call }) => call?.state === 'talking');
  const readOnly = await site.explain('rosa');
  expect(readOnly.effects).toEqual([]);
  expect(readOnly.rules.find(({ ruleId }) => ruleId === 'call-to-teams')?.text).toContain('Busy/InACall');
  expect(site.writesOf('rosa')).toEqual([]);
  await site.done('profile', 'use', 'lamplight', '--person', 'rosa');
  expect(await site.written('rosa', 1)).toEqual(['setPresence Busy/InACall']);
  await site.done('profile', 'use', 'quiet', '--person', 'rosa');
  expect(await site.written('rosa', 2)).toEqual(['setPresence Busy/InACall', 'clearPresence']);
  expect(stream.presenceOf('rosa')?.call?.state).toBe('talking');
});

test('working hours are those of the person: written in Berlin, not half a day away, and at once when they move', async () => {
  const stream = await site.watch('otto');
  await site.claimed('otto', /Available/);
  await site.done('people', 'set', 'otto', '--time-zone', AUCKLAND);
  site.atTheLine('otto', 'talking');
  await stream.until('otto', ({ call }) => call?.state === 'talking');
  const outside = await site.explain('otto');
  expect(outside.effects.filter(({ systemId }) => systemId === 'teams')).toEqual([]);
  expect(outside.rules.find(({ ruleId }) => ruleId === 'call-to-teams')?.text).toContain(
    `only during working-hours (${FROM}:00–${TO}:00), in the time zone of this person, and that is not now`,
  );
  expect(hourIn(AUCKLAND, outside.revisitAt ?? 0)).toBe(FROM);
  expect(site.writesOf('otto')).toEqual([]);
  await site.done('people', 'set', 'otto', '--time-zone', BERLIN);
  expect(await site.written('otto', 1)).toEqual(['setPresence Busy/InACall']);
  await site.done('people', 'set', 'otto', '--time-zone', AUCKLAND);
  expect(await site.written('otto', 2)).toEqual(['setPresence Busy/InACall', 'clearPresence']);
});

test('prefer-presence chooses for the person, and clears it on release; what they had surely chosen is put back', async () => {
  const stream = await site.watch('petra');
  await stream.until('petra', ({ views }) => views.some(({ availability }) => availability === 'Available'));
  const chosen = 'setUserPreferredPresence DoNotDisturb/DoNotDisturb';
  site.atTheLine('petra', DO_NOT_DISTURB);
  expect(await site.written('petra', 1)).toEqual([chosen]);
  site.atTheLine('petra', 'idle');
  expect(await site.written('petra', 2)).toEqual([chosen, 'clearUserPreferredPresence']);
  site.inTeams('petra', { do: 'choose be right back' });
  await stream.until('petra', ({ availability }) => availability === 'BeRightBack');
  site.atTheLine('petra', DO_NOT_DISTURB);
  expect(await site.written('petra', 3)).toEqual([chosen, 'clearUserPreferredPresence', chosen]);
  site.atTheLine('petra', 'idle');
  const all = [chosen, 'clearUserPreferredPresence', chosen, 'setUserPreferredPresence BeRightBack/BeRightBack'];
  expect(await site.written('petra', 4)).toEqual(all);
  await stream.until('petra', ({ availability }) => availability === 'BeRightBack');
});

test('write-do-not-disturb: a phone on do-not-disturb is a session in Teams, and none after its release', async () => {
  const stream = await site.watch('dora');
  await stream.until('dora', ({ availability }) => availability === 'Available');
  site.atTheLine('dora', DO_NOT_DISTURB);
  await stream.until('dora', ({ availability }) => availability === 'DoNotDisturb');
  expect(await site.written('dora', 1)).toEqual(['setPresence DoNotDisturb/Presenting']);
  site.atTheLine('dora', 'idle');
  expect(await site.written('dora', 2)).toEqual(['setPresence DoNotDisturb/Presenting', 'clearPresence']);
  await stream.until('dora', ({ availability }) => availability === 'Available');
});
