/** The table of "Reporting", row by row, on the whole core with the default profile: what a console would be shown. */
import type { Presence } from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { lineClaim, teamsClaim } from '../../../../test/fakes/line-claims.ts';
import { ReportingSource } from '../../../../test/fakes/reporting-source.ts';
import { tenantSetup } from '../../../../test/fakes/tenant-setup.ts';
import { createTenantCore } from './create-tenant-core.ts';

function openTenant() {
  const setup = tenantSetup();
  const core = createTenantCore(setup);
  const { anna, bert } = setup.people;
  const pbx = (source = 'one', instance = 'first') =>
    new ReportingSource(core.reports, { system: 'pbx', source, instance });
  const entra = () => new ReportingSource(core.reports, { system: 'entra', technology: 'MSTEAMS' });
  const shown = (name: 'anna' | 'bert'): Presence => {
    const presence = core.presenceLog.read(setup.people[name])?.presence;
    expect(presence, `${name} has a presence`).toBeDefined();
    return presence ?? expect.unreachable();
  };
  const line = (name: 'anna' | 'bert') => shown(name).lines[0];
  return { ...setup, core, anna, bert, pbx, entra, shown, line };
}

/** Keeps the sources alive while time passes. */
async function pass(
  ms: number,
  clock: { advanceAsync(ms: number): Promise<void> },
  ...alive: ReportingSource[]
): Promise<void> {
  for (let left = ms; left > 0; left -= 30_000) {
    for (const source of alive) {
      source.heartbeat();
    }
    await clock.advanceAsync(Math.min(left, 30_000));
  }
}

describe('stream lost within the lease', () => {
  it('changes nothing', async () => {
    const { pbx, clock, settle, shown } = openTenant();
    const source = pbx()
      .hello()
      .claims({ 201: lineClaim('talking'), 202: lineClaim('ringing') })
      .complete();
    await settle();
    const before = [shown('anna').lines, shown('bert')];
    source.lose();
    await clock.advanceAsync(89_999);
    expect([shown('anna').lines, shown('bert')]).toEqual(before);
    expect(before[1]).toMatchObject({ freshness: 'fresh', lines: [{ call: { state: 'ringing' } }] });
  });

  it('and the same source continues it as if nothing had been', async () => {
    const { pbx, clock, settle, core, bert } = openTenant();
    const source = pbx()
      .hello()
      .claims({ 201: lineClaim('talking'), 202: lineClaim('ringing') })
      .complete();
    await settle();
    source.lose();
    await clock.advanceAsync(60_000);
    const revision = core.presenceLog.read(bert)?.revision;
    const again = pbx().hello({ previousLease: source.lease });
    await pass(120_000, clock, again);
    expect(core.presenceLog.read(bert)?.revision).toBe(revision);
  });
});

describe('lease lapses', () => {
  it('leaves a live call standing, marked, and makes ringing unknown at once', async () => {
    const { pbx, clock, settle, line } = openTenant();
    pbx()
      .hello()
      .claims({ 201: lineClaim('talking'), 202: lineClaim('ringing') })
      .complete()
      .lose();
    await settle();
    const lapsedAt = clock.now() + 90_000;
    await clock.advanceAsync(90_000);
    expect(line('anna')).toMatchObject({ freshness: 'stale', staleSince: lapsedAt, call: { state: 'talking' } });
    expect(line('bert')).toMatchObject({ freshness: 'stale', staleSince: lapsedAt, call: { state: 'unknown' } });
  });

  it('counts from the last thing that was heard', async () => {
    const { pbx, clock, settle, line } = openTenant();
    const source = pbx()
      .hello()
      .claims({ 202: lineClaim('talking') })
      .complete();
    await settle();
    await clock.advanceAsync(60_000);
    source.heartbeat();
    await clock.advanceAsync(89_999);
    expect(line('bert')?.freshness).toBe('fresh');
    await clock.advanceAsync(1);
    expect(line('bert')?.freshness).toBe('stale');
  });

  it.each(['connected', 'lost', 'leaving'] as const)('is logged with how it was connected: %s', async (connection) => {
    const { pbx, clock, logger } = openTenant();
    const source = pbx().hello();
    if (connection === 'lost') {
      source.lose();
    } else if (connection === 'leaving') {
      source.leaving(true);
    }
    await clock.advanceAsync(90_000);
    const line = logger.lines.find(({ message }) => message === 'lease lapsed');
    expect(line?.fields).toEqual({ system: 'pbx', source: 'one', connection, claims: 0 });
  });

  it('rests no new effect on what is stale, and leaves the session that stands alone', async () => {
    const { pbx, entra, clock, settle } = openTenant();
    const teams = entra().hello({ capabilities: { callStates: [], effects: ['session'], features: [] } });
    const phones = pbx()
      .hello()
      .claims({ 201: lineClaim('idle'), 202: lineClaim('idle') })
      .complete();
    teams.claims({ 'anna-oid': teamsClaim('Available', 'Available') }).complete();
    await settle();
    expect(teams.effects.size).toBe(0);
    phones.claims({ 201: lineClaim('talking') });
    await settle();
    expect(teams.effects.get('anna-oid')?.desired).toEqual({
      kind: 'session',
      availability: 'Busy',
      activity: 'InACall',
    });
    phones.lose();
    await pass(90_000, clock, teams);
    expect(teams.effects.get('anna-oid')?.desired).toEqual({ kind: 'leave', reason: 'stale' });
  });
});

