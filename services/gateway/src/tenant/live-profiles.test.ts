/** Profiles that change while the tenant runs: what people show and what is written follow at once, and watchers hear of it. */
import { type Person, type PersonId, personId, systemId } from '@lamplight/domain';
import type { ProfileRecord } from '@lamplight/store';
import { describe, expect, test } from 'vitest';
import { EditableSettings } from '../../../../test/fakes/editable-settings.ts';
import { lineClaim, teamsClaim } from '../../../../test/fakes/line-claims.ts';
import { ReportingSource } from '../../../../test/fakes/reporting-source.ts';
import { tenantSetup } from '../../../../test/fakes/tenant-setup.ts';
import { LiveDirectory } from '../directory/live-directory.ts';
import { ProfileReader } from '../profiles/kept-profiles.ts';
import { ProfileBook } from '../profiles/profile-book.ts';
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
  const settings = new EditableSettings();
  const profiles = new ProfileBook({ directory, settings, logger: setup.logger });
  let resolved: PersonId[] = [];
  const core = createTenantCore({
    ...setup,
    directory,
    profiles,
    resolve: (claims, person, profile, now) => {
      resolved.push(person.id);
      return setup.resolve(claims, person, profile, now);
    },
  });
  const reader = new ProfileReader();
  const versions: ProfileRecord[] = [];
  /** Puts a version in place, readable or not, as the database has it. */
  const keep = async (content: string): Promise<void> => {
    const times = { revision: 1, createdAt: 0, updatedAt: 0 };
    versions.push({ id: 'ours', version: versions.length + 1, content, author: '', note: '', ...times });
    profiles.take(await reader.read({ list: async () => versions.slice(-1), history: async () => versions }));
    await setup.settle();
  };
  const change = async (id: PersonId, changes: Partial<Person>): Promise<void> => {
    const before = directory.person(id);
    directory.apply({ changed: before === undefined ? [] : [{ ...before, ...changes }], removed: [] });
    await setup.settle();
  };
  const changes: PersonId[] = [];
  core.presenceLog.listen((logged) => changes.push(logged.personId));
  const { anna, bert } = setup.people;
  const pbx = new ReportingSource(core.reports, { system: 'pbx' })
    .hello()
    .claims({ 201: lineClaim('talking'), 202: lineClaim('talking') })
    .complete();
  const entra = new ReportingSource(core.reports, { system: 'entra', technology: 'MSTEAMS' })
    .hello()
    .claims({ 'anna-oid': teamsClaim('Available', 'Available') })
    .complete();
  return {
    ...setup,
    directory,
    settings,
    core,
    keep,
    change,
    pbx,
    entra,
    shown: (id: PersonId) => core.presenceLog.read(id)?.presence,
    wanted: () => entra.effects.get('anna-oid')?.desired ?? null,
    /** Whom it announced a change of, and whom it concluded, since the last time. */
    news: () => {
      const news = { announced: changes.splice(0), concluded: resolved };
      resolved = [];
      return news;
    },
    anna,
    bert,
  };
}

const OURS = 'id: ours\ntitle: Ours\nextends: lamplight\n';

describe('a person whose profile becomes another', () => {
  test('shows and wants what that says, and is announced; and all goes back again', async () => {
    const { change, anna, shown, wanted, news, settle, core } = opened();
    await settle();
    expect(shown(anna)).toMatchObject({ labelId: 'call-talking', noticeId: '', managedBy: null, lockedFields: [] });
    expect(wanted()).toMatchObject({ kind: 'session', availability: 'Busy', activity: 'InACall' });
    news();
    await change(anna, { profileId: 'micollab' });
    expect(shown(anna)).toMatchObject({ noticeId: 'managed-by-teams', managedBy: 'entra' });
    expect(shown(anna)?.lockedFields).toContain('availability');
    expect(core.explain(anna)?.profile.id).toBe('micollab');
    expect(news()).toMatchObject({ announced: [anna], concluded: [anna, anna] });
    await change(anna, { profileId: null });
    expect(shown(anna)).toMatchObject({ labelId: 'call-talking', noticeId: '', managedBy: null, lockedFields: [] });
    expect(news().announced).toEqual([anna]);
  });

  test('has what the former profile wrote cleared, where the new one does not write', async () => {
    const { change, keep, anna, wanted, entra, settle } = opened();
    await settle();
    expect(wanted()).not.toBeNull();
    await keep(`${OURS}writes: off\n`);
    const generation = entra.effects.get('anna-oid')?.generation ?? 0;
    await change(anna, { profileId: 'ours' });
    expect(wanted()).toBeNull();
    entra.claims({ 'anna-oid': teamsClaim('Away', 'Away') });
    await settle();
    expect(wanted()).toBeNull();
    await change(anna, { profileId: null });
    expect(wanted()).toMatchObject({ kind: 'session' });
    expect(entra.effects.get('anna-oid')?.generation).toBeGreaterThan(generation);
  });

  test('has the sentences and rule numbers of the profile that decided', async () => {
    const { change, anna, core, settle } = opened();
    await settle();
    const applied = () => {
      const { profile, reasons } = core.explain(anna) ?? {};
      return reasons?.filter((reason) => reason.applied).map(({ rule }) => profile?.rules[rule]?.id);
    };
    expect(applied()).toContain('live-call-at-a-line');
    await change(anna, { profileId: 'micollab' });
    expect(applied()).toContain('managed-by-teams');
    expect(applied()).not.toContain('live-call-at-a-line');
  });
});

