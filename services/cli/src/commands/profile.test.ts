import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profilesSettings, routes } from '@lamplight/admin-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../exit-codes.ts';
import { type FakeGateway, refusal } from '../testing/fake-gateway.ts';
import { gatewayFor, lamplight } from '../testing/lamplight.ts';
import { person } from '../testing/records.ts';

const CLINIC = `profile: lamplight/1
id: clinic
title: Calls are protected
extends: lamplight
rules:
  - id: call-to-teams
    protectCalls: dnd
`;

const WARD = `profile: lamplight/1
id: ward
title: As the clinic, and read-only
extends: clinic
writes: off
`;

const CASES = `now: 2026-11-23T09:00:00Z
people:
  - id: anna
    claims:
      - { system: entra, technology: MSTEAMS, availability: Available, activity: Available }
      - { system: pbx, technology: SIPSIMPLE, address: "101", lineKind: desk, call: talking }
`;

const KEPT = {
  id: 'clinic',
  title: 'Calls are protected',
  origin: 'own' as const,
  version: 2,
  extends: 'lamplight',
  content: CLINIC,
  author: 'key admin',
  note: '',
  at: '2027-01-04T08:00:00.000Z',
  findings: [],
};

const IDLE = { tenant: false, groups: [], profiles: [], people: 0 };
const SUMMARY = {
  id: 'clinic',
  title: 'Calls are protected',
  origin: 'own' as const,
  version: 2,
  inForce: 2,
  extends: 'lamplight',
  usedBy: IDLE,
  findings: [],
};

let folder: string;
let gateway: FakeGateway;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-cli-'));
  gateway = gatewayFor();
});

afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

describe('without a gateway', () => {
  test('check says that a file is valid', async () => {
    const ran = await lamplight(['profile', 'check', file('clinic.yaml', CLINIC)]);
    expect(ran).toMatchObject({ code: 0, output: 'clinic is valid\n', target: undefined });
  });

  test('check names line and column of what is wrong, and its exit code is no', async () => {
    const bad = file('bad.yaml', CLINIC.replace('protectCalls: dnd', 'protectCalls: loudly'));
    const { code, output } = await lamplight(['profile', 'check', bad]);
    expect(code).toBe(EXIT_CODES.no);
    expect(output).toMatch(/^error +\S+bad\.yaml:7:19 .*protectCalls/);
    expect(output).toMatch(/1 error: it would be refused\n$/);
    const json = await lamplight(['profile', 'check', bad, '--json']);
    expect(JSON.parse(json.output)).toMatchObject({ valid: false, findings: [{ line: 7, severity: 'error' }] });
  });

  test('show prints a shipped profile whole, and check takes it back', async () => {
    const { output, target } = await lamplight(['profile', 'show', 'procall']);
    expect(target).toBeUndefined();
    expect(output).toContain('id: procall');
    const copy = file('copy.yaml', output.replace('id: procall', 'id: ours'));
    expect((await lamplight(['profile', 'check', copy])).output).toBe('ours is valid\n');
  });

  test('diff names what a file changes', async () => {
    const { output } = await lamplight(['profile', 'diff', 'lamplight', file('clinic.yaml', CLINIC)]);
    expect(output).toMatch(/^rules\.call-to-teams\.protectCalls\n {2}lamplight +off\n.* dnd\n/m);
    expect((await lamplight(['profile', 'diff', 'lamplight', 'lamplight'])).output).toBe('they do the same\n');
  });

  test('try shows person, before, after and rule', async () => {
    const args = ['profile', 'try', file('clinic.yaml', CLINIC), '--claims', file('cases.yaml', CASES)];
    const { output, target } = await lamplight(args);
    expect(target).toBeUndefined();
    expect(output).toMatch(/^anna\n {2}before .*\n(.*\n)*? {2}after /);
    expect(output).toContain('session Busy/InACall');
    expect(output).toContain('session DoNotDisturb/Presenting');
    expect(output).toContain('call-to-teams: ');
    expect(output).toMatch(/1 of 1 person would differ\n$/);
    expect(output).not.toContain('discarded');
    const { output: why } = await lamplight([...args, '--why']);
    expect(why).toMatch(/ {2}discarded +call-turned-meeting: /);
    const { output: same } = await lamplight([...args, '--against', file('clinic.yaml', CLINIC)]);
    expect(same).toMatch(/the same .*\n(.*\n)*1 person: nothing would differ\n$/);
  });

  test('try says who would be managed, by which system, and what they would read', async () => {
    const args = ['profile', 'try', 'micollab', '--against', 'lamplight', '--claims', file('cases.yaml', CASES)];
    const [before, after] = (await lamplight(args)).output.split('  after ');
    expect(before).not.toContain('managed by');
    expect(after).toContain('managed by entra: Your presence status is managed by your Microsoft Teams account.\n');
  });

  test('try wants to know on whom', async () => {
    for (const more of [[], ['--live', '--claims', 'cases.yaml']]) {
      const ran = await lamplight(['profile', 'try', 'procall', ...more]);
      expect(ran).toMatchObject({ code: EXIT_CODES.usage, errors: expect.stringContaining('--claims FILE or --live') });
    }
  });
});

