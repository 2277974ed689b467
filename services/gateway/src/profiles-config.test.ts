import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '@lamplight/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkConfig } from './check-config.ts';
import { loadGatewayConfig } from './config.ts';

const QUIET = 'id: quiet\nextends: procall\ntitle: Quiet\n';
const LOUD = 'id: loud\nextends: quiet\nstatuses: { Busy: { label: in-the-lab } }\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-profiles-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** @param profiles entries of the list @param settings of the section */
function config(profiles: readonly string[], settings = 'profile: quiet, labels: { in-the-lab: { en: Lab } }'): string {
  return write(
    'gateway.yaml',
    `listen: { certificate: { selfSigned: [localhost] } }
tenants:
  - id: acme
    groups: [{ id: sales, displayName: Sales }]
    people: [{ id: anna, displayName: Anna, profile: loud }]
    settings: { profiles: { ${settings} } }
    profiles:
${profiles.map((profile) => `      - ${profile}\n`).join('')}`,
  );
}

const TEXT = `text: |\n          ${LOUD.trimEnd().replaceAll('\n', '\n          ')}`;
const problems = (file: string) => checkConfig(file, new ManualClock());

describe('profiles of a configuration', () => {
  test('are read from files of its folder and from its own text, and may extend each other', async () => {
    write('quiet.yaml', QUIET);
    const file = config(['file: quiet.yaml', TEXT]);
    expect(await problems(file)).toEqual([]);
    expect(loadGatewayConfig(file).tenants[0]?.profiles).toEqual([
      { id: 'quiet', content: QUIET },
      { id: 'loud', content: LOUD },
    ]);
  });

  test('are checked, each problem with its place', async () => {
    const quiet = write('quiet.yaml', QUIET.replace('title', 'titel'));
    const wrong = TEXT.replace('in-the-lab', 'in-the-bath');
    expect(await problems(config(['file: quiet.yaml', wrong]))).toEqual([
      expect.stringMatching(new RegExp(`^${quiet}:3:1: titel is not known: did you mean title`)),
      expect.stringMatching(
        /gateway\.yaml:9:15: tenants\[0\]\.profiles\[1\]\.text: line 2, column 10 of it: extends is "quiet"/,
      ),
    ]);
    write('quiet.yaml', QUIET);
    expect(await problems(config(['file: quiet.yaml', wrong]))).toEqual([
      expect.stringMatching(/\.text: line 3, column 28 of it: statuses\.Busy\.label is "in-the-bath"/),
    ]);
  });

  test('have an id each, none of which is shipped', async () => {
    write('quiet.yaml', QUIET);
    const again = await problems(config(['file: quiet.yaml', 'file: quiet.yaml', TEXT]));
    expect(again).toEqual([
      expect.stringMatching(/quiet\.yaml:1:1: id is "quiet": expected one that no other profile/),
    ]);
    write('quiet.yaml', QUIET.replace('id: quiet', 'id: procall').replace('extends: procall', 'extends: lamplight'));
    expect((await problems(config(['file: quiet.yaml', TEXT])))[0]).toMatch(/quiet\.yaml:1:5: .*procall/);
  });

  test('that cannot be read are named', async () => {
    expect((await problems(config(['file: gone.yaml', TEXT])))[0]).toMatch(
      /gateway\.yaml:8:15: tenants\[0\]\.profiles\[0\]\.file is ".*gone\.yaml": expected a file that can be read \(ENOENT\)/,
    );
  });

  test('that are chosen and are not there are named at their place', async () => {
    write('quiet.yaml', QUIET);
    const chosen = 'profile: silent, groups: [{ group: sails, profile: quiet }]';
    expect(await problems(config(['file: quiet.yaml'], chosen))).toEqual([
      expect.stringMatching(
        /gateway\.yaml:6:38: tenants\[0\]\.settings\.profiles\.profile is "silent": expected one of/,
      ),
      expect.stringMatching(/settings\.profiles\.groups\[0\]\.group is "sails": did you mean sales\?$/),
      expect.stringMatching(/gateway\.yaml:5:54: tenants\[0\]\.people\[0\]\.profile is "loud": expected one of/),
    ]);
  });
});
