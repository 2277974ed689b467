/** The promises of proto/presence/v1/source.proto, a test each, on the whole core without sockets. */
import { leaseId } from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { lineClaim, teamsClaim } from '../../../../test/fakes/line-claims.ts';
import { ReportingSource } from '../../../../test/fakes/reporting-source.ts';
import { tenantSetup } from '../../../../test/fakes/tenant-setup.ts';
import { createTenantCore } from './create-tenant-core.ts';

function openTenant(settings = {}) {
  const setup = tenantSetup();
  const core = createTenantCore({ ...setup, settings });
  const pbx = (source = 'one', instance = 'first') =>
    new ReportingSource(core.reports, { system: 'pbx', source, instance });
  const entra = () => new ReportingSource(core.reports, { system: 'entra', technology: 'MSTEAMS' });
  const presenceOf = (name: keyof typeof setup.people) => core.presenceLog.read(setup.people[name])?.presence;
  return { ...setup, core, pbx, entra, presenceOf };
}

describe('1. the first request is hello, the first response welcome, standby or the end', () => {
  it('welcome for the first source', () => {
    const source = openTenant().pbx().hello();
    expect(source.messages[0]).toEqual({
      kind: 'welcome',
      lease: source.lease,
      leaseMs: 90_000,
      renewMs: 30_000,
      credit: 5_000,
      continued: false,
      maxItemsPerMessage: 500,
    });
  });

  it('standby for the second', () => {
    const { pbx } = openTenant();
    pbx('one').hello();
    expect(pbx('two').hello().messages[0]).toEqual({ kind: 'standby', activeSourceId: 'one' });
  });

  it('the end for what is not hello', () => {
    const source = openTenant().pbx().heartbeat();
    expect(source.messages).toEqual([]);
    expect(source.ended?.reason).toBe('hello_expected');
  });

  it('the end where no hello comes within ten seconds', async () => {
    const { pbx, clock } = openTenant();
    const silent = pbx();
    const spoken = pbx().hello();
    await clock.advanceAsync(10_000);
    expect(silent.ended?.reason).toBe('hello_late');
    expect(spoken.ended).toBeUndefined();
  });

  it('hello exactly once', () => {
    expect(openTenant().pbx().hello().hello().ended?.reason).toBe('protocol_violation');
  });
});

describe('2. active or standing by', () => {
  it('one that stands by gets neither roster nor effects', async () => {
    const { pbx, settle } = openTenant();
    const active = pbx('one').hello();
    const standby = pbx('two').hello();
    await settle();
    expect(active.kinds).toEqual(['welcome', 'roster', 'effects']);
    expect(standby.kinds).toEqual(['standby']);
  });

  it('one that takes over supersedes; who is superseded is told, and stands by', async () => {
    const { pbx, settle } = openTenant();
    const first = pbx('one').hello();
    const second = pbx('two').hello({ takeOver: true });
    await settle();
    expect(first.last('superseded')).toEqual({ kind: 'superseded', bySourceId: 'two' });
    expect(first.ended).toBeUndefined();
    expect(second.kinds[0]).toBe('welcome');
    second.leaving(true);
    expect(first.kinds.filter((kind) => kind === 'welcome')).toHaveLength(2);
  });

  it('a new instance of the active source supersedes the old one at once', () => {
    const { pbx } = openTenant();
    const old = pbx('one', 'first').hello();
    const young = pbx('one', 'second').hello();
    expect(old.last('superseded')).toEqual({ kind: 'superseded', bySourceId: 'one' });
    expect(young.kinds).toEqual(['welcome']);
    expect(young.lease).not.toBe(old.lease);
  });

  it('a leaving source is followed by the one that waited longest', () => {
    const { pbx } = openTenant();
    const first = pbx('one').hello();
    const second = pbx('two').hello();
    const third = pbx('three').hello();
    first.leaving(true);
    expect(second.kinds).toEqual(['standby', 'welcome']);
    expect(third.kinds).toEqual(['standby']);
  });

  it('a lapsed source is followed by the one that waited longest', async () => {
    const { pbx, clock } = openTenant();
    const first = pbx('one').hello();
    const second = pbx('two').hello();
    first.lose();
    await clock.advanceAsync(60_000);
    second.heartbeat();
    expect(second.lease).toBeNull();
    await clock.advanceAsync(30_000);
    expect(second.lease).not.toBeNull();
  });
});

