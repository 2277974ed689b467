import { describe, expect, test } from 'vitest';
import { profiles, statusesInput, timeZone } from './shown-as.ts';

describe('a time zone', () => {
  test.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Asia/Calcutta', 'europe/berlin'])(
    'may be %s',
    (name) => {
      expect(timeZone.parse(name)).toBe(name);
    },
  );

  test.each(['', 'Berlin', '+01:00', 'Europe/Atlantis', 'UTC+1', 'x'.repeat(65)])('may not be %j', (name) => {
    expect(timeZone.safeParse(name).success).toBe(false);
  });

  test('is said with some that are', () => {
    expect(timeZone.safeParse('Berlin').error?.issues[0]?.message).toMatch(
      /Europe\/Berlin, Europe\/London, .* or UTC$/,
    );
  });
});

describe('statuses', () => {
  const messages = (value: unknown) =>
    statusesInput.safeParse(value).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

  test("are read in any case into Graph's spelling, again and again; what says nothing is left out", () => {
    const read = statusesInput.parse({ ' inAMEETING': { label: 'x' }, Busy: {}, Unheard: { reach: 'free' } });
    expect(read).toEqual({
      InAMeeting: { tone: null, label: 'x', reach: null },
      Unheard: { tone: null, label: null, reach: 'free' },
    });
    expect(statusesInput.parse(read)).toEqual(read);
  });

  test('take neither name nor do-not-disturb, in whatever way', () => {
    const own = "expected none, since it is the managing system's and cannot be edited";
    expect(messages({ Busy: { name: 'Occupied', doNotDisturb: true } })).toEqual([
      `Busy.name: ${own}`,
      `Busy.doNotDisturb: ${own}`,
    ]);
    for (const status of ['DoNotDisturb', 'focusing', 'PRESENTING', 'UrgentInterruptionsOnly']) {
      for (const edit of [{ reach: 'free' }, { label: 'x' }, { tone: 'busy' }]) {
        expect(messages({ [status]: edit })?.[0]).toContain('which is the managing system');
      }
      expect(messages({ [status]: {} })).toBeUndefined();
    }
  });

  test('are named once, and by a word', () => {
    expect(messages({ Busy: { tone: 'away' }, BUSY: { tone: 'busy' } })?.[0]).toContain('expected Busy once');
    expect(messages({ '': { tone: 'away' } })?.[0]).toContain('expected the name of an availability');
    expect(messages({ 'a b': { tone: 'away' } })?.[0]).toContain('expected the name of an availability');
  });
});

describe('the section', () => {
  test('stays what it is when it is read again, as the store gives it back', () => {
    const read = profiles.parse({
      groups: [{ group: 'sales', profile: 'quiet' }],
      labels: { 'in-the-lab': { en: 'In the lab' } },
      statuses: { busy: { label: 'in-the-lab' } },
    });
    expect(profiles.parse(JSON.parse(JSON.stringify(read)))).toEqual(read);
  });

  test.each([
    [{ groups: ['sales', 'sales'].map((group) => ({ group, profile: 'x' })) }],
    [{ labels: { Lab: { en: 'x' } } }],
    [{ labels: { lab: {} } }],
    [{ labels: { lab: { 'en-GB': 'x' } } }],
    [{ labels: { lab: { en: 'x'.repeat(65) } } }],
    [{ labels: { lab: { en: '' } } }],
    [{ labels: Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`l${index}`, { en: 'x' }])) }],
    [{ label: {} }],
  ])('refuses %j', (value) => {
    expect(profiles.safeParse(value).success).toBe(false);
  });
});
