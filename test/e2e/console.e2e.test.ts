/** lamplight-console against a real gateway over TLS: what a person at the terminal sees, and what a script gets. */

import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, type Terminal } from '@lamplight/attendant-console';
import { type ReportPort, SILENT_CLAIM, tenantId } from '@lamplight/domain';
import { makeKey, parseGatewayConfig, type RunningGateway, startGateway } from '@lamplight/gateway';
import { createEgress, type Egress, seededRandom, silentLogger, systemClock } from '@lamplight/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ReportingSource } from '../fakes/reporting-source.ts';
import { ScriptedSource } from '../fakes/scripted-source.ts';

const random = seededRandom(5);
const board = makeKey(random);
const reader = makeKey(random);
const ACME = tenantId('acme');

const CARLA = '00000000-0000-4000-8000-000000000003';

const CONFIG = `listen:
  port: 0
  certificate: {selfSigned: [localhost, 127.0.0.1]}
tenants:
  - id: acme
    systems: [{id: pbx, technology: PBX}, {id: entra, technology: MSTEAMS}]
    people:
      - {id: anna, displayName: Anna Berger, upn: anna@example.com, bindings: [{system: pbx, address: "101"}]}
      - {id: bert, displayName: Bert Berger, upn: bert@example.com, bindings: [{system: pbx, address: "102"}]}
      - id: carla
        displayName: Carla Dietz
        profile: micollab
        bindings: [{system: pbx, address: "103"}, {system: entra, address: "${CARLA}"}]
    keys:
      - {id: board, hash: "${board.hash}", roles: [watcher, explain, status]}
      - {id: reader, hash: "${reader.hash}", roles: [watcher]}
`;

/** Keeps what was written, and lets a test wait for it. */
class FakeTerminal implements Terminal {
  readonly colours = false;
  readonly environment: Record<string, string | undefined>;
  readonly isInteractive: boolean;
  output = '';
  errors = '';
  readonly #events = new EventEmitter();

  constructor(environment: Record<string, string | undefined>, isInteractive = false) {
    this.environment = environment;
    this.isInteractive = isInteractive;
  }

  size() {
    return { columns: 120, lines: 24 };
  }

  write(text: string): void {
    this.output += text;
    this.#events.emit('output');
  }

  writeError(text: string): void {
    this.errors += text;
  }

  onResize(): void {
    // This one keeps its size.
  }

  async untilStopped(): Promise<void> {
    await once(this.#events, 'stop');
  }

  stop(): void {
    this.#events.emit('stop');
  }

  exit(): void {
    // The test reads what `run` answers.
  }

  async until(predicate: (output: string) => boolean): Promise<void> {
    while (!predicate(this.output)) {
      await once(this.#events, 'output');
    }
  }

  /** What the last JSON line of a person says. */
  last(id: string): Record<string, unknown> | undefined {
    const lines = this.output.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line)).findLast((line) => line.id === id);
  }
}

let folder: string;
let egress: Egress;
let gateway: RunningGateway;
let pbx: ScriptedSource;
let environment: Record<string, string | undefined>;
const clock = systemClock();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-console-'));
  egress = createEgress({ clock });
  gateway = await startGateway({ config: parseGatewayConfig(CONFIG), clock, random, logger: silentLogger, egress });
  pbx = new ScriptedSource(reportPort(gateway), ACME, 'pbx');
  pbx.say('idle', ['101', '102']);
  pbx.complete();
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, gateway.certPem);
  environment = { LAMPLIGHT_GATEWAY: `localhost:${gateway.address.port}`, LAMPLIGHT_KEY: board.key, LAMPLIGHT_CA: ca };
});

afterEach(async () => {
  await gateway.stop();
  await egress.close();
  rmSync(folder, { recursive: true });
});

function reportPort({ tenants }: RunningGateway): ReportPort {
  const core = tenants.get(ACME);
  if (core === undefined) {
    throw new Error('no tenant');
  }
  return core.reports;
}

/** Runs a command to its end. */
async function command(args: readonly string[], changes: Record<string, string | undefined> = {}) {
  const terminal = new FakeTerminal({ ...environment, ...changes });
  const code = await run(args, { terminal, clock });
  return { code, output: terminal.output, errors: terminal.errors };
}

