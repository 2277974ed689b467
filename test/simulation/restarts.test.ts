/** What ends and begins anew in mid-call: nothing is undone for lack of knowledge, and no lamp lights wrongly or sticks. */
import { expect, test } from 'vitest';
import { ReportingSource } from '../fakes/reporting-source.ts';
import { closeSitesAfterEach, openSite } from './open-site.ts';
import {
  CLEAR,
  FREE,
  NOTHING_TO_CLEAR,
  OBJECT_IDS,
  PENDING,
  SET,
  type SimulatedSite,
  TALKING,
} from './simulated-site.ts';

closeSitesAfterEach();

const STALE = 'Available/Available busy (call-talking, stale)';

async function talking(): Promise<SimulatedSite> {
  const site = await openSite();
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  expect(site.record('ada')).toEqual({ states: [TALKING], writes: [SET] });
  return site;
}

/** The call ends; all that was seen and written once nothing follows. */
async function hungUp(site: SimulatedSite) {
  site.pbx.lines({ 201: 'idle' });
  await site.run(30_000);
  return site.record('ada');
}

test('the PBX restarts and the call goes on: nothing is undone while it cannot be seen', async () => {
  const site = await talking();
  site.pbx.lines({ 201: 'unknown' });
  await site.run(60_000);
  expect(site.presence('ada')?.lines[0]?.call.state).toBe('unknown');
  expect(site.writes('ada')).toEqual([SET]);
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  expect((await hungUp(site)).writes).toEqual([SET, CLEAR]);
});

test('the PBX restarts and has forgotten the call: cleared once', async () => {
  const site = await talking();
  site.pbx.lines({ 201: 'unknown' });
  await site.run(60_000);
  expect(await hungUp(site)).toMatchObject({ writes: [SET, CLEAR] });
  expect(site.seen('ada').at(-1)).toBe(FREE);
});

test('the line stays unknown for longer than the session lives: it ends by itself and is set again with the call', async () => {
  const site = await talking();
  site.pbx.lines({ 201: 'unknown' });
  await site.run(420_000);
  expect(site.writes('ada')).toEqual([SET]);
  expect(site.simulator.control.inspect(OBJECT_IDS.ada).shown.activity).toBe('Available');
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  expect((await hungUp(site)).writes).toEqual([SET, SET, CLEAR]);
  expect(site.pbx.told).toEqual([]);
});

test('the gateway restarts while the line is out of sight: still nothing is undone', async () => {
  const site = await talking();
  site.pbx.lines({ 201: 'unknown' });
  await site.run(10_000);
  await site.killGateway();
  await site.startGateway();
  await site.run(5_000);
  site.pbx.reconnect(site.core);
  site.branch.reconnect(site.core);
  await site.run(60_000);
  expect(site.writes('ada')).toEqual([SET]);
  expect((await hungUp(site)).writes).toEqual([SET, CLEAR]);
});

test('the connector restarts while its PBX is away: it knows of no call, and yet none is undone', async () => {
  const site = await talking();
  site.pbx.lines({ 201: 'unknown', 202: 'unknown' });
  await site.run(10_000);
  site.pbx.kill();
  await site.run(5_000);
  site.pbx.connect(site.core);
  site.pbx.lines({ 201: 'unknown', 202: 'unknown' });
  site.pbx.complete();
  await site.run(60_000);
  expect(site.writes('ada')).toEqual([SET]);
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  expect((await hungUp(site)).writes).toEqual([SET, CLEAR]);
});

test('the connector dies with its PBX in mid-call and comes back alone: likewise', async () => {
  const site = await talking();
  site.pbx.kill();
  await site.run(5_000);
  site.pbx.connect(site.core);
  site.pbx.lines({ 201: 'unknown', 202: 'unknown' });
  site.pbx.complete();
  await site.run(60_000);
  expect((await hungUp(site)).writes).toEqual([SET, CLEAR]);
});

test('the connector is killed and back within its lease: nobody sees anything', async () => {
  const site = await talking();
  site.pbx.kill();
  await site.run(20_000);
  site.pbx.connect(site.core);
  site.pbx.lines({ 201: 'talking', 202: 'idle' });
  site.pbx.complete();
  await site.run(10_000);
  expect(await hungUp(site)).toEqual({ states: [TALKING, FREE], writes: [SET, CLEAR] });
});

