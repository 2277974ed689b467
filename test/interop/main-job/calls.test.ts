import { describe, expect, test } from 'vitest';
import {
  type CallerBehaviour,
  type PhoneBehaviour,
  placeCall,
  placeTransferredCall,
  startPhone,
} from '../kamailio/sipp.ts';
import { siteOfTest } from './opened-site.ts';
import { CAN_RUN_SITES, DIALLING, type PersonName, QUIET, RINGING, type Site, TALKING } from './site.ts';

const startSite = siteOfTest();

const CALL = [QUIET, RINGING, TALKING, QUIET];
const SET_ONCE_CLEARED_ONCE = ['set Busy/InACall', 'clear'];

/** Resolves when these states were seen and nothing follows; then everything that was seen and written is that. */
async function expectExactly(
  site: Site,
  person: PersonName,
  expected: { readonly states: readonly string[]; readonly writes: readonly string[] },
): Promise<void> {
  await site.console.untilAll(person, expected.states);
  await site.untilSettled();
  expect({ states: site.console.statesOf(person), writes: site.writesOf(person) }).toEqual(expected);
  // Our own write is never taken for a Teams call.
  expect(site.talkingAt(person)).toEqual([]);
}

/** A caller from outside reaches Alice. */
async function callAlice(site: Site, phone: PhoneBehaviour, caller: CallerBehaviour): Promise<void> {
  site.keep(await startPhone(site.pbx, 'alice', phone));
  await site.keep(await placeCall(site.pbx, 'outside', 'alice', caller)).finished;
}

describe.skipIf(!CAN_RUN_SITES)('a call at a real PBX, from the phone to the console and to Teams', () => {
  test('rings, talks, and is hung up by the caller (UDP)', async () => {
    const site = await startSite({ transport: 'udp' });
    await callAlice(site, { kind: 'answer' }, { kind: 'call' });
    await expectExactly(site, 'alice', { states: CALL, writes: SET_ONCE_CLEARED_ONCE });
    await expectExactly(site, 'bob', { states: [QUIET], writes: [] });
  });

  test('rings, talks, and is hung up by the caller (TCP)', async () => {
    const site = await startSite({ transport: 'tcp' });
    site.keep(await startPhone(site.pbx, 'alice', { kind: 'answer' }));
    await site.keep(await placeCall(site.pbx, 'outside', 'alice', { kind: 'call' }, 'tcp')).finished;
    await expectExactly(site, 'alice', { states: CALL, writes: SET_ONCE_CLEARED_ONCE });
  });

  test('is hung up by the one who was called, at a PBX that asks for a password', async () => {
    const site = await startSite({ auth: true });
    await callAlice(site, { kind: 'hangs-up' }, { kind: 'called-off' });
    await expectExactly(site, 'alice', { states: CALL, writes: SET_ONCE_CLEARED_ONCE });
  });

  test('between two people of the PBX: one dials, the other rings, both talk', async () => {
    const site = await startSite();
    site.keep(await startPhone(site.pbx, 'alice', { kind: 'answer' }));
    await site.keep(await placeCall(site.pbx, 'bob', 'alice', { kind: 'call' })).finished;
    await expectExactly(site, 'bob', { states: [QUIET, DIALLING, TALKING, QUIET], writes: SET_ONCE_CLEARED_ONCE });
    await expectExactly(site, 'alice', { states: CALL, writes: SET_ONCE_CLEARED_ONCE });
  });

  test('at a PBX that publishes callers as confirmed: the caller dials and is never said to talk', async () => {
    const site = await startSite({ callerConfirmed: true });
    site.keep(await startPhone(site.pbx, 'alice', { kind: 'answer' }));
    await site.keep(await placeCall(site.pbx, 'bob', 'alice', { kind: 'call' })).finished;
    await expectExactly(site, 'bob', { states: [QUIET, DIALLING, QUIET], writes: [] });
    await expectExactly(site, 'alice', { states: CALL, writes: SET_ONCE_CLEARED_ONCE });
  });

  test('with a second one waiting: talking goes on and both are counted', async () => {
    const site = await startSite();
    site.keep(await startPhone(site.pbx, 'alice', { kind: 'call-waiting' }, 2));
    const first = site.keep(await placeCall(site.pbx, 'outside', 'alice', { kind: 'until-told' }));
    await site.console.until('alice', TALKING);
    await site.keep(await placeCall(site.pbx, 'another', 'alice', { kind: 'cancel' })).finished;
    await site.console.untilAll('alice', [QUIET, RINGING, TALKING, 'two', TALKING]);
    await first.hangUp();
    await expectExactly(site, 'alice', {
      states: [QUIET, RINGING, TALKING, 'Busy/InACall line talking x2 fresh', TALKING, QUIET],
      writes: SET_ONCE_CLEARED_ONCE,
    });
  });

  test('that is refused writes nothing', async () => {
    const site = await startSite();
    await callAlice(site, { kind: 'refuse' }, { kind: 'refused' });
    await expectExactly(site, 'alice', { states: [QUIET, RINGING, QUIET], writes: [] });
  });

  test('that is cancelled writes nothing', async () => {
    const site = await startSite();
    await callAlice(site, { kind: 'cancelled' }, { kind: 'cancel' });
    await expectExactly(site, 'alice', { states: [QUIET, RINGING, QUIET], writes: [] });
  });

  test('that is transferred blindly: the one who transfers is free, the target rings and talks', async () => {
    const site = await startSite();
    site.keep(await startPhone(site.pbx, 'alice', { kind: 'transfer', to: 'bob' }));
    site.keep(await startPhone(site.pbx, 'bob', { kind: 'answer' }));
    const caller = await placeTransferredCall(site.pbx, 'carol', 'alice', 'bob', { kind: 'call' });
    await site.keep(caller).finished;
    await expectExactly(site, 'alice', { states: CALL, writes: SET_ONCE_CLEARED_ONCE });
    await expectExactly(site, 'bob', { states: CALL, writes: SET_ONCE_CLEARED_ONCE });
    await expectExactly(site, 'carol', {
      states: [QUIET, DIALLING, TALKING, QUIET, DIALLING, TALKING, QUIET],
      writes: [],
    });
  });
});