describe('a choice of the tenant', () => {
  test('concludes those whom it concerns, and nobody else', async () => {
    const { settings, change, anna, bert, shown, news, settle } = opened();
    await change(anna, { groupIds: ['desk'] });
    news();
    settings.setProfiles({ groups: [{ group: 'desk', profile: 'micollab' }] });
    await settle();
    expect(shown(anna)?.noticeId).toBe('managed-by-teams');
    expect(news()).toEqual({ announced: [anna], concluded: [anna] });
    settings.setProfiles({ profile: 'procall' });
    await settle();
    expect(news().concluded).toEqual([bert, expect.anything()]);
  });

  test('of how statuses are shown is in force at once, and a person’s own goes before it', async () => {
    const { settings, change, anna, shown, pbx, settle } = opened();
    pbx.claims({ 201: lineClaim('idle') });
    await settle();
    const Available = { tone: 'in-use', labelId: 'at-work', reach: null } as const;
    settings.setProfiles({ statuses: { Available } });
    await settle();
    expect(shown(anna)).toMatchObject({ tone: 'in-use', labelId: 'at-work' });
    await change(anna, { statuses: { Available: { tone: 'neutral', labelId: null, reach: null } } });
    expect(shown(anna)).toMatchObject({ tone: 'neutral', labelId: 'at-work' });
  });
});

describe('a profile of the tenant', () => {
  test('that changes is in force for those who have it', async () => {
    const { keep, change, anna, shown, news, settle } = opened();
    await settle();
    await keep(OURS);
    await change(anna, { profileId: 'ours' });
    news();
    await keep(`${OURS}rules:\n  - id: live-call-at-a-line\n    lamp: status\n`);
    expect(shown(anna)?.labelId).toBe('in-a-call');
    expect(news()).toEqual({ announced: [anna], concluded: [anna] });
  });

  test('of which a rule counts in working hours writes from their first minute to their last, where the person is', async () => {
    const { keep, change, anna, wanted, clock, pbx, entra } = opened();
    // The clock begins on a Monday at 08:00 UTC, which is 13:45 in Kathmandu.
    const times = 'times: { working: { weekdays: [monday], from: "13:46", to: "13:47" } }\n';
    await keep(`${OURS}${times}rules:\n  - { id: call-to-teams, when: { during: [working] } }\n`);
    await change(anna, { profileId: 'ours', timeZone: 'Asia/Kathmandu' });
    await clock.advanceAsync(59_999);
    expect(wanted()).toBeNull();
    await clock.advanceAsync(1);
    expect(wanted()).toMatchObject({ kind: 'session' });
    pbx.heartbeat();
    entra.heartbeat();
    await clock.advanceAsync(59_999);
    expect(wanted()).toMatchObject({ kind: 'session' });
    await clock.advanceAsync(1);
    expect(wanted()).toBeNull();
  });

  test('whose newest version cannot be read leaves the one before in force, and nobody is concluded', async () => {
    const { keep, change, anna, core, news, logger, settle } = opened();
    await settle();
    await keep(`${OURS}writes: off\n`);
    await change(anna, { profileId: 'ours' });
    news();
    await keep(`${OURS}rules:\n  - id: x\n    kind: of-a-later-version\n`);
    expect(core.explain(anna)?.profile).toMatchObject({ id: 'ours', writes: 'off' });
    expect(news().announced).toEqual([]);
    expect(logger.messages.filter((message) => message.startsWith('a profile cannot be read'))).toHaveLength(1);
  });

  test('of which nothing can be read leaves what it extends in force', async () => {
    const { keep, change, anna, core, shown } = opened();
    await keep('id: ours\nextends: micollab\nrules: [');
    await change(anna, { profileId: 'ours' });
    expect(core.explain(anna)?.profile.id).toBe('micollab');
    expect(shown(anna)?.noticeId).toBe('managed-by-teams');
  });
});

test('everybody is concluded in slices where the profile of the tenant changes', async () => {
  const { directory, settings, news, clock, settle, anna } = opened();
  const one = directory.person(anna);
  const many = Array.from({ length: 1_200 }, (_, index) => `person-${index}`);
  directory.apply({
    changed: one === undefined ? [] : many.map((name) => ({ ...one, id: personId(name), bindings: [] })),
    removed: [],
  });
  await settle();
  news();
  settings.setProfiles({ profile: 'procall' });
  await Promise.resolve();
  expect(news().concluded).toHaveLength(500);
  expect(clock.pendingCount).toBeGreaterThan(0);
  await settle();
  expect(news().concluded).toHaveLength(many.length + 3 - 500);
});

test('a core that has stopped lets go of profiles', () => {
  const setup = tenantSetup();
  const core = createTenantCore(setup);
  expect(setup.profiles.listenerCount).toBe(1);
  core.stop();
  expect(setup.profiles.listenerCount).toBe(0);
});
