import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routes } from '@lamplight/admin-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../exit-codes.ts';
import type { FakeGateway } from '../testing/fake-gateway.ts';
import { gatewayFor, lamplight } from '../testing/lamplight.ts';

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

describe('settings', () => {
  const privacy = { preset: 'open', masks: { watcher: ['availability'] }, pause: { byPerson: false, maxHours: 24 } };

  beforeEach(() => {
    gateway
      .on(
        routes.settings.get,
        ({ params }) =>
          params.section === 'privacy' ? privacy : { leavers: 30, auditBodies: 730, jobs: 7, proposals: 90 },
        '"5"',
      )
      .on(routes.settings.put, ({ body }) => body ?? null);
  });

  test('a preset is one command, and the masks stay', async () => {
    const { output } = await lamplight(['privacy', 'works-council'], { gateway });
    expect(output).toMatch(/privacy\.preset +works-council/);
    expect(gateway.of(routes.settings.put)).toMatchObject([
      { ifMatch: '"5"', body: { ...privacy, preset: 'works-council' } },
    ]);
  });

  test('set changes by name, and refuses what is not known or not possible', async () => {
    await lamplight(['settings', 'set', 'privacy', 'pause.byPerson=true', 'masks.auditor=["history"]'], { gateway });
    expect(gateway.of(routes.settings.put)).toMatchObject([
      {
        body: {
          preset: 'open',
          masks: { watcher: ['availability'], auditor: ['history'] },
          pause: { byPerson: true, maxHours: 24 },
        },
      },
    ]);
    const refusing = gatewayFor().on(routes.settings.get, () => ({}));
    for (const [assignment, words] of [
      ['labels.Mein_Label.en=x', 'profiles.labels.Mein_Label is not allowed as a name: expected lower-case letters'],
      ['groups=[{"group":"a","profile":"b"},{"group":"a","profile":"c"}]', 'groups.1.group is "a": expected each'],
    ] as const) {
      const { errors } = await lamplight(['settings', 'set', 'profiles', assignment], { gateway: refusing });
      expect(errors).toContain(words);
    }
    for (const [assignment, words] of [
      ['leaver=3', 'retention.leaver is not known'],
      ['leavers=-1', 'retention.leavers is -1: expected at least 0'],
      ['leavers', 'expected name=value'],
      ['__proto__.x=1', 'expected name=value'],
    ]) {
      const { code, errors } = await lamplight(['settings', 'set', 'retention', assignment ?? ''], { gateway });
      expect([code, errors]).toEqual([EXIT_CODES.usage, expect.stringContaining(words ?? '')]);
    }
    expect(gateway.of(routes.settings.put)).toHaveLength(1);
  });

  test('profiles are set and shown by name', async () => {
    const profiles = { profile: 'lamplight', groups: [{ group: 'sales', profile: 'quiet' }], timeZone: 'UTC' };
    gateway.on(routes.settings.get, () => ({ ...profiles, labels: {}, statuses: {} }), '"5"');
    const args = ['settings', 'set', 'profiles', 'timeZone=Europe/Berlin', 'labels.in-the-lab.en=In the lab'];
    const { output } = await lamplight([...args, 'statuses.busy.label=in-the-lab'], { gateway });
    expect(gateway.of(routes.settings.put)).toMatchObject([
      {
        body: {
          ...profiles,
          timeZone: 'Europe/Berlin',
          labels: { 'in-the-lab': { en: 'In the lab' } },
          statuses: { Busy: { label: 'in-the-lab', tone: null, reach: null } },
        },
      },
    ]);
    expect(output).toMatch(/profiles\.groups +\{"group":"sales","profile":"quiet"\}/);
    expect(output).toMatch(/profiles\.labels\.in-the-lab\.en +In the lab/);
    const wrong = await lamplight(['settings', 'set', 'profiles', 'timeZone=Berlin'], { gateway });
    expect([wrong.code, wrong.errors]).toEqual([EXIT_CODES.usage, expect.stringContaining('such as Europe/Berlin')]);
  });

  test('a whole section comes from a file', async () => {
    await lamplight(['settings', 'set', 'retention', '--file', file('r.yaml', 'leavers: 14\n')], { gateway });
    expect(gateway.of(routes.settings.put)).toMatchObject([{ body: { leavers: 14, auditBodies: 730 } }]);
    expect((await lamplight(['settings', 'set', 'retention'], { gateway })).errors).toContain('either name=value or');
  });

  test('show has all sections, by the names that set takes', async () => {
    const { output } = await lamplight(['settings', 'show'], { gateway });
    expect(output).toMatch(/privacy\.pause\.maxHours +24/);
    expect(output).toMatch(/retention\.leavers +30/);
    expect(JSON.parse((await lamplight(['settings', 'show', 'privacy', '--json'], { gateway })).output)).toEqual(
      privacy,
    );
  });
});
