/** The directory as the simulator serves it, with tokens, permissions and pages, through the real client. */
import { DEFAULT_APP, type GraphSimulator } from '@lamplight/graph-simulator';
import { afterEach, describe, expect, test } from 'vitest';
import type { TeamsConfigInput } from '../config.ts';
import { DirectoryReader } from '../testing/directory-reader.ts';
import { ADA, BELA, Harness } from '../testing/simulated-graph.ts';

const TEAM = 'c2f798fd-f95d-4623-8824-63aec21ff001';

let harness: Harness;
let reader: DirectoryReader;

afterEach(() => harness.stop());

function start(directory: TeamsConfigInput['directory']): GraphSimulator['control'] {
  harness = new Harness({ directory });
  reader = new DirectoryReader();
  harness.adapter.start(harness.context);
  return harness.simulator.control;
}

/** Reads once, with time going on. */
async function read(): Promise<void> {
  const origin = harness.adapter.directory;
  if (origin === undefined) {
    return;
  }
  let done = false;
  const reading = reader.read(origin).then(() => {
    done = true;
  });
  while (!done) {
    await harness.run(100);
  }
  await reading;
}

const anchors = (): readonly string[] => [...reader.people.keys()].sort();
const last = () => reader.pages.at(-1);
const leftOut = () => reader.pages.findLast((page) => page.kind === 'left-out')?.counts;

describe('a directory of the simulator', () => {
  test('of level none is none', () => {
    start({ level: 'none' });
    expect(harness.adapter.directory).toBeUndefined();
  });

  test('of level basic has names and mail of everybody, and no numbers', async () => {
    const control = start({ level: 'basic' });
    control.apps.consent(DEFAULT_APP.appId, { roles: ['Presence.Read.All', 'User.ReadBasic.All'] });
    control.directory.changePerson(BELA, { businessPhones: ['+49 30 1234567'], accountEnabled: false });
    await read();
    expect(anchors()).toEqual([BELA, ADA]);
    expect(reader.people.get(BELA)?.addresses.map(({ kind }) => kind)).not.toContain('phone');
    expect(harness.adapter.directory?.withoutNumbers).toContain('User.ReadBasic.All');
    control.removePerson(ADA);
    await read();
    expect(anchors()).toEqual([BELA]);
  });

  test('of level full follows changes by delta, with numbers and department', async () => {
    const control = start({ level: 'full' });
    control.apps.consent(DEFAULT_APP.appId, { roles: ['Presence.Read.All', 'User.Read.All'] });
    await read();
    expect(anchors()).toEqual([BELA, ADA]);
    control.directory.changePerson(ADA, { department: 'Sales', businessPhones: ['+49 30 1234567'] });
    const { id } = control.addPerson({ userPrincipalName: 'cem@contoso.example', displayName: 'Cem' });
    await read();
    expect(last()).toMatchObject({ kind: 'end', full: false });
    expect(anchors()).toEqual([ADA, BELA, id].sort());
    expect(reader.people.get(ADA)).toMatchObject({
      department: 'Sales',
      addresses: expect.arrayContaining([{ kind: 'phone', value: '+49 30 1234567' }]),
    });
    control.directory.changePerson(BELA, { accountEnabled: false });
    control.removePerson(id);
    await read();
    expect(anchors()).toEqual([ADA]);
    control.directory.changePerson(BELA, { accountEnabled: true });
    control.directory.resetDelta();
    await read();
    expect(last()).toMatchObject({ kind: 'end', full: true });
    expect(anchors()).toEqual([BELA, ADA]);
  });

  test('of level full leaves out whom it is to leave out, and counts them', async () => {
    const control = start({ level: 'full' });
    control.apps.consent(DEFAULT_APP.appId, { roles: ['Presence.Read.All', 'User.Read.All'] });
    control.addPerson({ userPrincipalName: 'g_x#EXT#@contoso.example', displayName: 'Guest', userType: 'Guest' });
    const unlicensed = control.addPerson({ userPrincipalName: 'svc@contoso.example', displayName: 'Service' });
    control.directory.changePerson(unlicensed.id, { plans: [] });
    control.directory.changePerson(BELA, { accountEnabled: false });
    await read();
    expect(anchors()).toEqual([ADA]);
    expect(leftOut()).toEqual({ disabled: 1, guest: 1, 'no-teams': 1 });
  });

  test('takes the members of chosen groups only, as they come and go', async () => {
    const control = start({ level: 'full', groups: [TEAM] });
    control.apps.consent(DEFAULT_APP.appId, { roles: ['Presence.Read.All', 'User.Read.All', 'GroupMember.Read.All'] });
    await read();
    expect(last()).toMatchObject({ kind: 'failed', health: { state: 'action-needed', reason: 'group_unknown' } });
    control.directory.addGroup({ id: TEAM, displayName: 'Team', members: [ADA] });
    await read();
    expect([anchors(), reader.membersOf(TEAM)]).toEqual([[ADA], [ADA]]);
    control.directory.addMember(TEAM, BELA);
    control.directory.removeMember(TEAM, ADA);
    await read();
    expect(last()).toMatchObject({ kind: 'end', full: false });
    expect([anchors(), reader.membersOf(TEAM)]).toEqual([[BELA], [BELA]]);
  });

  test.each([
    ['basic', {}, 'User.ReadBasic.All', []],
    ['full', {}, 'User.Read.All', []],
    ['full', { groups: [TEAM] }, 'GroupMember.Read.All', ['User.Read.All']],
  ] as const)('of level %s names the permission that is missing', async (level, more, permission, roles) => {
    const control = start({ level, ...more, groups: 'groups' in more ? [...more.groups] : [] });
    control.apps.consent(DEFAULT_APP.appId, { roles: ['Presence.Read.All', ...roles] });
    await read();
    expect(last()).toMatchObject({
      kind: 'failed',
      health: { state: 'action-needed', reason: 'consent_missing', details: { permission } },
    });
  });

  test('waits as long as Graph asks, and goes on where it was', async () => {
    const control = start({ level: 'full' });
    control.apps.consent(DEFAULT_APP.appId, { roles: ['Presence.Read.All', 'User.Read.All'] });
    control.addFault({ routes: ['usersDelta'], answer: { kind: 'status', status: 429, retryAfterS: 20 } });
    const begun = harness.clock.monotonic();
    await read();
    expect(anchors()).toEqual([BELA, ADA]);
    expect(harness.clock.monotonic() - begun).toBeGreaterThanOrEqual(20_000);
  });
});
