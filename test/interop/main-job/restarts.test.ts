import { describe, expect, test } from 'vitest';
import { placeCall, type Sipp, startPhone } from '../kamailio/sipp.ts';
import { siteOfTest } from './opened-site.ts';
import type { ServiceLine } from './service-process.ts';
import { CAN_RUN_SITES, PBX_SYSTEM, QUIET, RINGING, type Site, type SiteOptions, TALKING } from './site.ts';

const startSite = siteOfTest();

const UNKNOWN = 'PresenceUnknown/PresenceUnknown line unknown fresh';
const STALE = 'Available/Available line talking stale';
const PENDING = 'PresenceUnknown/PresenceUnknown line unknown pending';
const IN_TEAMS_CALL = 'Busy/InACall line idle fresh';
/** The line says nothing any more, and Teams is heard. */
const WITHOUT_LINE = 'Available/Available fresh';

/** A site in which Alice talks until the caller is told to hang up; what follows from it has been written. */
async function talking(options: SiteOptions = {}): Promise<{ readonly site: Site; readonly caller: Sipp }> {
  const site = await startSite(options);
  site.keep(await startPhone(site.pbx, 'alice', { kind: 'answer' }));
  const caller = site.keep(await placeCall(site.pbx, 'outside', 'alice', { kind: 'until-told' }));
  await site.console.until('alice', TALKING);
  await site.writes('alice').until('the call to be written', (writes) => writes.length === 1);
  return { site, caller };
}

function seenAndWritten(site: Site) {
  return { states: site.console.statesOf('alice'), writes: site.writesOf('alice'), told: site.talkingAt('alice') };
}

function isActive(line: ServiceLine): boolean {
  return line.msg === 'source active' && line['system'] === PBX_SYSTEM;
}

/** Ends the call, and gives all that was seen and written once nothing follows. */
async function hungUp(site: Site, caller: Sipp) {
  await caller.hangUp();
  await site.console.until('alice', QUIET);
  await site.untilSettled();
  return seenAndWritten(site);
}

