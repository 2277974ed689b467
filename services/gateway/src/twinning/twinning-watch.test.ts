import { type Claim, type PersonId, personId, SILENT_CLAIM, systemId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import { lineClaim, teamsClaim } from '../../../../test/fakes/line-claims.ts';
import { ReportingSource } from '../../../../test/fakes/reporting-source.ts';
import { tenantSetup } from '../../../../test/fakes/tenant-setup.ts';
import { createTenantCore } from '../tenant/create-tenant-core.ts';
import { seenCalls } from './seen-calls.ts';
import type { TelephonyProposal } from './twinning-watch.ts';

function opened() {
  const setup = tenantSetup();
  const proposals: TelephonyProposal[] = [];
  const settings = { propose: true, calls: 3, toleranceSeconds: 10 };
  const core = createTenantCore({
    ...setup,
    twinning: { settings: () => settings, propose: (proposal) => proposals.push(proposal) },
  });
  const pbx = new ReportingSource(core.reports, { system: 'pbx' }).hello();
  const entra = new ReportingSource(core.reports, { system: 'entra', technology: 'MSTEAMS' }).hello();
  const line = (state: 'idle' | 'talking') => pbx.claims({ 201: lineClaim(state) });
  const teams = (activity: string, more: Partial<Claim> = {}) =>
    entra.claims({ 'anna-oid': { ...teamsClaim(activity === 'InACall' ? 'Busy' : 'Available', activity), ...more } });
  line('idle').complete();
  teams('Available').complete();
  /** One call of a minute: Teams shows it first and a second longer. */
  const twinCall = async (more: Partial<Claim> = {}) => {
    await setup.clock.advanceAsync(20_000);
    teams('InACall', more);
    await setup.clock.advanceAsync(1_000);
    line('talking');
    await setup.clock.advanceAsync(60_000);
    line('idle');
    await setup.clock.advanceAsync(1_000);
    teams('Available');
    await setup.settle();
  };
  return { ...setup, core, proposals, settings, line, teams, twinCall };
}

describe('a proposal', () => {
  test('is made once, after the third call that both see', async () => {
    const { proposals, twinCall, people } = opened();
    await twinCall();
    await twinCall();
    expect(proposals).toEqual([]);
    for (let times = 0; times < 12; times += 1) {
      await twinCall();
    }
    expect(proposals).toEqual([
      {
        personId: people.anna,
        telephony: 'twinned',
        reason:
          '3 calls at a line and as many in Teams began and ended within 10 s of each other, and none without the other',
      },
    ]);
  });

  test('waits after a call of the line alone until that is among the latest no more', async () => {
    const { proposals, twinCall, line, clock } = opened();
    await twinCall();
    await twinCall();
    line('talking');
    await clock.advanceAsync(10_000);
    line('idle');
    await clock.advanceAsync(20_000);
    await twinCall();
    expect(proposals).toEqual([]);
    for (let times = 0; times < 4; times += 1) {
      await twinCall();
    }
    expect(proposals).toHaveLength(1);
  });

  test.each<[string, Partial<Claim>]>([
    ['our own write', { masked: true }],
    ['only inferred', { flags: ['inferred-call'] }],
  ])('rests on no call that is %s', async (_name, more) => {
    const { proposals, twinCall } = opened();
    for (let times = 0; times < 6; times += 1) {
      await twinCall(more);
    }
    expect(proposals).toEqual([]);
  });

  test('is made for nobody who is paused, twinned already, or where settings say no', async () => {
    for (const change of ['pause', 'telephony', 'settings'] as const) {
      const { proposals, twinCall, directory, settings } = opened();
      const subjects = ['pbx/201', 'entra/anna-oid'];
      if (change === 'pause') {
        directory.put('anna', subjects, { pause: { until: null } });
      } else if (change === 'telephony') {
        directory.put('anna', subjects, { telephony: 'twinned' });
      } else {
        settings.propose = false;
      }
      for (let times = 0; times < 4; times += 1) {
        await twinCall();
      }
      expect(proposals).toEqual([]);
    }
  });
});

describe('what is seen of calls', () => {
  const bound = (technology: string, claim: Partial<Claim> | null, more = {}) => ({
    systemId: systemId('s'),
    address: '1',
    technology,
    lineKind: technology === 'MSTEAMS' ? null : ('desk' as const),
    role: 'owner' as const,
    primary: false,
    freshness: claim === null ? ('pending' as const) : ('fresh' as const),
    claim: claim === null ? null : { ...SILENT_CLAIM, ...claim },
    staleSince: null,
    ...more,
  });
  const free = bound('MSTEAMS', { ...teamsClaim('Available', 'Available'), since: 7 });
  const idle = bound('PBX', lineClaim('idle', { since: 5 }));

  test.each([
    ['a call on hold is one', [bound('PBX', lineClaim('held', { since: 3 })), idle, free], { kind: 'live', since: 3 }],
    [
      'the call that has lasted longest',
      [bound('PBX', lineClaim('talking', { since: 3 })), bound('PBX', lineClaim('talking', { since: 2 }))],
      { kind: 'live', since: 2 },
    ],
    ['a ringing line is in no call', [bound('PBX', lineClaim('ringing', { since: 4 }))], { kind: 'idle', since: 4 }],
    ['a line that is not heard hides one', [idle, bound('PBX', null)], { kind: 'unseen' }],
    ['a stale line hides one', [bound('PBX', lineClaim('idle'), { freshness: 'stale' })], { kind: 'unseen' }],
    ['a line out of sight hides one', [bound('PBX', lineClaim('unknown'))], { kind: 'unseen' }],
    [
      'a shared line is somebody else’s',
      [idle, bound('PBX', lineClaim('talking'), { role: 'shared' })],
      { kind: 'idle', since: 5 },
    ],
    ['no line', [free], { kind: 'unseen' }],
  ])('at lines: %s', (_name, claims, expected) => {
    expect(seenCalls(claims).pbx).toEqual(expected);
  });

  test.each([
    [
      'a conference',
      [bound('MSTEAMS', { ...teamsClaim('Busy', 'InAConferenceCall'), since: 2 })],
      { kind: 'live', since: 2 },
    ],
    [
      'a call while out of office',
      [bound('MSTEAMS', teamsClaim('Busy', 'InACall + OOF'))],
      { kind: 'live', since: null },
    ],
    ['a meeting is no call', [bound('MSTEAMS', teamsClaim('Busy', 'InAMeeting'))], { kind: 'idle', since: null }],
    ['unknown', [bound('MSTEAMS', teamsClaim('PresenceUnknown', 'PresenceUnknown'))], { kind: 'unseen' }],
    ['nobody there', [idle], { kind: 'unseen' }],
  ])('in Teams: %s', (_name, claims, expected) => {
    expect(seenCalls(claims).teams).toEqual(expected);
  });
});

test('nothing is remembered of who has left', async () => {
  const { proposals, twinCall, directory, people } = opened();
  await twinCall();
  await twinCall();
  const leaver: PersonId = people.anna;
  directory.remove(leaver);
  directory.put('anna', ['pbx/201', 'entra/anna-oid']);
  await twinCall();
  await twinCall();
  expect(proposals).toEqual([]);
  expect(personId('anna')).toBe(leaver);
});
