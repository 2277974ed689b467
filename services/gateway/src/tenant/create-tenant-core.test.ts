import { LamplightError } from '@lamplight/runtime';
import { describe, expect, it } from 'vitest';
import { EditableDirectory } from '../../../../test/fakes/editable-directory.ts';
import { lineClaim, teamsClaim } from '../../../../test/fakes/line-claims.ts';
import { ReportingSource } from '../../../../test/fakes/reporting-source.ts';
import { tenantSetup } from '../../../../test/fakes/tenant-setup.ts';
import { createTenantCore } from './create-tenant-core.ts';

function openTenant(settings = {}) {
  const setup = tenantSetup();
  const core = createTenantCore({ ...setup, settings });
  const pbx = (source = 'one') => new ReportingSource(core.reports, { system: 'pbx', source });
  const entra = () => new ReportingSource(core.reports, { system: 'entra', technology: 'MSTEAMS' });
  const presenceOf = (name: keyof typeof setup.people) => core.presenceLog.read(setup.people[name])?.presence;
  return { ...setup, core, pbx, entra, presenceOf };
}

describe('from claim to presence', () => {
  it('has a presence of everybody before anything was heard', () => {
    const { core, directory } = openTenant();
    expect(core.presenceLog.revision).toBe(3);
    for (const { id } of directory.people()) {
      expect(core.presenceLog.read(id)?.presence.freshness).toBe('pending');
    }
  });

  it('appends once for a burst of claims on one person, and not at all where nothing changes', async () => {
    const { core, pbx, settle, telemetry } = openTenant();
    const source = pbx().hello();
    for (const state of ['ringing', 'talking', 'held'] as const) {
      source.claims({ 202: lineClaim(state) });
    }
    await settle();
    expect(core.presenceLog.revision).toBe(4);
    source.claims({ 202: lineClaim('held') });
    await settle();
    expect(core.presenceLog.revision).toBe(4);
    expect(telemetry.total('lamplight_presence_appended_total')).toBe(4);
  });

  it('changes nobody when a source repeats its snapshot with ages a few milliseconds off', async () => {
    const { core, pbx, settle, clock } = openTenant();
    const since = clock.now() - 60_000;
    const source = pbx()
      .hello()
      .claims({ 202: { ...lineClaim('talking', { since }), since } });
    await settle();
    const { revision } = core.presenceLog;
    source.claims({ 202: { ...lineClaim('talking', { since: since + 7 }), since: since + 7 } });
    await settle();
    expect(core.presenceLog.revision).toBe(revision);
  });

  it('looks again when the resolver said so', async () => {
    const { entra, pbx, clock, settle, core, presenceOf } = openTenant();
    pbx()
      .hello()
      .claims({ 201: lineClaim('idle'), 202: lineClaim('idle') })
      .complete();
    const note = { text: 'back soon', until: clock.now() + 60_000 };
    entra()
      .hello()
      .claims({ 'anna-oid': { ...teamsClaim('Available', 'Available'), note } })
      .complete();
    await settle();
    expect(presenceOf('anna')?.note?.text).toBe('back soon');
    const { revision } = core.presenceLog;
    await clock.advanceAsync(60_000);
    expect(presenceOf('anna')?.note).toBeNull();
    expect(core.presenceLog.revision).toBe(revision + 1);
  });

  it('keeps what a person shows when the resolver fails on them, and goes on with the others', async () => {
    const setup = tenantSetup();
    let failing = false;
    const core = createTenantCore({
      ...setup,
      resolve: (claims, person, profile, now) => {
        if (failing && claims.some(({ address }) => address === '202')) {
          throw new Error('of this profile');
        }
        return setup.resolve(claims, person, profile, now);
      },
    });
    failing = true;
    new ReportingSource(core.reports, { system: 'pbx' })
      .hello()
      .claims({ 202: lineClaim('talking'), 201: lineClaim('talking') });
    await setup.settle();
    expect(core.presenceLog.read(setup.people.bert)?.presence.freshness).toBe('pending');
    expect(core.presenceLog.read(setup.people.anna)?.presence.call?.state).toBe('talking');
    expect(setup.logger.messages).toContain('person could not be resolved');
    expect(setup.telemetry.total('lamplight_resolve_failed_total')).toBe(1);
  });

  it('measures what it does', async () => {
    const { pbx, settle, clock, telemetry } = openTenant();
    pbx()
      .hello()
      .claims({ 201: lineClaim('talking') })
      .lose();
    await settle();
    await clock.advanceAsync(90_000);
    expect(telemetry.spans).toEqual(expect.arrayContaining(['ingest.claims', 'conclude.person']));
    expect(telemetry.observed).toContain('lamplight_resolve_seconds');
    expect(telemetry.total('lamplight_lease_lapsed_total', { system: 'pbx' })).toBe(1);
    expect(telemetry.total('lamplight_effects_total', { kind: 'session' })).toBe(1);
    expect(telemetry.total('lamplight_effects_total', { kind: 'leave' })).toBeGreaterThan(0);
  });
});

