import { describe, expect, test } from 'vitest';
import { placeCall, startPhone } from '../kamailio/sipp.ts';
import { siteOfTest } from './opened-site.ts';
import { CAN_RUN_SITES, QUIET, RINGING, type Site, TALKING } from './site.ts';

const startSite = siteOfTest();

const IN_TEAMS_CALL = 'Busy/InACall line idle fresh';
const PRESENTING = 'DoNotDisturb/Presenting line idle fresh';
const DO_NOT_DISTURB = 'DoNotDisturb/DoNotDisturb line idle fresh';
/**
 * For five minutes after a start a call that shows may be a session that the process before left. So the first one is
 * cleared to find out, and 404 says that it was never ours: nothing was changed.
 */
const FOUND_OUT = 'clear refused 404';
const FOREIGN_APPLICATION = '20000000-0000-4000-8000-00000000000f';

/** Everything about Alice once nothing follows. */
async function settled(site: Site) {
  await site.untilSettled();
  return { states: site.console.statesOf('alice'), writes: site.writesOf('alice'), told: site.talkingAt('alice') };
}

describe.skipIf(!CAN_RUN_SITES)('what a person does in Teams, as the console and the PBX are told', () => {
  test('a call: shown, and "talking" reaches the connector once and is taken back once', async () => {
    const site = await startSite();
    site.act('alice', { do: 'join a call' });
    await site.console.until('alice', IN_TEAMS_CALL);
    await site.untilTalkingAt('alice', 'talking');
    await site.untilSettled();
    site.act('alice', { do: 'leave the call' });
    await site.console.until('alice', QUIET);
    await site.untilTalkingAt('alice', 'talking', 'over');
    expect(await settled(site)).toEqual({
      states: [QUIET, IN_TEAMS_CALL, QUIET],
      writes: [FOUND_OUT],
      told: ['talking', 'over'],
    });
    expect(site.talkingAt('bob')).toEqual([]);
  });

  test('presenting in a call: still talking, told once', async () => {
    const site = await startSite();
    site.act('alice', { do: 'join a call' });
    await site.console.until('alice', IN_TEAMS_CALL);
    site.act('alice', { do: 'start presenting' });
    await site.console.until('alice', PRESENTING);
    site.act('alice', { do: 'stop presenting' });
    await site.console.until('alice', IN_TEAMS_CALL);
    site.act('alice', { do: 'leave the call' });
    await site.console.until('alice', QUIET);
    expect(await settled(site)).toEqual({
      states: [QUIET, IN_TEAMS_CALL, PRESENTING, IN_TEAMS_CALL, QUIET],
      writes: [FOUND_OUT],
      told: ['talking', 'over'],
    });
  });

  test('do not disturb by hand: shown, not talking, and a call at the line neither hides it nor is written', async () => {
    const site = await startSite();
    site.act('alice', { do: 'choose do not disturb' });
    await site.console.until('alice', DO_NOT_DISTURB);
    site.keep(await startPhone(site.pbx, 'alice', { kind: 'answer' }));
    await site.keep(await placeCall(site.pbx, 'outside', 'alice', { kind: 'call' })).finished;
    await site.console.untilAll('alice', [QUIET, DO_NOT_DISTURB, RINGING, TALKING, DO_NOT_DISTURB]);
    site.act('alice', { do: 'reset status' });
    await site.console.until('alice', QUIET);
    expect(await settled(site)).toEqual({
      states: [
        QUIET,
        DO_NOT_DISTURB,
        'DoNotDisturb/DoNotDisturb line ringing fresh',
        'DoNotDisturb/DoNotDisturb line talking fresh',
        DO_NOT_DISTURB,
        QUIET,
      ],
      writes: [],
      told: [],
    });
  });

  test('a Teams call joined during a call at the line: not to be known until the hang-up, then found', async () => {
    const site = await startSite();
    site.keep(await startPhone(site.pbx, 'alice', { kind: 'answer' }));
    const caller = site.keep(await placeCall(site.pbx, 'outside', 'alice', { kind: 'until-told' }));
    await site.console.until('alice', TALKING);
    await site.writes('alice').until('the call to be written', (writes) => writes.length === 1);
    site.act('alice', { do: 'join a call' });
    await site.untilSettled();
    // Under our own write it looks like our echo.
    expect(site.talkingAt('alice')).toEqual([]);
    await caller.hangUp();
    await site.writes('alice').until('our session to be cleared', (writes) => writes.length === 2);
    await site.console.until('alice', IN_TEAMS_CALL);
    await site.untilTalkingAt('alice', 'talking');
    site.act('alice', { do: 'leave the call' });
    await site.console.until('alice', QUIET);
    await site.untilTalkingAt('alice', 'talking', 'over');
    expect(await settled(site)).toEqual({
      states: [QUIET, RINGING, TALKING, QUIET, IN_TEAMS_CALL, QUIET],
      writes: ['set Busy/InACall', 'clear'],
      told: ['talking', 'over'],
    });
  });

  test('a call at the line during a Teams call: nothing is written over the call that is known', async () => {
    const site = await startSite();
    site.act('alice', { do: 'join a call' });
    await site.console.until('alice', IN_TEAMS_CALL);
    site.keep(await startPhone(site.pbx, 'alice', { kind: 'answer' }));
    const caller = site.keep(await placeCall(site.pbx, 'outside', 'alice', { kind: 'until-told' }));
    await site.console.until('alice', TALKING);
    await site.untilSettled();
    expect(site.writesOf('alice')).toEqual([FOUND_OUT]);
    // The Teams call ends first: the line still talks, so it is written now.
    site.act('alice', { do: 'leave the call' });
    await site.writes('alice').until('the call at the line to be written', (writes) => writes.length === 2);
    await site.untilSettled();
    await caller.hangUp();
    await site.console.until('alice', QUIET);
    expect(await settled(site)).toEqual({
      states: [QUIET, IN_TEAMS_CALL, 'Busy/InACall line ringing fresh', TALKING, QUIET],
      writes: [FOUND_OUT, 'set Busy/InACall', 'clear'],
      told: ['talking', 'over'],
    });
  });

  test('another application that writes Busy/InACall: shown as a call, and never written over', async () => {
    const site = await startSite();
    site.act('alice', {
      do: 'set application session',
      sessionId: FOREIGN_APPLICATION,
      availability: 'Busy',
      activity: 'InACall',
    });
    await site.console.until('alice', IN_TEAMS_CALL);
    await site.untilTalkingAt('alice', 'talking');
    site.keep(await startPhone(site.pbx, 'alice', { kind: 'answer' }));
    await site.keep(await placeCall(site.pbx, 'outside', 'alice', { kind: 'call' })).finished;
    await site.console.untilAll('alice', [QUIET, IN_TEAMS_CALL, RINGING, TALKING, IN_TEAMS_CALL]);
    site.act('alice', { do: 'clear application session', sessionId: FOREIGN_APPLICATION });
    await site.console.until('alice', QUIET);
    // While the line is in a call itself it need not be told.
    await site.untilTalkingAt('alice', 'talking', 'over', 'talking', 'over');
    expect(await settled(site)).toEqual({
      states: [QUIET, IN_TEAMS_CALL, 'Busy/InACall line ringing fresh', TALKING, IN_TEAMS_CALL, QUIET],
      writes: [FOUND_OUT],
      told: ['talking', 'over', 'talking', 'over'],
    });
  });

  test('another application takes over during a call at the line: found after the hang-up', async () => {
    const site = await startSite();
    site.keep(await startPhone(site.pbx, 'alice', { kind: 'answer' }));
    const caller = site.keep(await placeCall(site.pbx, 'outside', 'alice', { kind: 'until-told' }));
    await site.console.until('alice', TALKING);
    await site.writes('alice').until('the call to be written', (writes) => writes.length === 1);
    site.act('alice', {
      do: 'set application session',
      sessionId: FOREIGN_APPLICATION,
      availability: 'Busy',
      activity: 'InACall',
    });
    await site.untilSettled();
    await caller.hangUp();
    await site.console.until('alice', IN_TEAMS_CALL);
    site.act('alice', { do: 'clear application session', sessionId: FOREIGN_APPLICATION });
    await site.console.untilAll('alice', [QUIET, RINGING, TALKING, QUIET, IN_TEAMS_CALL, QUIET]);
    const { states, writes } = await settled(site);
    expect({ states, writes }).toEqual({
      states: [QUIET, RINGING, TALKING, QUIET, IN_TEAMS_CALL, QUIET],
      writes: ['set Busy/InACall', 'clear'],
    });
  });
});