describe('five minutes after the lapse', () => {
  it('withdraws the claims, undoes effects, and shows PresenceUnknown where no claim is left', async () => {
    const { pbx, entra, clock, settle, shown } = openTenant();
    const teams = entra().hello();
    teams.claims({ 'anna-oid': teamsClaim('Available', 'Available') }).complete();
    pbx()
      .hello()
      .claims({ 201: lineClaim('talking'), 202: lineClaim('talking') })
      .complete()
      .lose();
    await settle();
    expect(teams.effects.size).toBe(1);
    await pass(389_999, clock, teams);
    expect(shown('bert').freshness).toBe('stale');
    await pass(1, clock, teams);
    expect(shown('bert')).toMatchObject({ availability: 'PresenceUnknown', freshness: 'withdrawn' });
    expect(teams.effects.size).toBe(0);
    expect(shown('anna').availability).toBe('Available');
  });

  it('is configurable', async () => {
    const setup = tenantSetup();
    const core = createTenantCore({ ...setup, settings: { leaseMs: 1_000, withdrawAfterMs: 2_000 } });
    new ReportingSource(core.reports, { system: 'pbx' })
      .hello()
      .claims({ 202: lineClaim('talking') })
      .complete()
      .lose();
    await setup.clock.advanceAsync(2_999);
    expect(core.presenceLog.read(setup.people.bert)?.presence.freshness).toBe('stale');
    await setup.clock.advanceAsync(1);
    expect(core.presenceLog.read(setup.people.bert)?.presence.freshness).toBe('withdrawn');
  });
});

describe('orderly leaving', () => {
  it('with handover keeps everything for the successor, whose snapshot then decides', async () => {
    const { pbx, clock, settle, line, shown } = openTenant();
    const first = pbx()
      .hello()
      .claims({ 201: lineClaim('talking'), 202: lineClaim('talking') })
      .complete();
    first.leaving(true);
    await clock.advanceAsync(60_000);
    expect(line('bert')).toMatchObject({ freshness: 'fresh', call: { state: 'talking' } });
    const second = pbx('two').hello();
    second.claims({ 201: lineClaim('held') });
    await settle();
    expect(line('bert')).toMatchObject({ freshness: 'fresh', call: { state: 'talking' } });
    second.complete();
    await settle();
    expect(line('anna')).toMatchObject({ call: { state: 'held' } });
    expect(shown('bert').freshness).toBe('withdrawn');
  });

  it('with handover, but nobody comes: the lease lapses as any other', async () => {
    const { pbx, clock, line } = openTenant();
    pbx()
      .hello()
      .claims({ 202: lineClaim('talking') })
      .complete()
      .leaving(true);
    await clock.advanceAsync(90_000);
    expect(line('bert')?.freshness).toBe('stale');
  });

  it('without handover withdraws at once', async () => {
    const { pbx, settle, shown } = openTenant();
    const source = pbx()
      .hello()
      .claims({ 202: lineClaim('talking') })
      .complete();
    await settle();
    source.leaving(false);
    await settle();
    expect(shown('bert').freshness).toBe('withdrawn');
    expect(source.ended).toBeNull();
  });

  it('without handover right after the start withdraws what was claimed and leaves the others pending', async () => {
    const { pbx, settle, line, shown } = openTenant();
    pbx()
      .hello()
      .claims({ 202: lineClaim('talking') })
      .leaving(false);
    await settle();
    expect(shown('bert').freshness).toBe('withdrawn');
    expect(line('anna')?.freshness).toBe('pending');
  });
});