describe('3. a lease lasts from the last request', () => {
  it.each(['heartbeat', 'health', 'claims', 'complete'] as const)('%s renews it', async (verb) => {
    const { pbx, clock, core } = openTenant();
    const source = pbx().hello();
    await clock.advanceAsync(60_000);
    if (verb === 'claims') {
      source.claims({ 201: lineClaim('idle') });
    } else if (verb === 'health') {
      source.health('ok');
    } else {
      source[verb]();
    }
    await clock.advanceAsync(89_999);
    expect(core.sources()[0]?.role).toBe('active');
    await clock.advanceAsync(1);
    expect(core.sources()[0]?.role).not.toBe('active');
  });

  it('the gateway says something every renew_ms, to those that stand by as well', async () => {
    const { pbx, clock } = openTenant();
    const active = pbx('one').hello();
    const standby = pbx('two').hello();
    await clock.advanceAsync(60_000);
    expect(active.all('heartbeat')).toHaveLength(2);
    expect(standby.last('heartbeat')).toEqual({ kind: 'heartbeat', serverTime: clock.now() });
  });

  it('one that stands by in silence for a lease time is ended', async () => {
    const { pbx, clock } = openTenant();
    const active = pbx('one').hello();
    const standby = pbx('two').hello();
    for (let beats = 0; beats < 4; beats += 1) {
      active.heartbeat();
      await clock.advanceAsync(30_000);
    }
    expect(standby.ended?.reason).toBe('timeout');
    expect(active.ended).toBeUndefined();
  });
});

describe('4. a stream that comes back within the lease continues it', () => {
  it('with the same lease, what was accepted, and roster and effects anew', async () => {
    const { pbx, clock, settle } = openTenant();
    const first = pbx()
      .hello()
      .claims({ 201: lineClaim('talking') });
    await settle();
    first.lose();
    await clock.advanceAsync(30_000);
    const again = pbx().hello({ previousLease: first.lease });
    await settle();
    expect(again.messages[0]).toMatchObject({ kind: 'welcome', lease: first.lease, continued: true });
    expect(again.kinds).toEqual(['welcome', 'accepted', 'roster', 'effects']);
    expect(again.acceptedThrough).toBe(1);
  });

  it('also where the gateway has not noticed that the old stream is gone', async () => {
    const { pbx, settle } = openTenant();
    const first = pbx()
      .hello()
      .claims({ 201: lineClaim('talking') });
    const again = pbx().hello({ previousLease: first.lease });
    await settle();
    expect(first.ended?.reason).toBe('lease_superseded');
    expect(again.messages[0]).toMatchObject({ continued: true });
    expect(again.acceptedThrough).toBe(1);
  });

  it('not after it has lapsed', async () => {
    const { pbx, clock } = openTenant();
    const first = pbx().hello();
    first.lose();
    await clock.advanceAsync(90_000);
    expect(pbx().hello({ previousLease: first.lease }).messages[0]).toMatchObject({ continued: false });
  });

  it('not for another instance, which knows nothing of what was sent', () => {
    const { pbx } = openTenant();
    const first = pbx('one', 'first').hello();
    first.lose();
    expect(pbx('one', 'second').hello({ previousLease: first.lease }).messages[0]).toMatchObject({ continued: false });
  });

  it('a lease that nobody knows is no error', () => {
    const source = openTenant()
      .pbx()
      .hello({ previousLease: leaseId('of-yesterday') });
    expect(source.messages[0]).toMatchObject({ kind: 'welcome', continued: false });
  });
});

describe('5. claims are ordered by lease and sequence, and accepted', () => {
  it('accepted confirms everything up to its sequence, once per burst', async () => {
    const { pbx, settle } = openTenant();
    const source = pbx()
      .hello()
      .claims({ 201: lineClaim('idle') })
      .claims({ 202: lineClaim('idle') })
      .complete();
    await settle();
    expect(source.all('accepted')).toEqual([{ kind: 'accepted', throughSequence: 2 }]);
  });

  it('is confirmed before the stream ends in order', () => {
    const source = openTenant()
      .pbx()
      .hello()
      .claims({ 201: lineClaim('idle') })
      .leaving(true);
    expect(source.acceptedThrough).toBe(1);
    expect(source.ended).toBeNull();
  });

  it('is confirmed before a source is told that it was superseded', () => {
    const { pbx } = openTenant();
    const first = pbx('one')
      .hello()
      .claims({ 201: lineClaim('idle') });
    pbx('two').hello({ takeOver: true });
    expect(first.kinds.slice(-2)).toEqual(['accepted', 'superseded']);
  });

  it('a repeated message of a continued lease is accepted again and changes nothing', async () => {
    const { pbx, settle, presenceOf } = openTenant();
    const first = pbx()
      .hello()
      .claimsAt(1, { 202: lineClaim('idle') })
      .claimsAt(2, { 202: lineClaim('talking') });
    first.lose();
    const again = pbx()
      .hello({ previousLease: first.lease })
      .claimsAt(1, { 202: lineClaim('idle') });
    await settle();
    expect(again.refusals).toEqual([]);
    expect(again.acceptedThrough).toBe(2);
    expect(presenceOf('bert')?.lines[0]?.call.state).toBe('talking');
  });
});