describe('at a gateway', () => {
  beforeEach(() => {
    gateway
      .on(routes.profiles.get, ({ params }) => ({ ...KEPT, id: params.profileId }), '"7"')
      .on(routes.profiles.list, () => ({ items: [SUMMARY], findings: [] }));
  });

  test('list says who uses a profile, what is wrong with it, and which version is in force', async () => {
    const finding = { line: 1, column: 1, severity: 'error' as const, rule: null, message: 'no' };
    gateway.on(routes.profiles.list, () => ({
      items: [
        { ...SUMMARY, id: 'lamplight', origin: 'shipped' as const, version: null, inForce: null, extends: null },
        {
          ...SUMMARY,
          version: 3,
          usedBy: { tenant: true, groups: ['sales'], profiles: ['ward'], people: 41 },
          findings: [finding],
        },
      ],
      findings: [{ place: 'settings.profiles.groups', message: 'profile gone is not there' }],
    }));
    const { output, errors } = await lamplight(['profile', 'list'], { gateway });
    expect(output).toMatch(/^lamplight +shipped +0 /m);
    expect(output).toMatch(
      /^clinic +3 +41 +everybody else; 1 group: sales; base of ward +version 2 is in force; 1 error/m,
    );
    expect(errors).toContain('settings.profiles.groups: profile gone is not there');
  });

  test('put takes the id of the file, and says when nobody has the profile yet', async () => {
    gateway.on(routes.profiles.put, () => KEPT);
    const put = ['profile', 'put', file('clinic.yaml', CLINIC), '--note', 'the ward asked'];
    const { output, errors } = await lamplight(put, { gateway });
    expect(output).toBe('profile clinic is in force in version 2\n');
    expect(errors).toContain('lamplight profile use clinic');
    expect(gateway.of(routes.profiles.put)).toMatchObject([
      { params: { tenantId: 'acme', profileId: 'clinic' }, body: { content: CLINIC, note: 'the ward asked' } },
    ]);
  });

  test('a refused one is said with the reason of the gateway', async () => {
    gateway.on(routes.profiles.put, refusal('profile_invalid', 'clinic.yaml:7:19: protectCalls is loudly'));
    const ran = await lamplight(['profile', 'put', file('clinic.yaml', CLINIC)], { gateway });
    expect(ran.code).not.toBe(0);
    expect(ran.errors).toContain('7:19');
  });

  test('a file without an id is not sent', async () => {
    const ran = await lamplight(['profile', 'put', file('clinic.yaml', 'extends: procall\n')], { gateway });
    expect(ran.errors).toContain('"id: our-procall"');
    expect(gateway.of(routes.profiles.put)).toEqual([]);
  });

  test('history, restore and remove', async () => {
    gateway
      .on(routes.profiles.history, () => ({
        items: [{ version: 1, at: '2027-01-04T08:00:00.000Z', author: 'key admin', note: 'first' }],
      }))
      .on(routes.profiles.restore, () => ({ ...KEPT, version: 3 }))
      .on(routes.profiles.remove, () => undefined);
    expect((await lamplight(['profile', 'history', 'clinic'], { gateway })).output).toMatch(
      /1 +2027-01-04 08:00Z +key admin +first/,
    );
    const { output } = await lamplight(['profile', 'restore', 'clinic', '1'], { gateway });
    expect(output).toBe('profile clinic is as in version 1, now version 3\n');
    await lamplight(['profile', 'remove', 'clinic', '--yes'], { gateway });
    expect(gateway.of(routes.profiles.remove)).toMatchObject([{ ifMatch: '"7"' }]);
  });

  test('show and diff read the versions of a profile of the tenant, with what it extends', async () => {
    gateway.on(routes.profiles.get, ({ params, query }) => ({
      ...KEPT,
      id: params.profileId,
      content: params.profileId === 'ward' ? WARD : CLINIC.replace('dnd', query.version === 1 ? 'off' : 'dnd'),
    }));
    expect((await lamplight(['profile', 'show', 'clinic@1'], { gateway })).output).toContain('off');
    const { output } = await lamplight(['profile', 'diff', 'lamplight', 'ward'], { gateway });
    expect(output).toMatch(/^writes\n {2}lamplight +on\n {2}ward +off$/m);
    expect(output).toMatch(/protectCalls\n.* off\n.* dnd$/m);
    gateway.on(routes.profiles.diff, () => ({ items: [{ path: 'writes', before: 'on', after: 'off' }] }));
    expect((await lamplight(['profile', 'diff', 'clinic@1', 'ward'], { gateway })).output).toMatch(
      /^writes\n {2}clinic@1 +on\n {2}ward +off$/m,
    );
    expect(gateway.of(routes.profiles.diff)).toMatchObject([{ query: { before: 'clinic@1', after: 'ward' } }]);
  });

  test('schema is that of the format, here or at the gateway', async () => {
    const { output, target } = await lamplight(['profile', 'schema']);
    expect(target).toBeUndefined();
    gateway.on(routes.profiles.schema, () => JSON.parse(output));
    expect((await lamplight(['profile', 'schema', '--live'], { gateway })).output).toBe(output);
    expect(JSON.parse(output)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
  });

  test('check --live and try --live ask the gateway', async () => {
    gateway
      .on(routes.profiles.check, () => ({ profile: null, findings: [] }))
      .on(routes.profiles.try, () => ({ people: 12, differing: 0, rows: [] }));
    const clinic = file('clinic.yaml', CLINIC);
    expect((await lamplight(['profile', 'check', clinic, '--live'], { gateway })).code).toBe(EXIT_CODES.no);
    const { output } = await lamplight(['profile', 'try', clinic, '--live', '--against', 'enreach'], { gateway });
    expect(output).toBe('12 people: nothing would differ\n');
    await lamplight(['profile', 'try', 'clinic@1', '--live'], { gateway });
    expect(gateway.of(routes.profiles.try)).toMatchObject([
      { body: { content: CLINIC, against: 'enreach' } },
      { body: { profile: 'clinic@1' } },
    ]);
  });
});

describe('use', () => {
  const before = profilesSettings.parse({
    groups: [{ group: 'sales', profile: 'procall' }],
    timeZone: 'Europe/Berlin',
  });

  beforeEach(() => {
    gateway.on(routes.settings.get, () => before, '"5"').on(routes.settings.put, ({ body }) => body ?? null);
  });

  test('for everybody, and everything else in the settings stays', async () => {
    await lamplight(['profile', 'use', 'clinic'], { gateway });
    expect(gateway.of(routes.settings.put)).toMatchObject([{ ifMatch: '"5"', body: { ...before, profile: 'clinic' } }]);
  });

  test('for a group, which keeps its place, and back', async () => {
    await lamplight(['profile', 'use', 'clinic', '--group', 'sales'], { gateway });
    await lamplight(['profile', 'use', 'clinic', '--group', 'surgery'], { gateway });
    await lamplight(['profile', 'unuse', '--group', 'sales'], { gateway });
    expect(gateway.of(routes.settings.put)).toMatchObject([
      { body: { groups: [{ group: 'sales', profile: 'clinic' }] } },
      {
        body: {
          groups: [
            { group: 'sales', profile: 'procall' },
            { group: 'surgery', profile: 'clinic' },
          ],
        },
      },
      { body: { groups: [] } },
    ]);
  });

  test('for one person, and back', async () => {
    const anna = person({ displayName: 'Anna Berg' });
    gateway
      .on(routes.people.find, () => ({ items: [{ ...anna, bindings: [], how: 'upn' }] }))
      .on(routes.people.update, () => anna);
    const { output } = await lamplight(['profile', 'use', 'micollab', '--person', 'anna@example.com'], { gateway });
    expect(output).toBe('Anna Berg has profile micollab\n');
    await lamplight(['profile', 'unuse', '--person', 'anna@example.com'], { gateway });
    expect(gateway.of(routes.people.update)).toMatchObject([
      { body: { profileId: 'micollab' } },
      { body: { profileId: null } },
    ]);
  });

  test('whose it is must be clear', async () => {
    for (const args of [['use', 'clinic', '--group', 'a', '--person', 'b'], ['unuse']]) {
      expect((await lamplight(['profile', ...args], { gateway })).code).toBe(EXIT_CODES.usage);
    }
    expect(gateway.of(routes.settings.put)).toEqual([]);
  });
});