describe.skipIf(!CAN_RUN_SITES)('in the middle of a call', () => {
  test.each(['udp', 'tcp'] as const)('the PBX restarts (%s): unknown until it answers', async (transport) => {
    const { site } = await talking({ transport });
    await site.pbx.stop();
    await site.console.until('alice', UNKNOWN);
    await site.untilSettled();
    // Nobody can see whether the call goes on: what was written for it is left.
    expect(site.writesOf('alice')).toEqual(['set Busy/InACall']);
    await site.pbx.start();
    await site.console.until('alice', QUIET);
    await site.untilSettled();
    expect(seenAndWritten(site)).toEqual({
      // It has forgotten the call, and says that the line is idle.
      states: [QUIET, RINGING, TALKING, UNKNOWN, QUIET],
      writes: ['set Busy/InACall', 'clear'],
      told: [],
    });
  });

  test('the connector is killed and started again: nothing changes', async () => {
    const { site, caller } = await talking();
    const active = site.gateway.lines.next('the connector to be back', isActive);
    await site.connector.kill();
    await site.connector.start();
    await active;
    await site.untilSettled();
    expect(await hungUp(site, caller)).toEqual({
      states: [QUIET, RINGING, TALKING, QUIET],
      writes: ['set Busy/InACall', 'clear'],
      told: [],
    });
  });

  test('the connector is told to stop and started again: it hands over, and nothing changes', async () => {
    const { site, caller } = await talking();
    const left = site.gateway.lines.next(
      'the connector to hand over',
      (line) => line.msg === 'source left' && line['handover'] === true,
    );
    expect(await site.connector.stop()).toBe(0);
    await left;
    const active = site.gateway.lines.next('the connector to be back', isActive);
    await site.connector.start();
    await active;
    await site.untilSettled();
    expect(await hungUp(site, caller)).toEqual({
      states: [QUIET, RINGING, TALKING, QUIET],
      writes: ['set Busy/InACall', 'clear'],
      told: [],
    });
  });

  test('the connector is killed, and the call ends before it is back: it then ends here too', async () => {
    const { site, caller } = await talking();
    await site.connector.kill();
    await caller.hangUp();
    await site.connector.start();
    await site.console.until('alice', QUIET);
    await site.untilSettled();
    expect(seenAndWritten(site)).toEqual({
      states: [QUIET, RINGING, TALKING, QUIET],
      writes: ['set Busy/InACall', 'clear'],
      told: [],
    });
  });

  test('the connector is killed and stays away: stale after the lease, undone when that is long past', async () => {
    const { site } = await talking({ lease: { lease: '2s', renew: '500ms', withdrawAfter: '3s' } });
    await site.connector.kill();
    await site.console.until('alice', STALE);
    // The lamp stays lit, and says how old it is.
    expect(site.console.presenceOf('alice')).toMatchObject({ tone: 'busy', labelId: 'call-talking' });
    // Nothing new rests on what is stale, and what stands is left.
    expect(site.writesOf('alice')).toEqual(['set Busy/InACall']);
    await site.console.until('alice', WITHOUT_LINE);
    await site.untilSettled();
    expect(seenAndWritten(site)).toEqual({
      states: [QUIET, RINGING, TALKING, STALE, WITHOUT_LINE],
      writes: ['set Busy/InACall', 'clear'],
      told: [],
    });
  });

  test('the gateway is killed and started again: pending until the connector is heard, and set again', async () => {
    const { site, caller } = await talking();
    // Otherwise the connector may be back before the console is.
    site.connector.pause();
    const live = site.console.connection.next('the console to be back', (state) => state === 'live');
    await site.gateway.kill();
    await site.gateway.start();
    await live;
    await site.console.until('alice', PENDING);
    await site.untilSettled();
    // Whatever may stand in Teams is not undone for lack of a claim.
    expect(site.writesOf('alice')).toEqual(['set Busy/InACall']);
    site.connector.resume();
    await site.console.until('alice', TALKING);
    await site.writes('alice').until('the call to be set again', (writes) => writes.length === 2);
    await site.untilSettled();
    expect(await hungUp(site, caller)).toEqual({
      states: [QUIET, RINGING, TALKING, PENDING, TALKING, QUIET],
      writes: ['set Busy/InACall', 'set Busy/InACall', 'clear'],
      told: [],
    });
  });

  test('the gateway is told to stop and started again: likewise', async () => {
    const { site, caller } = await talking();
    const live = site.console.connection.next('the console to be back', (state) => state === 'live');
    const active = site.gateway.lines.next('the connector to be back', isActive);
    expect(await site.gateway.stop()).toBe(0);
    await site.gateway.start();
    await Promise.all([live, active]);
    await site.console.until('alice', TALKING);
    await site.writes('alice').until('the call to be set again', (writes) => writes.length === 2);
    const { states, ...rest } = await hungUp(site, caller);
    // Whether the console or the connector is back first is chance.
    expect([
      [QUIET, RINGING, TALKING, QUIET],
      [QUIET, RINGING, TALKING, PENDING, TALKING, QUIET],
    ]).toContainEqual(states);
    expect(rest).toEqual({ writes: ['set Busy/InACall', 'set Busy/InACall', 'clear'], told: [] });
  });

  test('in Teams, the gateway is killed and started again: "talking" is not taken back at the PBX', async () => {
    const site = await startSite();
    site.act('alice', { do: 'join a call' });
    await site.console.until('alice', IN_TEAMS_CALL);
    await site.untilTalkingAt('alice', 'talking');
    const before = site.writesOf('alice').length;
    await site.gateway.kill();
    const active = site.gateway.lines.next('the connector to be back', isActive);
    await site.gateway.start();
    await active;
    await site.writes('alice').until('it to be found out whose call it is', (writes) => writes.length > before);
    await site.console.until('alice', IN_TEAMS_CALL);
    await site.untilSettled();
    // The new process names it again, which changes nothing.
    await site.untilTalkingAt('alice', 'talking', 'talking');
    site.act('alice', { do: 'leave the call' });
    await site.console.until('alice', QUIET);
    await site.untilTalkingAt('alice', 'talking', 'talking', 'over');
    // Soon after a start it may be found out twice: a write of the process before may have landed in between.
    const since = site.writesOf('alice').slice(before);
    expect([['clear refused 404'], ['clear refused 404', 'clear refused 404']]).toContainEqual(since);
    expect(new Set(site.writesOf('alice').slice(0, before))).toEqual(
      new Set(before === 0 ? [] : ['clear refused 404']),
    );
  });
});