test('the connector stays away: stale after the lease, not renewed, undone five minutes later', async () => {
  const site = await talking();
  site.pbx.kill();
  await site.run(100_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, STALE], writes: [SET] });
  await site.run(320_000);
  expect(site.record('ada').states).toEqual([TALKING, STALE, FREE]);
  // Our session had ended by itself; a clear of what is not there is not sent.
  expect(site.writes('ada')).toEqual([SET]);
});

test('the gateway is killed in mid-call: dark until the connector is heard, never free', async () => {
  const site = await talking();
  await site.killGateway();
  await site.startGateway();
  await site.run(20_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, PENDING], writes: [SET] });
  site.pbx.reconnect(site.core);
  await site.run(10_000);
  expect(await hungUp(site)).toEqual({ states: [TALKING, PENDING, TALKING, FREE], writes: [SET, SET, CLEAR] });
  expect(site.pbx.told.filter((told) => told.includes('talking'))).toEqual([]);
});

test('the gateway is killed in mid-call of somebody who is not written: Teams alone does not make them free', async () => {
  const site = await openSite();
  site.act('bela', { do: 'join a call' });
  await site.run(5_000);
  site.pbx.lines({ 202: 'talking' });
  await site.run(5_000);
  site.act('bela', { do: 'leave the call' });
  await site.killGateway();
  await site.startGateway();
  await site.run(20_000);
  // Teams has answered "Available"; the line has not answered yet.
  expect(site.presence('bela')).toMatchObject({ tone: 'unknown', labelId: 'pending', freshness: 'pending' });
  site.pbx.reconnect(site.core);
  await site.run(5_000);
  expect(site.seen('bela').at(-1)).toBe(TALKING);
});

test('nobody comes for a line after a start of the gateway: after one lease Teams alone decides', async () => {
  const site = await openSite();
  await site.killGateway();
  await site.startGateway();
  await site.run(89_000);
  expect(site.seen('bela')).toEqual([PENDING]);
  await site.run(10_000);
  expect(site.seen('bela')).toEqual([PENDING, FREE]);
});

test('the gateway is killed in mid-call, and the call ends before it is back: what stood is cleared, and looked for once more', async () => {
  const site = await talking();
  await site.killGateway();
  site.pbx.lines({ 201: 'idle' });
  await site.startGateway();
  await site.run(5_000);
  site.pbx.reconnect(site.core);
  await site.run(30_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, PENDING, FREE], writes: [SET, CLEAR, NOTHING_TO_CLEAR] });
});

test.each([30_000, 90_000])(
  'another source speaks for Teams for %i ms and leaves: what ours knew before is not said again as if it were now',
  async (spokenMs) => {
    const site = await openSite();
    site.act('ada', { do: 'join a call' });
    await site.run(5_000);
    const other = new ReportingSource(site.core.reports, { system: 'entra', source: 'other', technology: 'MSTEAMS' });
    const available = { availability: 'Available', activity: 'Available', howSet: 'inferred' } as const;
    other
      .hello({ takeOver: true })
      .claims({ [OBJECT_IDS.ada]: available, [OBJECT_IDS.bela]: available })
      .complete();
    await site.run(10);
    site.act('ada', { do: 'leave the call' });
    await site.run(spokenMs / 2);
    other.heartbeat();
    await site.run(spokenMs / 2);
    const activities = new Set<string>();
    site.core.presenceLog.listen(({ presence }) => {
      for (const view of presence.views.filter(({ technology }) => technology === 'MSTEAMS')) {
        activities.add(view.activity);
      }
    });
    other.leaving(true);
    await site.run(30_000);
    expect(site.presence('ada')).toMatchObject({ tone: 'available', freshness: 'fresh' });
    expect(site.core.sources().find(({ systemId }) => systemId === 'entra')).toMatchObject({
      sourceId: 'teams',
      role: 'active',
      snapshotComplete: true,
    });
    expect([...activities].filter((activity) => activity !== 'Available')).toEqual([]);
    expect(site.writes('ada')).toEqual([]);
  },
);
