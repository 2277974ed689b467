import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routes } from '@lamplight/admin-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../exit-codes.ts';
import type { FakeGateway } from '../testing/fake-gateway.ts';
import { refusal } from '../testing/fake-gateway.ts';
import { gatewayFor, lamplight } from '../testing/lamplight.ts';
import { binding, job, person } from '../testing/records.ts';

const ANNA = { ...person(), bindings: [binding()] };

let folder: string;
let gateway: FakeGateway;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-cli-'));
  gateway = gatewayFor()
    .on(routes.people.find, ({ query }) => ({
      items: query.address === 'anna.berg@example.com' ? [{ ...ANNA, how: 'upn' }] : [],
    }))
    .on(
      routes.people.get,
      ({ params }) =>
        params.personId === ANNA.id ? ANNA : refusal('person_unknown', `nobody has the id ${params.personId}`)(),
      '"7"',
    );
});

afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

describe('people list', () => {
  test('is a table for people, with every page, and filters go along', async () => {
    gateway.on(routes.people.list, ({ query }) =>
      query.after === undefined
        ? { items: [person()], next: 'more' }
        : { items: [person({ id: 'p-wang', displayName: '王小明', addresses: [] })], next: null },
    );
    const args = ['people', 'list', 'b', '--kind', 'person', '--kind', 'guest', '--without', 'line', '--state', 'all'];
    const { code, output, target } = await lamplight(args, { gateway });
    expect(code).toBe(0);
    expect(output.split('\n')).toEqual([
      expect.stringMatching(/^Name +UPN or mail +Phone +Department +Profile +State +Id$/),
      expect.stringMatching(/^Anna Berg +anna\.berg@example\.com +\+49301234567 +Sales +p-anna$/),
      expect.stringMatching(/^王小明 .*p-wang$/),
      '',
    ]);
    expect(gateway.of(routes.people.list)[1]).toMatchObject({
      params: { tenantId: 'acme' },
      query: { query: 'b', kind: ['person', 'guest'], without: 'line', state: 'all', after: 'more' },
    });
    expect(target?.key).toBe('ll_test');
  });

  test('--json is one person a line, and --limit ends it', async () => {
    gateway.on(routes.people.list, ({ query }) => ({
      items: Array.from({ length: query.limit }, (_, index) => person({ id: `p-${index}` })),
      next: 'more',
    }));
    const { output } = await lamplight(['people', 'list', '--json', '--limit', '3'], { gateway });
    const people = output
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(people).toHaveLength(3);
    expect(people[0]).toMatchObject({ id: 'p-0', revision: 7 });
  });

  test('nobody is said on standard error, and is no JSON', async () => {
    gateway.on(routes.people.list, () => ({ items: [], next: null }));
    expect(await lamplight(['people', 'list'], { gateway })).toMatchObject({
      output: '',
      errors: 'nobody fits\n',
      code: 0,
    });
    expect(await lamplight(['people', 'list', '--json'], { gateway })).toMatchObject({ output: '', errors: '' });
  });

  test('who is paused or has left is seen', async () => {
    const pause = { until: '2027-01-06T08:00:00.000Z', by: 'anna' };
    gateway.on(routes.people.list, () => ({
      items: [person({ pause }), person({ leftAt: '2027-01-04T08:00:00.000Z' })],
      next: null,
    }));
    const { output } = await lamplight(['people', 'list'], { gateway });
    expect(output).toContain('paused until 2027-01-06 08:00Z');
    expect(output).toContain('left 2027-01-04');
  });
});