describe('the roster', () => {
  it('names every bound subject of the system as synced, and as watched while somebody watches', async () => {
    const { core, pbx, people, settle } = openTenant();
    core.setWatched(people.bert, true);
    const source = pbx().hello();
    await settle();
    expect(source.all('roster')).toEqual([
      {
        kind: 'roster',
        items: [
          { address: '201', interest: 'synced', lineKind: 'desk' },
          { address: '202', interest: 'watched', lineKind: 'desk' },
        ],
        removed: [],
        complete: true,
      },
    ]);
    core.setWatched(people.anna, true);
    core.setWatched(people.bert, false);
    await settle();
    expect(source.last('roster')).toMatchObject({
      items: [
        { address: '201', interest: 'watched' },
        { address: '202', interest: 'synced' },
      ],
      complete: false,
    });
  });

  it('follows the directory', async () => {
    const { core, directory, pbx, people, settle, presenceOf } = openTenant();
    const source = pbx()
      .hello()
      .claims({ 202: lineClaim('talking') })
      .complete();
    directory.put('dora', ['pbx/203']);
    directory.put('bert', ['pbx/204']);
    directory.remove(people.anna);
    await settle();
    expect([...source.roster.keys()].sort()).toEqual(['203', '204']);
    expect(core.presenceLog.read(people.anna)?.presence.lines).toEqual([]);
    expect(core.explain(people.anna)).toBeUndefined();
    source.claims({ 202: lineClaim('talking'), 204: lineClaim('talking') });
    await settle();
    expect(source.refusals).toEqual(['202: subject_unknown']);
    expect(presenceOf('bert')?.lines.map(({ address }) => address)).toEqual(['204']);
  });

  it('and what was known of a subject, or said of a person, is gone with the binding', async () => {
    const { core, directory, people, pbx, settle, presenceOf } = openTenant();
    pbx()
      .hello()
      .claims({ 202: lineClaim('talking') })
      .complete();
    await core.setStatus(people.bert, { availability: 'Away', activity: 'Away', note: null, until: null });
    expect(presenceOf('bert')).toMatchObject({ availability: 'Away', call: { state: 'talking' } });
    directory.remove(people.bert);
    await settle();
    directory.put('bert', ['pbx/202']);
    await settle();
    expect(presenceOf('bert')).toMatchObject({ availability: 'PresenceUnknown', call: null });
  });

  it('comes in messages of a bounded size, and complete with the last', async () => {
    const { pbx, settle } = openTenant({ maxItemsPerMessage: 1 });
    const source = pbx().hello();
    await settle();
    expect(source.all('roster').map(({ items, complete }) => [items.length, complete])).toEqual([
      [1, false],
      [1, true],
    ]);
  });

  it('is held back by key while the transport is blocked', async () => {
    const { core, pbx, people, settle } = openTenant();
    const source = pbx().hello();
    await settle();
    const heard = source.messages.length;
    source.blocked = true;
    for (const watched of [true, false, true, false, true]) {
      core.setWatched(people.bert, watched);
      await settle();
    }
    expect(source.messages.length).toBe(heard);
    source.unblock();
    expect(source.messages.slice(heard)).toMatchObject([
      { kind: 'roster', items: [{ address: '202', interest: 'watched' }] },
    ]);
  });
});

