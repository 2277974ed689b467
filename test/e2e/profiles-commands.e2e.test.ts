/**
 * `lamplight profile` against a running gateway, from the first look at a file to the way back, while a console is open
 * and Anna has an appointment in Teams. One story: each test goes on where the one before ended.
 */
import { run } from '@lamplight/attendant-console';
import { systemClock } from '@lamplight/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConsoleRecorder } from '../fakes/console-recorder.ts';
import type { ScriptedSubscriber } from '../fakes/scripted-subscriber.ts';
import { ProfilesSite } from './profiles-site.ts';

const IN_A_MEETING = 'Busy/InAMeeting line idle fresh';
const DO_NOT_DISTURB = 'DoNotDisturb/DoNotDisturb line idle fresh';
const BE_RIGHT_BACK = 'BeRightBack/BeRightBack line idle fresh';

/** An appointment is an operation. */
const clinic = (availability: string) => `profile: lamplight/1
id: clinic
title: An appointment is an operation
extends: lamplight
rules:
  - id: operation
    why: Whoever operates is not to be disturbed
    before: winning-technology
    kind: show
    of: { activities: [InAMeeting] }
    availability: ${availability}
    activity: ${availability}
    tone: do-not-disturb
    label: in-surgery
`;

let site: ProfilesSite;
let console: ConsoleRecorder;
let stream: ScriptedSubscriber;

beforeAll(async () => {
  site = await ProfilesSite.make({ people: { anna: {}, bert: {} } });
  stream = await site.watch('anna', 'bert');
  console = site.installation.console(site.boardKey, 'anna', 'bert');
  site.inTeams('anna', { do: 'start an appointment' });
  await console.until('anna', IN_A_MEETING);
  await console.until('bert', 'Available/Available line idle fresh');
  console.forget();
  console.connection.clear();
});
afterAll(() => site.close());

const file = (text: string) => site.installation.file('clinic.yaml', text);

test('a file is checked against the labels of the tenant, and tried on everybody, before anything changes', async () => {
  const first = file(clinic('DoNotDisturb'));
  const unknown = await site.lamplight('profile', 'check', first, '--live');
  expect(unknown).toMatchObject({ code: 1 });
  expect(unknown.output).toMatch(/^error +\S+clinic\.yaml:14:12 .*label is "in-surgery", which is no label/);
  await site.done('settings', 'set', 'profiles', 'labels.in-surgery.en=In surgery', 'labels.in-surgery.de=Im OP');
  expect(await site.done('profile', 'check', first, '--live')).toBe('clinic is valid\n');
  const tried = await site.done('profile', 'try', first, '--live');
  expect(tried).toMatch(/^anna\n {2}before +In a meeting \(Busy\/InAMeeting, busy\)/);
  expect(tried).toMatch(/\n {2}after +In surgery \(DoNotDisturb\/DoNotDisturb, do-not-disturb\)/);
  expect(tried).toContain('operation: ');
  expect(tried).toMatch(/1 of 2 people would differ\n$/);
  expect(console.statesOf('anna')).toEqual([IN_A_MEETING]);
});

test('put, and used, it is in force for everybody at an open console; Explain names the profile and the rule', async () => {
  const put = await site.lamplight('profile', 'put', file(clinic('DoNotDisturb')), '--note', 'as surgery asked');
  expect(put.output).toContain('profile clinic is in force in version 1\n');
  expect(put.errors).toContain('nobody has it yet');
  await site.done('profile', 'use', 'clinic');
  await console.until('anna', DO_NOT_DISTURB);
  expect(console.presenceOf('anna')).toMatchObject({ tone: 'do-not-disturb', labelId: 'in-surgery' });
  const { profileId, rules } = await site.explain('anna');
  expect(profileId).toBe('clinic');
  expect(rules.find(({ ruleId }) => ruleId === 'operation')).toMatchObject({ applied: true, systemId: 'teams' });
  const usedBy = { tenant: true, people: 2 };
  expect(await listed('profile', 'list')).toContainEqual(
    expect.objectContaining({ id: 'clinic', version: 1, inForce: 1, usedBy: expect.objectContaining(usedBy) }),
  );
});

