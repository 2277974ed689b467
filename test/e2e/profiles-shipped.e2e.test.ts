/** Each shipped profile in a running gateway, between a PBX, Teams and an open console: one scene each. */
import type { Presence } from '@lamplight/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ProfilesSite } from './profiles-site.ts';

let site: ProfilesSite;

beforeAll(async () => {
  site = await ProfilesSite.make({
    people: {
      paula: { profile: 'procall' },
      erik: { profile: 'enreach' },
      ida: { profile: 'imagicle' },
      mia: {},
      lena: {},
    },
  });
});
afterAll(() => site.close());

const teamsOf = ({ views }: Presence) => views.find(({ technology }) => technology === 'MSTEAMS');
/** All but what Teams shows beside the presence, and since when. */
const own = ({ views, since, ...presence }: Presence) => presence;

test('procall: do-not-disturb comes over from Teams; Away, and an appointment, are only the tooltip', async () => {
  const stream = await site.watch('paula');
  const before = await stream.until('paula', (presence) => teamsOf(presence)?.labelId === 'present');
  site.inTeams('paula', { do: 'choose do not disturb' });
  const quiet = await stream.until('paula', ({ availability }) => availability === 'DoNotDisturb');
  expect(quiet).toMatchObject({ tone: 'do-not-disturb', labelId: 'do-not-disturb' });
  site.inTeams('paula', { do: 'choose away' });
  const away = await stream.until('paula', (presence) => teamsOf(presence)?.labelId === 'absent');
  expect(teamsOf(away)).toMatchObject({ availability: 'Away', tone: 'away' });
  expect(own(away)).toEqual(own(before));
  site.inTeams('paula', { do: 'reset status' });
  site.inTeams('paula', { do: 'start an appointment' });
  const meeting = await stream.until('paula', (presence) => teamsOf(presence)?.labelId === 'busy');
  expect(own(meeting)).toEqual(own(before));
});

test('enreach: a Teams call is talking at the PBX, and Away shows nothing', async () => {
  const stream = await site.watch('erik');
  await site.claimed('erik', /Available/);
  const before = await stream.until('erik', ({ availability }) => availability === 'Available');
  site.inTeams('erik', { do: 'join a call' });
  const talking = await stream.until('erik', ({ activity }) => activity === 'InACall');
  expect(talking).toMatchObject({ availability: 'Busy', tone: 'busy', labelId: 'call-talking' });
  expect(teamsOf(talking)?.labelId).toBe('call-talking');
  await site.told('erik', 'talking');
  site.inTeams('erik', { do: 'leave the call' });
  await stream.until('erik', ({ availability }) => availability === 'Available');
  await site.told('erik', null);
  site.inTeams('erik', { do: 'choose away' });
  await site.claimed('erik', /Away/);
  expect(own(stream.presenceOf('erik') ?? before)).toEqual(own(before));
  expect(stream.presenceOf('erik')?.views).toEqual(before.views);
  // A session of before the start could look like this call; asking Graph to clear it is not writing a status.
  expect(site.writesOf('erik').filter((write) => write !== 'clearPresence')).toEqual([]);
});

test('imagicle: nothing is ever written while a line talks; lamplight writes, and clears', async () => {
  const stream = await site.watch('ida', 'lena');
  await stream.until('ida', (presence) => teamsOf(presence)?.availability === 'Available');
  await stream.until('lena', (presence) => teamsOf(presence)?.availability === 'Available');
  site.pbx.claims({ 202: 'talking', 204: 'talking' });
  expect(await stream.until('lena', ({ activity }) => activity === 'InACall')).toMatchObject({ tone: 'busy' });
  await stream.until('ida', ({ call }) => call?.state === 'talking');
  expect(await site.written('lena', 1)).toEqual(['setPresence Busy/InACall']);
  expect((await site.explain('ida')).effects).toEqual([]);
  site.pbx.claims({ 202: 'idle', 204: 'idle' });
  expect(await site.written('lena', 2)).toEqual(['setPresence Busy/InACall', 'clearPresence']);
  await stream.until('lena', ({ availability }) => availability === 'Available');
  expect(site.writesOf('ida')).toEqual([]);
});

test('micollab: switched on and off for a person, an open console is told who manages it, once each time', async () => {
  const stream = await site.watch('mia');
  await stream.until('mia', (presence) => teamsOf(presence)?.availability === 'Available');
  const status = { kind: 'set', availability: 'Away', activity: 'Away', note: null, until: null } as const;
  await site.directory.reportStatus({ person: { by: 'id', personId: 'mia' }, status });
  await stream.until('mia', ({ availability }) => availability === 'Away');
  const managed = {
    availability: 'Available',
    managedBy: 'teams',
    noticeId: 'managed-by-teams',
    lockedFields: ['availability', 'activity', 'doNotDisturb'],
  };
  const notManaged = { availability: 'Away', managedBy: null, noticeId: '', lockedFields: [] };
  for (const [options, expected] of [
    [['--profile', 'micollab'], managed],
    [['--takes-part', 'no'], notManaged],
    [['--takes-part', 'as-profile'], managed],
    [['--profile', ''], notManaged],
  ] as const) {
    const heard = changesOf(stream, 'mia').length;
    await site.done('people', 'set', 'mia', ...options);
    const presence = await stream.until('mia', ({ managedBy }) => managedBy === expected.managedBy);
    expect(presence).toMatchObject(expected);
    expect(presence.views.some(({ technology }) => technology === 'CONSOLE')).toBe(expected.managedBy === null);
    expect(changesOf(stream, 'mia').length).toBe(heard + 1);
  }
  expect(stream.told.filter(({ kind }) => kind === 'reset')).toEqual([]);
});

function changesOf({ told }: Awaited<ReturnType<typeof site.watch>>, personId: string) {
  return told.flatMap((response) =>
    response.kind === 'changes' ? response.items.filter((item) => item.personId === personId) : [],
  );
}
