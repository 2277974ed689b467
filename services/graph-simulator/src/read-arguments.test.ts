import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import { createGraphSimulator } from './create-graph-simulator.ts';
import { readArguments } from './read-arguments.ts';

test('without flags: port 8443 of loopback, a dozen people', () => {
  expect(readArguments([])).toEqual({
    port: 8443,
    host: '127.0.0.1',
    certificate: undefined,
    config: { samplePeople: 12 },
  });
});

test('a configuration file and the number of people over it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamplight-simulator-'));
  const file = join(folder, 'simulator.yaml');
  writeFileSync(
    file,
    `samplePeople: 2
people:
  - {userPrincipalName: ada@contoso.example, displayName: Ada Lund}
apps:
  - displayName: Reader
    secrets: [{value: s3cret, expiresAt: "2027-01-01T00:00:00Z"}]
    consents: [{roles: [Presence.Read.All]}]
switches: {casing: lowerCamel}
latency: {on: true}
`,
  );
  const { config } = readArguments(['--config', file, '--people', '4', '--port', '0']);
  const { control } = createGraphSimulator({ clock: new ManualClock(), config });
  expect(control.people.map((person) => person.displayName)).toHaveLength(5);
  expect(control.apps.all[0]?.secrets[0]).toMatchObject({ value: 's3cret', expiresAt: Date.UTC(2027, 0, 1) });
  expect(control.switches.casing).toBe('lowerCamel');
  expect(control.latency.on).toBe(true);
  writeFileSync(file, 'switches: {casing: UPPER}\n');
  expect(() => readArguments(['--config', file])).toThrow(`${file}:1:20: switches.casing is "UPPER"`);
  rmSync(folder, { recursive: true });
});

test('flags for the day, the cloud, the seed and faults go over the file', () => {
  const argv = '--people 3 --accounts --day --speed 60 --seed 7 --cloud china --fault-rate 0.1 --write-ca ca.pem';
  const { config, caFile } = readArguments(argv.split(' '));
  expect(caFile).toBe('ca.pem');
  expect(config).toEqual({
    samplePeople: 3,
    sampleAccounts: true,
    seed: 7,
    population: { speed: 60, seed: 7 },
    switches: { cloud: 'china' },
    randomFaults: { rate: 0.1, seed: 7 },
  });
  const { control } = createGraphSimulator({ clock: new ManualClock(), config });
  expect(control.population.status).toMatchObject({ running: true, speed: 60, people: 3 });
  expect(control.people.filter(({ userType }) => userType === 'Guest').length).toBe(1);
  expect(control.people.filter(({ isRoom }) => isRoom).length).toBe(1);
  expect(control.directory.groups.at(-1)?.displayName).toBe('All of us');
  control.population.stop();
});

test.each([
  [['--speed', '60'], '--speed is of a working day: give --day too'],
  [['--day', '--speed', 'fast'], '--speed is "fast": expected a number from 0.01 to 3600'],
  [['--cloud', 'mars'], '--cloud is "mars": expected one of global'],
  [['--fault-rate', '2'], '--fault-rate is "2"'],
  [['--port', 'x'], '--port is "x": expected a whole number from 0 to 65535'],
  [['--port', '70000'], '--port is "70000"'],
  [['--people=-1'], '--people is "-1"'],
  [['--cert', 'a.pem'], '--cert and --key belong together'],
  [['--config', '/nowhere/simulator.yaml'], 'there is no configuration file'],
])('%j is refused', (argv, message) => {
  expect(() => readArguments(argv)).toThrow(message);
});