describe('6. a claim that cannot be taken is refused by itself', () => {
  it('with its reason; the others of its message are taken and the whole is accepted', async () => {
    const { pbx, settle, presenceOf, telemetry } = openTenant();
    const source = pbx()
      .hello()
      .claims({ 201: lineClaim('talking'), 999: lineClaim('talking'), 202: lineClaim('held') });
    await settle();
    expect(source.refusals).toEqual(['999: subject_unknown']);
    expect(source.last('claims-refused')?.sequence).toBe(1);
    expect(source.acceptedThrough).toBe(1);
    expect(presenceOf('anna')?.lines[0]?.call.state).toBe('talking');
    expect(presenceOf('bert')?.lines[0]?.call.state).toBe('held');
    expect(telemetry.total('lamplight_claims_accepted_total', { system: 'pbx' })).toBe(2);
    expect(telemetry.total('lamplight_claims_refused_total', { reason: 'subject_unknown' })).toBe(1);
  });

  it('items beyond the announced number are refused, the others taken', async () => {
    const { pbx, settle, presenceOf } = openTenant({ maxItemsPerMessage: 1 });
    const source = pbx()
      .hello()
      .claims({ 201: lineClaim('talking'), 202: lineClaim('talking') });
    await settle();
    expect(source.refusals).toEqual(['202: request_limit']);
    expect(presenceOf('anna')?.lines[0]?.call.state).toBe('talking');
  });
});

describe('7. a source that sees nothing says so', () => {
  it('its unknown takes nothing away from what another system knows', async () => {
    const { pbx, entra, settle, presenceOf } = openTenant();
    entra()
      .hello()
      .claims({ 'anna-oid': teamsClaim('DoNotDisturb', 'Presenting') })
      .complete();
    pbx()
      .hello()
      .health('down', 'pbx_unreachable')
      .claims({ 201: lineClaim('unknown') })
      .complete();
    await settle();
    expect(presenceOf('anna')?.availability).toBe('DoNotDisturb');
  });
});

describe('8. leaving', () => {
  it('with handover keeps the claims until the lease ends; the successor is active at once', async () => {
    const { pbx, settle, presenceOf } = openTenant();
    pbx('one')
      .hello()
      .claims({ 202: lineClaim('talking') })
      .complete()
      .leaving(true);
    const successor = pbx('two').hello();
    await settle();
    expect(successor.kinds[0]).toBe('welcome');
    expect(presenceOf('bert')?.freshness).toBe('fresh');
  });

  it('without handover withdraws them', async () => {
    const { pbx, settle, presenceOf } = openTenant();
    pbx('one')
      .hello()
      .claims({ 202: lineClaim('talking') })
      .complete()
      .leaving(false);
    await settle();
    expect(presenceOf('bert')?.freshness).toBe('withdrawn');
  });

  it('of one that stands by touches nobody', () => {
    const { pbx } = openTenant();
    const active = pbx('one').hello();
    const standby = pbx('two').hello().leaving(false);
    expect(standby.ended).toBeNull();
    active.leaving(true);
    expect(standby.kinds).toEqual(['standby']);
  });
});

describe('9. effects are keyed by address with a rising generation', () => {
  it('a newer one replaces the older, and null means that nothing of ours is wanted there', async () => {
    const { pbx, entra, settle } = openTenant();
    const teams = entra()
      .hello()
      .claims({ 'anna-oid': teamsClaim('Available', 'Available') })
      .complete();
    const phones = pbx()
      .hello()
      .claims({ 201: lineClaim('idle'), 202: lineClaim('idle') })
      .complete();
    await settle();
    for (const state of ['talking', 'conference', 'idle'] as const) {
      phones.claims({ 201: lineClaim(state) });
      await settle();
    }
    const heard = teams.all('effects').flatMap(({ items }) => items);
    const generations = heard.map(({ generation }) => generation);
    expect(generations).toEqual([...generations].sort((a, b) => a - b));
    expect(new Set(generations).size).toBe(generations.length);
    expect(heard.slice(-3).map(({ desired }) => desired)).toEqual([
      { kind: 'session', availability: 'Busy', activity: 'InACall' },
      { kind: 'session', availability: 'Busy', activity: 'InAConferenceCall' },
      null,
    ]);
  });

  it('a completed snapshot without an address means that nothing is wanted there', async () => {
    const { pbx, entra, settle, clock } = openTenant();
    const phones = pbx()
      .hello()
      .claims({ 201: lineClaim('talking'), 202: lineClaim('idle') })
      .complete();
    const teams = entra()
      .hello()
      .claims({ 'anna-oid': teamsClaim('Available', 'Available') })
      .complete();
    await settle();
    teams.lose();
    phones.claims({ 201: lineClaim('idle') });
    await clock.advanceAsync(1_000);
    const again = entra().hello({ previousLease: teams.lease });
    await settle();
    expect(again.all('effects')).toEqual([{ kind: 'effects', items: [], complete: true }]);
  });
});