describe('who is meant', () => {
  test('an address, else an id, else a name that is unique', async () => {
    gateway.on(routes.people.list, ({ query }) => ({
      items: query.query === 'Anna Berg' ? [person(), person({ id: 'p-2', displayName: 'Anna Bergmann' })] : [],
      next: null,
    }));
    for (const who of ['anna.berg@example.com', 'p-anna', 'Anna Berg']) {
      const { code, output } = await lamplight(['people', 'show', who], { gateway });
      expect([code, output]).toEqual([0, expect.stringContaining('head-office 567: owner, by matching (its number')]);
    }
  });

  test('several are listed, so that one can be named', async () => {
    gateway.on(routes.people.list, () => ({
      items: [person(), person({ id: 'p-2', displayName: 'Anna Bergmann', addresses: [] })],
      next: null,
    }));
    const { code, errors } = await lamplight(['people', 'erase', 'anna', '--yes'], { gateway });
    expect(code).toBe(EXIT_CODES.no);
    expect(errors).toContain('Anna Berg, anna.berg@example.com\n');
    expect(errors).toContain('Anna Bergmann, p-2\n');
    expect(errors).toContain('name one of these instead (person_ambiguous):\n');
  });

  test('two with one address are told by their ids', async () => {
    const twice = [person(), person({ id: 'p-2' })].map((each) => ({ ...each, bindings: [], how: 'upn' }));
    gateway.on(routes.people.find, () => ({ items: twice }));
    const { errors } = await lamplight(['people', 'show', 'anna.berg@example.com'], { gateway });
    expect(errors).toContain('Anna Berg, anna.berg@example.com: p-2\n');
  });

  test('nobody is an error with where to look', async () => {
    gateway.on(routes.people.list, () => ({ items: [], next: null }));
    const { code, errors } = await lamplight(['people', 'show', 'zoe'], { gateway });
    expect([code, errors]).toEqual([EXIT_CODES.no, expect.stringMatching(/"zoe": look with "lamplight people list/)]);
  });

  test('"me" is who the key belongs to', async () => {
    gateway.on(routes.people.pause, () => ANNA);
    const own = { keyId: 'k', tenantId: 'acme', roles: ['watcher'], systemIds: [], version: '0.1.0' };
    const of = (personId: string | null) => ({ ...own, personId, now: '2027-01-05T08:00:00Z' });
    gateway.on(routes.keys.caller, () => of('p-anna'));
    expect((await lamplight(['people', 'pause', 'me', '--until', '8h'], { gateway })).code).toBe(0);
    expect(gateway.of(routes.people.pause)[0]).toMatchObject({ body: { until: '2027-01-05T16:00:00.000Z' } });
    gateway.on(routes.keys.caller, () => of(null));
    expect((await lamplight(['people', 'pause', 'me'], { gateway })).errors).toContain('belongs to nobody');
  });
});

describe('people add and set', () => {
  test('add says what it is told, and nothing else', async () => {
    gateway.on(routes.people.create, () => person());
    const args = ['people', 'add', 'Anna Berg', '--upn', 'anna@example.com', '--phone', '+49 30 1', '--group', 'sales'];
    const { output } = await lamplight(args, { gateway });
    expect(output).toBe('Anna Berg is known as p-anna\n');
    expect(gateway.of(routes.people.create)[0]?.body).toMatchObject({
      displayName: 'Anna Berg',
      groupIds: ['sales'],
      addresses: [
        { kind: 'upn', value: 'anna@example.com' },
        { kind: 'phone', value: '+49 30 1' },
      ],
    });
  });

  test('set changes what is named against the state that was read; an address option replaces its kind alone', async () => {
    gateway.on(routes.people.update, () => person());
    const args = ['people', 'set', 'p-anna', '--phone', '', '--mail', 'a@example.com', '--object-id', ''];
    expect((await lamplight(args, { gateway })).code).toBe(0);
    expect(gateway.of(routes.people.update)[0]).toMatchObject({
      ifMatch: '"7"',
      body: {
        entraObjectId: null,
        addresses: [
          { kind: 'upn', value: 'anna.berg@example.com' },
          { kind: 'mail', value: 'a@example.com' },
        ],
      },
    });
    await lamplight(['people', 'set', 'p-anna', '--name', 'Anna', '--revision', '3'], { gateway });
    const second = gateway.of(routes.people.update)[1];
    expect(second).toMatchObject({ ifMatch: '"3"', body: { displayName: 'Anna' } });
    expect(second?.body).not.toHaveProperty('addresses');
  });
});

describe('how somebody is shown', () => {
  const statuses = {
    Busy: { tone: 'in-use', label: 'in-the-lab', reach: null },
    Away: { tone: null, label: null, reach: 'free' },
  } as const;

  test('is added and set by option; a status alone leaves the others', async () => {
    gateway.on(routes.people.create, () => person()).on(routes.people.update, () => person());
    const options = ['--profile', 'quiet', '--time-zone', 'Europe/Berlin', '--takes-part', 'no'];
    const added = ['people', 'add', 'Anna', ...options, '--status', 'busy=label:in-the-lab,tone:in-use'];
    expect((await lamplight(added, { gateway })).code).toBe(0);
    expect(gateway.of(routes.people.create)[0]?.body).toMatchObject({
      profileId: 'quiet',
      timeZone: 'Europe/Berlin',
      takesPart: false,
      statuses: { Busy: statuses.Busy },
    });
    gateway.on(routes.people.get, () => ({ ...person({ statuses }), bindings: [] }), '"7"');
    const back = ['--profile', '', '--time-zone', '', '--takes-part', 'as-profile', '--status', 'BUSY='];
    await lamplight(['people', 'set', 'p-anna', ...back, '--status', 'InAMeeting=reach:voicemail'], { gateway });
    expect(gateway.of(routes.people.update)[0]?.body).toEqual({
      profileId: null,
      timeZone: null,
      takesPart: null,
      statuses: { Away: statuses.Away, InAMeeting: { tone: null, label: null, reach: 'voicemail' } },
    });
    await lamplight(['people', 'set', 'p-anna', '--name', 'Anna'], { gateway });
    expect(gateway.of(routes.people.update)[1]?.body).toEqual({ displayName: 'Anna' });
  });

  test.each([
    ['Busy', 'expected a name and its parts, such as'],
    ['Busy=label', 'expected a name and its parts, such as'],
    ['Busy=colour:red', '--status.Busy.colour is not known'],
    ['Busy=tone:red', '--status.Busy.tone is "red": expected one of unknown, available'],
    ['Busy=name:Occupied', "the managing system's and cannot be edited"],
    ['Focusing=reach:free', 'Focusing is do-not-disturb'],
  ])('with --status %s is refused before anything is sent', async (status, words) => {
    const { code, errors } = await lamplight(['people', 'add', 'Anna', '--status', status], { gateway });
    expect([code, errors]).toEqual([EXIT_CODES.usage, expect.stringContaining(words)]);
    expect(gateway.of(routes.people.create)).toEqual([]);
  });

  test('is seen, as the options take it', async () => {
    const own = person({ profileId: 'quiet', timeZone: 'Europe/Berlin', takesPart: false, statuses });
    gateway
      .on(routes.people.get, () => ({ ...own, bindings: [] }))
      .on(routes.people.list, () => ({ items: [own], next: null }));
    const { output } = await lamplight(['people', 'show', 'p-anna'], { gateway });
    expect(output).toMatch(/Profile +quiet\n/);
    expect(output).toMatch(/Time zone +Europe\/Berlin\n/);
    expect(output).toMatch(/Takes part +no\n/);
    expect(output).toMatch(/Statuses +Busy=tone:in-use,label:in-the-lab\n +Away=reach:free\n/);
    const listed = await lamplight(['people', 'list', '--profile', 'quiet'], { gateway });
    expect(listed.output).toMatch(/Profile[\s\S]*quiet/);
    expect(gateway.of(routes.people.list)[0]?.query).toMatchObject({ profile: 'quiet' });
    const json = await lamplight(['people', 'list', '--json'], { gateway });
    expect(JSON.parse(json.output)).toMatchObject({ timeZone: 'Europe/Berlin', takesPart: false, statuses });
  });
});

describe('people import', () => {
  test('sends what it checked, and follows the work to its end', async () => {
    const matching = { matched: 2, added: 1, removed: 0, unchanged: 1, proposals: 0, problems: 1 };
    const result = { outcome: 'taken', message: '2 people: 2 created', created: 2, matching };
    const states = [job({ done: 1, total: 2 }), job({ state: 'done', done: 2, total: 2, result })];
    gateway
      .on(routes.people.import, () => job({ total: 2 }))
      .on(routes.jobs.get, () => states.shift() ?? job({ state: 'failed' }));
    const args = ['people', 'import', file('staff.csv', 'displayName\nAnna\nBert\n')];
    const { code, output, errors } = await lamplight(args, { gateway, canRedraw: true });
    expect([code, output]).toEqual([
      0,
      'people.import j-1: done, 2 records\n  2 people: 2 created\n  matching: 1 binding added, 0 removed; 0 proposals, 1 problem\n',
    ]);
    expect(errors).toContain('50 %, 1 of 2');
    const [sent] = gateway.of(routes.people.import);
    expect(sent?.query).toEqual({ dryRun: false });
    expect(
      sent?.text
        .trimEnd()
        .split('\n')
        .map((text) => JSON.parse(text).displayName),
    ).toEqual(['Anna', 'Bert']);
  });

  test('--dry-run goes along; a job that fails ends with 1, and names lines of the file', async () => {
    const problems = [{ line: 2, field: 'groupIds.0', message: 'is "sells": there is no such group' }];
    const result = { outcome: 'refused', message: 'no people were taken', problemCount: 3, problems };
    gateway.on(routes.people.import, () => job({ state: 'failed', result }));
    const path = file('staff.csv', 'displayName,groups\nAnna,\n\nBert,sells\n');
    const { code, output } = await lamplight(['people', 'import', path, '--dry-run'], { gateway });
    expect(code).toBe(EXIT_CODES.no);
    expect(output).toContain('failed, nothing was taken');
    expect(output).toContain(`${path}: line 4: groupIds.0 is "sells": there is no such group\n  … and 2 more\n`);
    expect(gateway.of(routes.people.import)[0]?.query).toEqual({ dryRun: true });
  });

  test('a file with a mistake sends nothing', async () => {
    const path = file('staff.csv', 'displayName;kind\nAnna;person\nBert;robot\n');
    const { code, errors } = await lamplight(['people', 'import', path], { gateway });
    expect([code, errors]).toEqual([EXIT_CODES.config, expect.stringContaining(`${path}: line 3: kind is "robot"`)]);
    expect(gateway.requests).toEqual([]);
  });

  test('standard input needs its format', async () => {
    gateway.on(routes.people.import, () => job({ state: 'done' }));
    const input = '{"displayName":"Anna"}\n';
    expect((await lamplight(['people', 'import', '-'], { gateway, input })).code).toBe(EXIT_CODES.usage);
    expect((await lamplight(['people', 'import', '-', '--format', 'ndjson'], { gateway, input })).code).toBe(0);
  });
});

describe('what is kept of a person', () => {
  test('is exported to a file that only its owner reads, and never over another', async () => {
    const all = { madeAt: '2027-01-05T08:00:00Z', person: ANNA, groups: [], lines: [], proposals: [], keys: [] };
    gateway.on(routes.people.export, () => ({ ...all, presence: null, audit: [] }));
    const path = join(folder, 'anna.json');
    expect((await lamplight(['people', 'export', 'p-anna', path], { gateway })).code).toBe(0);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ person: { id: 'p-anna' } });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const again = await lamplight(['people', 'export', 'p-anna', path], { gateway });
    expect([again.code, again.errors]).toEqual([EXIT_CODES.config, expect.stringContaining('exists')]);
    expect(JSON.parse((await lamplight(['people', 'export', 'p-anna'], { gateway })).output)).toMatchObject(all);
  });

  test('is erased by one command, when it is confirmed', async () => {
    gateway.on(routes.people.erase, () => undefined);
    const unasked = await lamplight(['people', 'erase', 'p-anna'], { gateway });
    expect([unasked.code, unasked.errors]).toEqual([
      EXIT_CODES.no,
      expect.stringMatching(/Erasing Anna Berg \(anna\.berg@example\.com\) cannot be undone: .*--yes/),
    ]);
    const refused = await lamplight(['people', 'erase', 'p-anna'], { gateway, answers: ['n'] });
    expect([refused.code, refused.questions]).toEqual([EXIT_CODES.no, [expect.stringContaining('[y/N]')]]);
    expect(gateway.of(routes.people.erase)).toEqual([]);
    expect((await lamplight(['people', 'erase', 'p-anna'], { gateway, answers: ['y'] })).code).toBe(0);
    expect((await lamplight(['people', 'erase', 'p-anna', '--yes'], { gateway })).code).toBe(0);
    expect(gateway.of(routes.people.erase)).toMatchObject([{ ifMatch: '"7"' }, { ifMatch: '"7"' }]);
  });
});

test('leave, return and resume say what has become of somebody', async () => {
  gateway
    .on(routes.people.leave, () => person())
    .on(routes.people.comeBack, () => person())
    .on(routes.people.resume, () => person());
  for (const [args, words] of [
    [['leave', 'p-anna', '--yes'], 'Anna Berg has left\n'],
    [['return', 'p-anna'], 'Anna Berg is back\n'],
    [['resume', 'p-anna'], 'Anna Berg is shown again\n'],
  ] as const) {
    expect((await lamplight(['people', ...args], { gateway })).output).toBe(words);
  }
});

test('find says how somebody was found', async () => {
  const { output } = await lamplight(['people', 'find', 'anna.berg@example.com'], { gateway });
  expect(output).toMatch(/^How +Name/);
  expect(output).toMatch(/\nupn +Anna Berg/);
});