describe('what consoles say', () => {
  it('a status is concluded when the answer comes, and ends when it says', async () => {
    const { core, people, pbx, clock, settle, presenceOf } = openTenant();
    pbx()
      .hello()
      .claims({ 202: lineClaim('idle') })
      .complete();
    await settle();
    const until = clock.now() + 60_000;
    const status = { availability: 'DoNotDisturb', activity: 'DoNotDisturb', note: null, until };
    const revision = await core.setStatus(people.bert, status);
    expect(core.presenceLog.read(people.bert)?.revision).toBe(revision);
    expect(presenceOf('bert')?.availability).toBe('DoNotDisturb');
    await clock.advanceAsync(60_000);
    expect(presenceOf('bert')?.availability).not.toBe('DoNotDisturb');
  });

  it('a status is cleared by null', async () => {
    const { core, people, presenceOf } = openTenant();
    await core.setStatus(people.bert, { availability: 'Away', activity: 'Away', note: null, until: null });
    expect(presenceOf('bert')?.availability).toBe('Away');
    await core.setStatus(people.bert, null);
    expect(presenceOf('bert')?.availability).not.toBe('Away');
  });

  it("an operator's note rides along until it ends", async () => {
    const { core, people, clock, presenceOf } = openTenant();
    const revision = await core.setOperatorNote(people.bert, { text: 'at the dentist', until: clock.now() + 1_000 });
    expect(core.presenceLog.read(people.bert)?.revision).toBe(revision);
    expect(presenceOf('bert')?.operatorNote?.text).toBe('at the dentist');
    await clock.advanceAsync(1_000);
    expect(presenceOf('bert')?.operatorNote).toBeNull();
  });

  it('of nobody is refused', async () => {
    const { core, people, directory } = openTenant();
    directory.remove(people.bert);
    await expect(core.setStatus(people.bert, null)).rejects.toMatchObject({ reason: 'person_unknown' });
    await expect(core.setOperatorNote(people.bert, null)).rejects.toMatchObject({ reason: 'person_unknown' });
  });

  it('needs the id console: a system of the directory may not bear it', () => {
    const directory = new EditableDirectory({ console: 'PBX' });
    expect(() => createTenantCore({ ...tenantSetup(), directory })).toThrow(LamplightError);
  });
});

describe('explain', () => {
  it('says who claimed what, which rules applied, and what became of the effects', async () => {
    const { core, people, pbx, entra, settle } = openTenant();
    pbx()
      .hello()
      .claims({ 201: lineClaim('talking'), 202: lineClaim('idle') })
      .complete();
    const teams = entra()
      .hello()
      .claims({ 'anna-oid': teamsClaim('Available', 'Available') })
      .complete();
    await settle();
    const pending = core.explain(people.anna);
    expect(pending?.claims).toMatchObject([
      { bound: { address: '201', freshness: 'fresh' }, sourceId: 'one', sequence: 1 },
      { bound: { address: 'anna-oid', freshness: 'fresh' }, sourceId: 'one', sequence: 1 },
    ]);
    expect(pending?.reasons.some(({ applied }) => applied)).toBe(true);
    const atTeams = () => core.explain(people.anna)?.effects.find(({ address }) => address === 'anna-oid');
    expect(atTeams()).toMatchObject({ outcome: 'pending', desired: { kind: 'session' } });
    expect(pending?.logged?.revision).toBe(core.presenceLog.read(people.anna)?.revision);
    expect(pending?.profile.id).toBe('lamplight');
    teams.answer('anna-oid', 'refused', 'consent_missing');
    expect(atTeams()).toMatchObject({ outcome: 'refused', reason: 'consent_missing' });
  });

  it('changes nothing by being asked', async () => {
    const { core, people, pbx, settle } = openTenant();
    pbx()
      .hello()
      .claims({ 201: lineClaim('talking') });
    await settle();
    const { revision } = core.presenceLog;
    core.explain(people.anna);
    await settle();
    expect(core.presenceLog.revision).toBe(revision);
  });
});