test("the tenant's own labels are words of the catalogue, at the attendant console as well", async () => {
  expect((await site.directory.catalogue('en')).labels['in-surgery']).toBe('In surgery');
  expect((await site.directory.catalogue('de')).labels['in-surgery']).toBe('Im OP');
  expect(await attendantConsole('--language', 'de', 'get', 'anna')).toMatch(
    /State +Im OP \(DoNotDisturb\/DoNotDisturb\)/,
  );
  expect(await attendantConsole('explain', 'anna')).toMatch(/Profile clinic: what decided\n(.*\n)* +\d+ operation /);
});

test('a bad file is refused with line and column, and what was in force stays', async () => {
  const bad = file(clinic('DoNotDisturb').replace('kind: show', 'kind: shows'));
  const { code, errors } = await site.lamplight('profile', 'put', bad);
  expect(code).not.toBe(0);
  expect(errors).toMatch(/\b9:11: .*kind is "shows": did you mean show/);
  expect(await listed('profile', 'history', 'clinic')).toHaveLength(1);
  expect((await site.explain('anna')).profileId).toBe('clinic');
  expect(console.presenceOf('anna')?.labelId).toBe('in-surgery');
});

test('another version is in force at once, compared with the one before, and restore is the way back', async () => {
  await site.done('profile', 'put', file(clinic('BeRightBack')), '--note', 'milder');
  await console.until('anna', BE_RIGHT_BACK);
  const difference = await site.done('profile', 'diff', 'clinic@1', 'clinic@2');
  expect(difference).toMatch(/rules\.operation\.availability\n +clinic@1 +DoNotDisturb\n +clinic@2 +BeRightBack\n/);
  expect(await site.done('profile', 'show', 'clinic@1')).toBe(clinic('DoNotDisturb'));
  expect(await site.done('profile', 'restore', 'clinic', '1')).toContain('as in version 1, now version 3');
  await console.until('anna', DO_NOT_DISTURB);
  expect(await listed('profile', 'history', 'clinic')).toMatchObject([
    { version: 3, author: 'acme/admin', note: '' },
    { version: 2, author: 'acme/admin', note: 'milder' },
    { version: 1, author: 'acme/admin', note: 'as surgery asked' },
  ]);
});

test('one that is used cannot be removed; once nobody has it, it can', async () => {
  const used = await site.lamplight('profile', 'remove', 'clinic', '--yes');
  expect(used.code).not.toBe(0);
  expect(used.errors).toContain('is used by the tenant (settings profiles.profile): change them first');
  await site.done('profile', 'use', 'lamplight');
  await console.until('anna', IN_A_MEETING);
  await site.done('profile', 'remove', 'clinic', '--yes');
  expect((await site.lamplight('profile', 'show', 'clinic')).errors).toContain('profile_unknown');
});

test('all of it came over one stream, which was never reset, and concerned nobody else', () => {
  expect(console.statesOf('anna')).toEqual([IN_A_MEETING, DO_NOT_DISTURB, BE_RIGHT_BACK, DO_NOT_DISTURB, IN_A_MEETING]);
  expect(console.statesOf('bert')).toHaveLength(1);
  expect(console.connection.items).toEqual([]);
  expect(stream.told.filter(({ kind }) => kind === 'reset' || kind === 'welcome')).toHaveLength(1);
  expect(stream.presenceOf('anna')).toEqual(console.presenceOf('anna'));
});

/** What a command lists, as JSON. */
async function listed(...args: readonly string[]): Promise<readonly unknown[]> {
  const lines = (await site.done(...args, '--json')).split('\n').filter((line) => line !== '');
  return lines.map((line): unknown => JSON.parse(line));
}

/** One command of the attendant console; what it wrote. */
async function attendantConsole(...args: readonly string[]): Promise<string> {
  let output = '';
  const terminal = {
    isInteractive: false,
    colours: false,
    environment: {
      LAMPLIGHT_GATEWAY: `localhost:${site.installation.port}`,
      LAMPLIGHT_CA: site.installation.path('cert.pem'),
      LAMPLIGHT_KEY: site.boardKey,
    },
    size: () => ({ columns: 200, lines: 24 }),
    write: (text: string) => {
      output += text;
    },
    writeError: (text: string) => {
      output += text;
    },
    onResize: () => undefined,
    untilStopped: async () => undefined,
    exit: () => undefined,
  };
  await run(args, { terminal, clock: systemClock() });
  return output;
}
