/** Input that must not be taken: each gets its specific answer, and nobody else's presence is touched. */
import { type LoggedPresence, type Problem, systemId, tenantId } from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { lineClaim } from '../../../../test/fakes/line-claims.ts';
import { ReportingSource } from '../../../../test/fakes/reporting-source.ts';
import { tenantSetup } from '../../../../test/fakes/tenant-setup.ts';
import { createTenantCore } from './create-tenant-core.ts';

async function openTenant() {
  const setup = tenantSetup();
  const core = createTenantCore(setup);
  const pbx = (source = 'one', instance = 'first') =>
    new ReportingSource(core.reports, { system: 'pbx', source, instance });
  const branch = new ReportingSource(core.reports, { system: 'branch' });
  branch
    .hello()
    .claims({ 201: lineClaim('talking') })
    .complete();
  const active = pbx().hello();
  active.claims({ 201: lineClaim('idle'), 202: lineClaim('talking') }).complete();
  await setup.settle();
  const appended: LoggedPresence[] = [];
  core.presenceLog.listen((entry) => appended.push(entry));
  return { ...setup, core, pbx, active, appended };
}

describe('a claim of another lease', () => {
  it('from a source that was superseded is refused', async () => {
    const { pbx, active, appended, settle } = await openTenant();
    pbx('two').hello({ takeOver: true });
    active.claims({ 202: lineClaim('idle') });
    await settle();
    expect(active.refusals).toEqual(['202: lease_superseded']);
    expect(appended).toEqual([]);
  });

  it('from a source that stands by is refused', async () => {
    const { pbx, appended, settle } = await openTenant();
    const standby = pbx('two')
      .hello()
      .claims({ 202: lineClaim('idle') });
    await settle();
    expect(standby.refusals).toEqual(['202: not_active']);
    expect(standby.ended).toBeUndefined();
    expect(appended).toEqual([]);
  });

  it("a hello that names another source's lease ends the stream", async () => {
    const { pbx, active, appended, settle } = await openTenant();
    const thief = pbx('two').hello({ previousLease: active.lease, takeOver: true });
    await settle();
    expect(thief.ended?.reason).toBe('lease_foreign');
    expect(active.claims({ 201: lineClaim('idle') }).refusals).toEqual([]);
    expect(appended).toEqual([]);
  });

  it('under a sequence that has been taken is refused', async () => {
    const { active, appended, settle } = await openTenant();
    active.claimsAt(1, { 202: lineClaim('idle') });
    await settle();
    expect(active.refusals).toEqual(['202: claim_out_of_order']);
    expect(appended).toEqual([]);
  });
});

describe('a claim of another tenant', () => {
  it('a key of another tenant ends the stream, whatever it says', async () => {
    const { core, appended, settle } = await openTenant();
    const principal = { tenantId: tenantId('evil-corp') };
    const foreign = new ReportingSource(core.reports, { system: 'pbx', source: 'two', principal });
    foreign.hello({ takeOver: true }).claims({ 202: lineClaim('idle') });
    // Not before the transport holds its end of the stream.
    expect(foreign.ended).toBeUndefined();
    await settle();
    expect(foreign.ended?.reason).toBe('foreign_tenant');
    expect(foreign.messages).toEqual([]);
    expect(appended).toEqual([]);
  });

  it('a key of another system ends the stream', async () => {
    const { core, appended, settle } = await openTenant();
    const principal = { systemIds: [systemId('branch')] };
    const foreign = new ReportingSource(core.reports, { system: 'pbx', source: 'two', principal }).hello({
      takeOver: true,
    });
    await settle();
    expect(foreign.ended).toMatchObject({ reason: 'not_a_source', code: 7, details: { system: 'pbx' } });
    expect(appended).toEqual([]);
  });

  it('an address of another system is another subject', async () => {
    const { core, active, people, appended, settle } = await openTenant();
    active.claims({ 201: lineClaim('ringing') });
    await settle();
    expect(appended.map(({ personId }) => personId)).toEqual([people.anna]);
    expect(core.presenceLog.read(people.carla)?.presence.lines[0]?.call.state).toBe('talking');
  });
});

describe('a claim after its lease', () => {
  it('is refused; the source is welcomed anew and has to send a snapshot', async () => {
    const { active, clock, core, people, appended, settle } = await openTenant();
    const lease = active.lease;
    await clock.advanceAsync(90_000);
    appended.length = 0;
    active.claims({ 202: lineClaim('idle') });
    await settle();
    expect(active.refusals).toEqual(['202: lease_lapsed']);
    expect(active.lease).not.toBe(lease);
    expect(appended).toEqual([]);
    active.claims({ 202: lineClaim('idle') });
    await settle();
    expect(core.presenceLog.read(people.bert)?.presence.lines[0]).toMatchObject({
      freshness: 'fresh',
      call: { state: 'idle' },
    });
  });

  it('where another has become active in between it stays refused', async () => {
    const { pbx, active, clock, settle } = await openTenant();
    const standby = pbx('two').hello();
    await clock.advanceAsync(60_000);
    standby.heartbeat();
    await clock.advanceAsync(30_000);
    active.claims({ 202: lineClaim('idle') });
    await settle();
    expect(active.refusals).toEqual(['202: lease_superseded']);
    expect(active.last('superseded')?.bySourceId).toBe('two');
  });
});

describe('a hello that cannot be', () => {
  async function ended(
    hello: Parameters<ReportingSource['hello']>[0],
    system = 'pbx',
  ): Promise<Problem | null | undefined> {
    const { core, settle, appended } = await openTenant();
    const source = new ReportingSource(core.reports, { system, source: 'two' }).hello(hello);
    await settle();
    expect(appended).toEqual([]);
    return source.ended;
  }

  it('of an unknown system', async () => {
    expect(await ended({}, 'atlantis')).toMatchObject({ reason: 'system_unknown', code: 5 });
  });

  it("of the console's own system", async () => {
    expect(await ended({}, 'console')).toMatchObject({ reason: 'system_unknown' });
  });

  it('of another technology', async () => {
    expect(await ended({ technology: 'MSTEAMS' })).toMatchObject({ reason: 'technology_mismatch', code: 9 });
  });
});

it('too many sources that stand by: the next is refused, the others stay', async () => {
  const { pbx } = await openTenant();
  const standbys = Array.from({ length: 17 }, (_, index) => pbx(`standby-${index}`).hello());
  expect(standbys.filter(({ ended }) => ended === undefined)).toHaveLength(16);
  expect(standbys[16]?.ended?.reason).toBe('too_many_streams');
});

it('what comes after the end of a stream is not heard', async () => {
  const { active, appended, settle } = await openTenant();
  active
    .leaving(true)
    .claims({ 202: lineClaim('idle') })
    .heartbeat();
  active.lose();
  await settle();
  expect(active.refusals).toEqual([]);
  expect(appended).toEqual([]);
});

it('nothing is said to a stream that is gone', async () => {
  const { active, settle } = await openTenant();
  const heard = active.messages.length;
  active.claims({ 202: lineClaim('talking') }).lose();
  await settle();
  expect(active.messages).toHaveLength(heard);
});