describe('watch', () => {
  test('writes one line of JSON per change when the output is not a terminal', async () => {
    const terminal = new FakeTerminal(environment);
    const ended = run(['watch', '--min-update-interval', '1'], { terminal, clock });
    await terminal.until(() => terminal.last('bert') !== undefined);
    const before = terminal.output.split('\n').length;
    pbx.say('talking', ['101']);
    await terminal.until(() => terminal.last('anna')?.['activity'] === 'InACall');
    expect(terminal.last('anna')).toMatchObject({
      name: 'Anna Berger',
      tone: 'busy',
      lines: [{ address: '101', state: 'talking' }],
    });
    expect(terminal.output.split('\n').length).toBe(before + 1);
    terminal.stop();
    expect(await ended).toBe(0);
  });

  test('redraws a board in place on a terminal, and gives the screen back', async () => {
    const terminal = new FakeTerminal(environment, true);
    const ended = run(['watch', 'anna@example.com'], { terminal, clock });
    await terminal.until((output) => /● Anna Berger +Available/.test(output));
    pbx.say('ringing', ['101']);
    await terminal.until((output) => /◉ Anna Berger +Ringing .*101 ringing/.test(output));
    expect(terminal.output).not.toContain('Bert');
    terminal.stop();
    expect(await ended).toBe(0);
    expect(terminal.output.endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
  });
});

describe('get, find and explain', () => {
  test.each(['anna', 'anna@example.com', 'ANNA@example.com', '101', 'anna berger'])(
    'get finds her as %s',
    async (who) => {
      const { code, output } = await command(['get', '--json', who]);
      expect(code).toBe(0);
      expect(JSON.parse(output)).toMatchObject({ id: 'anna', availability: 'Available', freshness: 'fresh' });
    },
  );

  test('a name that fits two people names both, and ends with 1', async () => {
    const { code, errors } = await command(['get', 'berger']);
    expect(code).toBe(1);
    expect(errors).toContain('Anna Berger (anna@example.com)');
    expect(errors).toContain('Bert Berger (bert@example.com)');
  });

  test('a name that nobody has ends with 1 and says what to try', async () => {
    const { code, errors } = await command(['get', 'zoe']);
    expect(code).toBe(1);
    expect(errors).toContain('try "find" with a part of the name (person_unknown)');
  });

  test('find lists whom the words fit', async () => {
    const { code, output } = await command(['find', 'berg']);
    expect(code).toBe(0);
    expect(output).toContain('Anna Berger  anna@example.com  101');
  });

  test('explain says what the systems say, what decided and what did not', async () => {
    pbx.say('talking', ['101']);
    const { code, output } = await command(['explain', '101']);
    expect(code).toBe(0);
    expect(output).toContain('Anna Berger (anna@example.com): On the phone (Busy/InACall)');
    expect(output).toMatch(/What the systems say\n {2}pbx \(PBX\) {2}101: line is talking/);
    expect(output).toMatch(/Profile lamplight: what decided\n +\d+ \S+ +There is a call at 101/);
    expect(output).toContain('Profile lamplight: what was discarded, and why');
  });
});

describe('set and clear', () => {
  test('a status that is set shows at once, with its note, and is gone once it is cleared', async () => {
    const set = await command(['set', 'anna', 'do-not-disturb', '--note', 'Writing']);
    expect(set.errors).toBe('');
    expect(set.output).toMatch(/^⊖ Anna Berger \(anna@example.com\)\n {2}State .*\(DoNotDisturb\/DoNotDisturb\)\n/);
    expect(set.output).toMatch(/Note +Writing\n/);
    const cleared = await command(['clear', 'anna']);
    expect(cleared.output).toMatch(/^● Anna Berger/);
    expect(cleared.output).not.toContain('Writing');
  });

  test('a status for somebody whose presence is managed elsewhere is kept and not used: the notice says so', async () => {
    const available = { ...SILENT_CLAIM, availability: 'Available', activity: 'Available' };
    new ReportingSource(reportPort(gateway), { system: 'entra', technology: 'MSTEAMS' })
      .hello()
      .claims({ [CARLA]: available })
      .complete();
    const { code, output, errors } = await command(['set', 'carla', 'do-not-disturb']);
    expect(code).toBe(0);
    expect(output).toMatch(/^● Carla Dietz .*\n {2}State +Available/);
    expect(output).toMatch(
      /Managed by +entra\n {2}Notice +Your presence status is managed by your Microsoft Teams account\./,
    );
    expect(output).toMatch(/Locked +availability, activity, doNotDisturb/);
    expect(errors).toContain('kept, and not used while entra manages this presence');
    expect((await command(['explain', 'carla'])).output).toContain('console (CONSOLE)');
  });
});

describe('what goes wrong is said in one line, with its exit code', () => {
  test.each([
    [['get'], { LAMPLIGHT_GATEWAY: 'localhost:1' }, 69, 'localhost:1 refuses connections'],
    [['get'], { LAMPLIGHT_CA: '' }, 69, 'tls_untrusted'],
    [['get'], { LAMPLIGHT_KEY: 'll_wrong' }, 77, 'key_unknown'],
    [['explain', 'anna'], { LAMPLIGHT_KEY: reader.key }, 77, 'role_missing'],
    [['get'], { LAMPLIGHT_KEY: undefined }, 77, 'give --key-file FILE or set LAMPLIGHT_KEY'],
    [['get'], { LAMPLIGHT_GATEWAY: undefined }, 78, 'give --gateway host:port or set LAMPLIGHT_GATEWAY'],
    [['get'], { LAMPLIGHT_CA: '/nowhere/ca.pem' }, 78, '/nowhere/ca.pem cannot be read'],
    [['set', 'anna', 'sleepy'], {}, 64, 'write one of available, busy, do-not-disturb, be-right-back, away, offline'],
    [['set', 'anna', 'busy'], { LAMPLIGHT_KEY: reader.key }, 77, 'role_missing'],
    [['frobnicate'], {}, 64, "unknown command 'frobnicate'"],
    [['watch', '--min-update-interval', 'soon'], {}, 64, 'write a whole number above 0'],
  ])('%j %j: %d', async (args, changes, code, text) => {
    const ended = await command(args, changes);
    expect(ended.errors).toContain(text);
    expect(ended.code).toBe(code);
  });
});