describe('operations', () => {
  it('lists the sources of every system', async () => {
    const { core, pbx, entra, settle } = openTenant();
    const active = pbx('one')
      .hello()
      .claims({ 201: lineClaim('idle') })
      .complete()
      .health('ok');
    pbx('two').hello();
    const teams = entra().hello().health('degraded', 'throttled');
    teams.lose();
    await settle();
    expect(core.sources()).toMatchObject([
      {
        systemId: 'pbx',
        sourceId: 'one',
        role: 'active',
        connected: true,
        snapshotComplete: true,
        subjects: 1,
        health: { state: 'ok' },
      },
      {
        systemId: 'pbx',
        sourceId: 'two',
        role: 'standby',
        connected: true,
        snapshotComplete: false,
        health: { state: 'starting' },
      },
      { systemId: 'entra', sourceId: 'one', role: 'lost', connected: false, health: { reason: 'throttled' } },
    ]);
    active.leaving(true);
    expect(core.sources().filter(({ systemId }) => systemId === 'pbx')).toMatchObject([
      { sourceId: 'two', role: 'active' },
    ]);
  });

  it('lists a lost source until another takes its place, but none that left for good', () => {
    const { core, pbx } = openTenant();
    pbx('one').hello().lose();
    expect(core.sources()).toMatchObject([{ sourceId: 'one', role: 'lost' }]);
    const second = pbx('two').hello({ takeOver: true });
    expect(core.sources()).toMatchObject([{ sourceId: 'two', role: 'active' }]);
    second.leaving(false);
    expect(core.sources()).toEqual([]);
  });

  it('ends the streams of a revoked key, and no other', async () => {
    const { core, pbx, entra } = openTenant();
    const revoked = pbx('one').hello();
    const other = new ReportingSource(core.reports, {
      system: 'entra',
      source: 'other',
      technology: 'MSTEAMS',
    }).hello();
    core.endStreamsOfKey('key-of-one');
    expect(revoked.ended).toMatchObject({ reason: 'key_revoked', code: 16 });
    expect(other.ended).toBeUndefined();
    expect(entra().ended).toBeUndefined();
  });

  it('drains: says when to come back, ends, takes no stream any more; leases and claims stay', async () => {
    const { core, pbx, settle, clock, presenceOf } = openTenant();
    const active = pbx('one')
      .hello()
      .claims({ 202: lineClaim('talking') })
      .complete();
    const standby = pbx('two').hello();
    await settle();
    core.drain({ minMs: 1_000, maxMs: 5_000 });
    for (const source of [active, standby]) {
      expect(source.messages.at(-1)).toEqual({
        kind: 'draining',
        reason: 'draining',
        reconnectAfterMinMs: 1_000,
        reconnectAfterMaxMs: 5_000,
      });
      expect(source.ended).toMatchObject({ reason: 'draining', code: 14 });
    }
    const late = pbx('three').hello();
    await settle();
    expect(late.ended?.reason).toBe('draining');
    await clock.advanceAsync(80_000);
    expect(presenceOf('bert')?.freshness).toBe('fresh');
  });

  it('leaves neither timer nor listener behind when it stops', async () => {
    const { core, people, pbx, entra, clock, directory, settle } = openTenant();
    pbx('one')
      .hello()
      .claims({ 201: lineClaim('talking') });
    pbx('two').hello();
    entra();
    const until = clock.now() + 60_000;
    await core.setStatus(people.anna, { availability: 'Away', activity: 'Away', note: null, until });
    await core.setOperatorNote(people.anna, { text: 'out', until });
    await settle();
    core.stop();
    expect(clock.pendingCount).toBe(0);
    expect(directory.listenerCount).toBe(0);
  });
});
