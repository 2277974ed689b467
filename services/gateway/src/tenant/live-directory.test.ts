/** A directory that changes while the tenant runs: systems come and go, people change and leave. */
import { type Person, personId, systemId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import { lineClaim, teamsClaim } from '../../../../test/fakes/line-claims.ts';
import { ReportingSource } from '../../../../test/fakes/reporting-source.ts';
import { tenantSetup } from '../../../../test/fakes/tenant-setup.ts';
import { LiveDirectory } from '../directory/live-directory.ts';
import { createTenantCore } from './create-tenant-core.ts';

const system = (name: string, technology = 'PBX') => ({
  id: systemId(name),
  technology,
  displayName: name,
  numberPlan: null,
});

function opened() {
  const setup = tenantSetup();
  const directory = new LiveDirectory({
    systems: [system('pbx'), system('branch'), system('entra', 'MSTEAMS')],
    changed: [...setup.directory.people()],
    removed: [],
  });
  const core = createTenantCore({ ...setup, directory });
  const source = (name: string, technology = 'PBX', more = {}) =>
    new ReportingSource(core.reports, { system: name, technology, ...more });
  const shown = (id: Person['id']) => core.presenceLog.read(id)?.presence;
  const { anna } = setup.people;
  const put = (changes: Partial<Person>) => {
    const before = directory.person(anna);
    if (before !== undefined) {
      directory.apply({ changed: [{ ...before, ...changes }], removed: [] });
    }
  };
  return { ...setup, directory, core, source, shown, put };
}

describe('a system that is removed', () => {
  const remaining = [system('branch'), system('entra', 'MSTEAMS')];

  test('ends its sources, those that stand by too, and says why; others go on', async () => {
    const { directory, source, settle, core } = opened();
    const pbx = source('pbx').hello();
    const standby = source('pbx', 'PBX', { source: 'two' }).hello();
    const branch = source('branch').hello();
    await settle();
    directory.apply({ systems: remaining, changed: [], removed: [] });
    await settle();
    for (const stream of [pbx, standby]) {
      expect(stream.ended).toMatchObject({
        reason: 'system_unknown',
        message: 'System pbx was removed from this tenant. Stop its source, or add it again.',
      });
    }
    expect(branch.ended).toBeUndefined();
    expect(core.sources().map(({ systemId: id }) => id)).toEqual(['branch']);
    expect(source('pbx').hello().ended).toMatchObject({ reason: 'system_unknown' });
  });

  test('leaves neither claims nor effects behind for one of the same id', async () => {
    const { directory, source, settle, shown, people, put, clock } = opened();
    const anna = directory.person(people.anna);
    const entra = source('entra', 'MSTEAMS')
      .hello()
      .claims({ 'anna-oid': teamsClaim('Busy', 'InACall') })
      .complete();
    const pbx = source('pbx')
      .hello()
      .claims({ 201: lineClaim('idle') })
      .complete();
    await settle();
    expect(pbx.effects.get('201')?.desired?.kind).toBe('talking');
    directory.apply({ systems: remaining, changed: [], removed: [] });
    put({ bindings: (anna?.bindings ?? []).filter(({ systemId: id }) => id === 'entra') });
    await settle();
    expect(shown(people.anna)?.lines).toEqual([]);
    directory.apply({ systems: [system('pbx'), ...remaining], changed: anna === undefined ? [] : [anna], removed: [] });
    await settle();
    expect(shown(people.anna)?.lines).toMatchObject([{ address: '201', freshness: 'pending' }]);
    // A new source hears what is wanted now, under a new generation.
    const again = source('pbx').hello();
    await settle();
    expect(again.effects.get('201')?.desired?.kind).toBe('talking');
    again.claims({ 201: lineClaim('idle') }).complete();
    entra.claims({ 'anna-oid': teamsClaim('Available', 'Available') });
    await clock.advanceAsync(0);
    expect(shown(people.anna)?.lines).toMatchObject([{ freshness: 'fresh' }]);
    expect(again.effects.size).toBe(0);
  });
});

test('a system of another technology is another system', async () => {
  const { directory, source, settle, shown, people } = opened();
  const pbx = source('pbx')
    .hello()
    .claims({ 202: lineClaim('talking') })
    .complete();
  await settle();
  directory.apply({
    systems: [system('pbx', 'SIPSIMPLE'), system('branch'), system('entra', 'MSTEAMS')],
    changed: [],
    removed: [],
  });
  await settle();
  expect(pbx.ended).toMatchObject({ reason: 'technology_mismatch' });
  expect(shown(people.bert)).toMatchObject({ call: null, lines: [{ freshness: 'pending' }] });
  source('pbx', 'SIPSIMPLE')
    .hello()
    .claims({ 202: lineClaim('talking') })
    .complete();
  await settle();
  expect(shown(people.bert)).toMatchObject({ winningTechnology: 'SIPSIMPLE', call: { state: 'talking' } });
});

test('what became of an effect at the system of before says nothing of the new one', async () => {
  const { directory, source, settle, people, core } = opened();
  source('entra', 'MSTEAMS')
    .hello()
    .claims({ 'anna-oid': teamsClaim('Busy', 'InACall') })
    .complete();
  const pbx = source('pbx')
    .hello()
    .claims({ 201: lineClaim('idle') })
    .complete();
  await settle();
  pbx.answer('201', 'applied');
  const outcome = () =>
    core
      .explain(people.anna)
      ?.effects.filter(({ address }) => address === '201')
      .map((effect) => effect.outcome);
  expect(outcome()).toEqual(['applied']);
  const systems = [...directory.systems.values()];
  directory.apply({
    systems: systems.map((one) => (one.id === 'pbx' ? { ...one, technology: 'SIPSIMPLE' } : one)),
    changed: [],
    removed: [],
  });
  await settle();
  expect(outcome()).toEqual(['pending']);
});

test('a login ends with the claim that says it', async () => {
  const { core, source, settle, people } = opened();
  const pbx = source('pbx').hello().complete();
  const addresses = () => core.directory.person(people.carla)?.bindings.map(({ address }) => address);
  const login = { ...lineClaim('idle'), loggedIn: 'carla@example.com' };
  pbx.claims({ 202: login });
  expect(addresses()).toEqual(['201', '202']);
  pbx.claims({ 202: null });
  expect(addresses()).toEqual(['201']);
  pbx.claims({ 202: login });
  // A new snapshot does not name the line.
  source('pbx', 'PBX', { instance: 'second' }).hello().complete();
  await settle();
  expect(addresses()).toEqual(['201']);
});

test('a system that is added is heard, and pending until then or for one lease', async () => {
  const { directory, source, settle, shown, people, put, clock } = opened();
  const bindings = directory.person(people.anna)?.bindings ?? [];
  directory.apply({
    systems: [...directory.systems.values(), system('late'), system('later')],
    changed: [],
    removed: [],
  });
  await clock.advanceAsync(60_000);
  const there = (name: string) => ({
    systemId: systemId(name),
    address: '9',
    technology: 'PBX',
    lineKind: 'desk' as const,
    role: 'owner' as const,
    primary: false,
  });
  put({ bindings: [...bindings, there('late'), there('later')] });
  await settle();
  const freshnessAt = (name: string) => shown(people.anna)?.lines.find(({ systemId: id }) => id === name)?.freshness;
  expect([freshnessAt('late'), freshnessAt('later')]).toEqual(['pending', 'pending']);
  source('late')
    .hello()
    .claims({ 9: lineClaim('talking') })
    .complete();
  await clock.advanceAsync(30_000);
  expect([freshnessAt('late'), freshnessAt('later')]).toEqual(['fresh', undefined]);
});

test('a pause ends by itself, and nothing of what the systems say can be read of whoever is paused', async () => {
  const { core, source, settle, shown, people, put, clock } = opened();
  source('pbx')
    .hello()
    .claims({ 201: lineClaim('talking') })
    .complete();
  put({ pause: { until: clock.now() + 60_000 } });
  await settle();
  expect(shown(people.anna)).toMatchObject({ labelId: 'paused', lines: [] });
  expect(core.explain(people.anna)).toMatchObject({
    claims: [],
    effects: [],
    reasons: [{ detail: 'paused', applied: true }],
    revisitAt: clock.now() + 60_000,
  });
  await clock.advanceAsync(59_999);
  expect(shown(people.anna)?.labelId).toBe('paused');
  await clock.advanceAsync(1);
  expect(shown(people.anna)?.lines).toMatchObject([{ address: '201' }]);
  expect(core.explain(people.anna)?.claims).toHaveLength(2);
});

test('who leaves is dark within the change, whoever else is in it', async () => {
  const { directory, source, settle, shown, people, core } = opened();
  source('pbx')
    .hello()
    .claims({ 201: lineClaim('talking'), 202: lineClaim('talking') })
    .complete();
  await settle();
  const revision = core.presenceLog.revision;
  directory.apply({ changed: [], removed: [people.anna, people.bert] });
  await settle();
  for (const id of [people.anna, people.bert]) {
    expect(shown(id)).toMatchObject({ availability: 'PresenceUnknown', tone: 'unknown', lines: [], call: null });
  }
  expect(core.presenceLog.revision).toBe(revision + 2);
  expect(shown(personId('carla'))?.freshness).toBe('pending');
});