describe('the gateway starts', () => {
  it('shows everybody as pending until their system has completed its snapshot', async () => {
    const { pbx, settle, shown, line } = openTenant();
    expect(shown('bert').freshness).toBe('pending');
    const source = pbx()
      .hello()
      .claims({ 201: lineClaim('talking') });
    await settle();
    expect(line('anna')?.freshness).toBe('fresh');
    expect(shown('bert').freshness).toBe('pending');
    source.complete();
    await settle();
    expect(shown('bert').freshness).toBe('withdrawn');
  });

  it('shows what was not heard of within one lease time as withdrawn', async () => {
    const { clock, shown } = openTenant();
    await clock.advanceAsync(89_999);
    expect(shown('bert').freshness).toBe('pending');
    await clock.advanceAsync(1);
    expect(shown('bert')).toMatchObject({ freshness: 'withdrawn', availability: 'PresenceUnknown' });
  });

  it('undoes nothing for lack of claims: effects are left alone until the lines have been heard', async () => {
    const { pbx, entra, settle } = openTenant();
    const teams = entra().hello();
    teams.claims({ 'anna-oid': teamsClaim('Available', 'Available') }).complete();
    await settle();
    expect(teams.all('effects')[0]).toMatchObject({ complete: true });
    expect(teams.effects.get('anna-oid')?.desired).toEqual({ kind: 'leave', reason: 'pending' });
    pbx()
      .hello()
      .claims({ 201: lineClaim('idle'), 202: lineClaim('idle') })
      .complete();
    await settle();
    expect(teams.effects.has('anna-oid')).toBe(false);
  });

  it('gives a source that comes late in that time one lease time for its snapshot', async () => {
    const { pbx, clock, shown } = openTenant();
    await clock.advanceAsync(80_000);
    const source = pbx().hello();
    await pass(89_999, clock, source);
    expect(shown('bert').freshness).toBe('pending');
    await pass(1, clock, source);
    expect(shown('bert').freshness).toBe('withdrawn');
  });
});

describe('a source lives but cannot see', () => {
  it('says so by claims of state unknown, which never outrank a known state', async () => {
    const { pbx, entra, settle, shown } = openTenant();
    const phones = pbx()
      .hello()
      .claims({ 201: lineClaim('idle'), 202: lineClaim('talking') })
      .complete();
    entra()
      .hello()
      .claims({ 'anna-oid': teamsClaim('Busy', 'InAMeeting') })
      .complete();
    await settle();
    phones.health('down', 'pbx_unreachable').claims({ 201: lineClaim('unknown'), 202: lineClaim('unknown') });
    await settle();
    expect(shown('anna')).toMatchObject({ availability: 'Busy', activity: 'InAMeeting' });
    expect(shown('bert')).toMatchObject({ availability: 'PresenceUnknown', lines: [{ call: { state: 'unknown' } }] });
  });

  it('and by its health, for operators', () => {
    const { pbx, core } = openTenant();
    pbx().hello().health('down', 'pbx_unreachable');
    expect(core.sources()).toMatchObject([{ role: 'active', health: { state: 'down', reason: 'pbx_unreachable' } }]);
  });
});

describe('a new lease', () => {
  it('keeps what it has not named until its snapshot is complete, then withdraws it', async () => {
    const { pbx, settle, line, shown } = openTenant();
    pbx('one', 'first')
      .hello()
      .claims({ 201: lineClaim('talking'), 202: lineClaim('talking') })
      .complete();
    const again = pbx('one', 'second')
      .hello()
      .claims({ 201: lineClaim('idle') });
    await settle();
    expect(line('anna')).toMatchObject({ call: { state: 'idle' } });
    expect(line('bert')).toMatchObject({ freshness: 'fresh', call: { state: 'talking' } });
    again.complete();
    await settle();
    expect(shown('bert').freshness).toBe('withdrawn');
  });

  it('after a lapse turns stale into fresh subject by subject', async () => {
    const { pbx, clock, settle, line } = openTenant();
    pbx()
      .hello()
      .claims({ 201: lineClaim('talking'), 202: lineClaim('talking') })
      .complete()
      .lose();
    await clock.advanceAsync(100_000);
    const again = pbx()
      .hello()
      .claims({ 201: lineClaim('talking') });
    await settle();
    expect([line('anna')?.freshness, line('bert')?.freshness]).toEqual(['fresh', 'stale']);
    again.claims({ 202: lineClaim('idle') }).complete();
    await settle();
    expect(line('bert')).toMatchObject({ freshness: 'fresh', call: { state: 'idle' } });
  });

  it('that never completes its snapshot does not keep what it has not named for ever', async () => {
    const { pbx, clock, settle, line, shown } = openTenant();
    pbx('one', 'first')
      .hello()
      .claims({ 201: lineClaim('talking'), 202: lineClaim('talking') })
      .complete();
    const again = pbx('one', 'second')
      .hello()
      .claims({ 201: lineClaim('talking') });
    await settle();
    await pass(90_000, clock, again);
    expect([line('anna')?.freshness, line('bert')?.freshness]).toEqual(['fresh', 'stale']);
    await pass(300_000, clock, again);
    expect([line('anna')?.freshness, shown('bert').freshness]).toEqual(['fresh', 'withdrawn']);
  });
});
