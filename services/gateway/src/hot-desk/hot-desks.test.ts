import { AS_THE_TENANT, type BoundSubject, type Person, personId, systemId } from '@lamplight/domain';
import { MemoryLogger } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { RecordingTelemetry } from '../../../../test/fakes/recording-telemetry.ts';
import { LiveDirectory } from '../directory/live-directory.ts';
import { HotDesks } from './hot-desks.ts';

const PBX = systemId('pbx');
const BRANCH = systemId('branch');

function line(address: string, more: Partial<BoundSubject> = {}): BoundSubject {
  return { systemId: PBX, address, technology: 'PBX', lineKind: 'desk', role: 'owner', primary: false, ...more };
}

function person(name: string, bindings: readonly BoundSubject[]): Person {
  return {
    id: personId(name),
    kind: 'person',
    displayName: name,
    addresses: [
      { kind: 'upn', value: `${name}@example.com` },
      { kind: 'mail', value: `${name}.mail@example.com` },
    ],
    department: '',
    groupIds: [],
    telephony: 'pbx',
    bindings,
    ...AS_THE_TENANT,
    pause: null,
  };
}

/** Anna has 201, Bert 202 and a share of 201, Carla 201 at the branch; 700 is a hot desk with an entry of its own. */
function opened() {
  const directory = new LiveDirectory({
    systems: [PBX, BRANCH].map((id) => ({ id, technology: 'PBX', displayName: id, numberPlan: null })),
    changed: [
      person('anna', [line('201', { primary: true }), line('sip:anna@pbx.example.com')]),
      person('bert', [line('202'), line('201', { role: 'shared' })]),
      person('carla', [line('201', { systemId: BRANCH })]),
      person('desk', [line('700', { lineKind: 'dect' })]),
      person('desk2', [line('701')]),
      person('office', [line('800', { lineKind: 'shared' })]),
      person('office2', [line('800', { lineKind: 'shared' })]),
    ],
    removed: [],
  });
  const logger = new MemoryLogger();
  const telemetry = new RecordingTelemetry();
  const desks = new HotDesks({ directory, logger, telemetry });
  const told: (readonly string[])[] = [];
  desks.listen((changed) => told.push([...changed].sort()));
  const rolesOf = (name: string) =>
    Object.fromEntries((desks.person(personId(name))?.bindings ?? []).map(({ address, role }) => [address, role]));
  const at = (address: string, name: string) => desks.report({ systemId: PBX, address }, name);
  return { directory, desks, told, rolesOf, at, logger, telemetry };
}

describe('a reported login', () => {
  test.each(['bert@example.com', 'BERT.mail@example.com', 'bert', '202'])(
    'of %j binds the person to the line, and the owner only shares it',
    (name) => {
      const { desks, rolesOf, at, told } = opened();
      at('700', name);
      expect(rolesOf('bert')).toEqual({ 202: 'owner', 201: 'shared', 700: 'logged-in' });
      expect(rolesOf('desk')).toEqual({ 700: 'shared' });
      expect(desks.person(personId('bert'))?.bindings.at(-1)).toEqual(
        line('700', { lineKind: 'dect', role: 'logged-in' }),
      );
      expect(desks.peopleAt({ systemId: PBX, address: '700' }).map(({ id }) => id)).toEqual(['desk', 'bert']);
      expect(told).toEqual([['bert', 'desk']]);
    },
  );

  test.each([
    ['sip:anna@pbx.example.com', 'anna'],
    // An extension is the one of the site where the phone is.
    ['201', 'anna'],
  ])('of %j is of %s', (name, expected) => {
    const { rolesOf, at } = opened();
    at('700', name);
    expect(rolesOf(expected)).toMatchObject({ 700: 'logged-in' });
    expect(rolesOf('carla')).toEqual({ 201: 'owner' });
  });

  test('of the owner, or of the own address of the line, changes nothing', () => {
    const { rolesOf, at, told } = opened();
    at('201', '201');
    at('700', '700');
    at('202', 'bert@example.com');
    expect(rolesOf('anna')).toMatchObject({ 201: 'owner' });
    expect(told).toEqual([]);
  });

  test('of whoever shares the line makes it theirs while it lasts', () => {
    const { rolesOf, at } = opened();
    at('201', 'bert');
    expect(rolesOf('bert')).toEqual({ 202: 'owner', 201: 'logged-in' });
    expect(rolesOf('anna')).toMatchObject({ 201: 'shared' });
    at('201', '');
    expect(rolesOf('bert')).toEqual({ 202: 'owner', 201: 'shared' });
    expect(rolesOf('anna')).toMatchObject({ 201: 'owner' });
  });

  test('says who of several owners is on a shared line', () => {
    const { rolesOf, at } = opened();
    at('800', 'office2@example.com');
    expect(rolesOf('office')).toEqual({ 800: 'shared' });
    expect(rolesOf('office2')).toEqual({ 800: 'logged-in' });
  });

  test.each([
    ['800', 'ambiguous'],
    ['nobody@example.com', 'unknown'],
  ])('of %j is of nobody: counted as %s, and at debug without the name', (name, reason) => {
    const { at, told, telemetry, logger } = opened();
    at('700', name);
    expect(told).toEqual([]);
    expect(telemetry.total('lamplight_logins_unresolved_total', { system: 'pbx', reason })).toBe(1);
    expect(logger.lines.map(({ level, fields }) => [level, fields])).toEqual([['debug', { system: 'pbx', reason }]]);
  });

  test('moves from one line to another in either order of arrival', () => {
    for (const order of [
      ['leaves', 'comes'],
      ['comes', 'leaves'],
    ]) {
      const { rolesOf, at } = opened();
      at('700', 'bert');
      for (const step of order) {
        at(step === 'comes' ? '701' : '700', step === 'comes' ? 'bert' : '');
      }
      expect(rolesOf('bert')).toMatchObject({ 701: 'logged-in' });
      expect(rolesOf('bert')).not.toHaveProperty('700');
      expect([rolesOf('desk'), rolesOf('desk2')]).toEqual([{ 700: 'owner' }, { 701: 'shared' }]);
    }
  });

  test('of one person at two lines counts at both, and of another goes before the one before', () => {
    const { rolesOf, at } = opened();
    at('700', 'bert');
    at('701', 'bert');
    expect(rolesOf('bert')).toMatchObject({ 700: 'logged-in', 701: 'logged-in' });
    at('700', 'carla');
    expect(rolesOf('bert')).not.toHaveProperty('700');
    expect(rolesOf('carla')).toMatchObject({ 700: 'logged-in' });
  });
});

describe('as people come and go', () => {
  test('a name is looked up again', () => {
    const { directory, rolesOf, at, told } = opened();
    at('700', 'erik');
    directory.apply({ changed: [person('erik', [])], removed: [] });
    expect(rolesOf('erik')).toEqual({ 700: 'logged-in' });
    expect(told).toEqual([['desk', 'erik']]);
    directory.apply({
      changed: [{ ...person('erik2', []), addresses: [{ kind: 'upn', value: 'erik@other.org' }] }],
      removed: [],
    });
    expect(rolesOf('erik')).toEqual({});
    expect(rolesOf('desk')).toEqual({ 700: 'owner' });
    directory.apply({ changed: [], removed: [personId('erik2')] });
    directory.apply({ changed: [], removed: [personId('erik')] });
    expect(rolesOf('desk')).toEqual({ 700: 'owner' });
  });

  test('a line keeps whoever is logged in when its owner is gone', () => {
    const { directory, desks, rolesOf, at } = opened();
    at('700', 'bert');
    directory.apply({ changed: [], removed: [personId('desk')] });
    expect(rolesOf('bert')).toMatchObject({ 700: 'logged-in' });
    expect(desks.peopleAt({ systemId: PBX, address: '700' }).map(({ id }) => id)).toEqual(['bert']);
  });

  test('a new owner shares the line too, and what kind of line it is follows', () => {
    const { directory, desks, rolesOf, at, told } = opened();
    at('700', 'bert');
    directory.apply({ changed: [person('fred', [line('700', { lineKind: 'soft' })])], removed: [personId('desk')] });
    expect(rolesOf('fred')).toEqual({ 700: 'shared' });
    expect(desks.person(personId('bert'))?.bindings.at(-1)?.lineKind).toBe('soft');
    expect(told.at(-1)).toEqual(['bert', 'desk', 'fred']);
  });

  test('everybody whom the directory below tells of is told of once', () => {
    const { directory, told, at } = opened();
    at('700', 'bert');
    directory.apply({ changed: [person('carla', [])], removed: [] });
    directory.apply({ systems: [], changed: [], removed: [] });
    expect(told).toEqual([['bert', 'desk'], ['carla'], []]);
  });

  test('nothing is followed once it has stopped', () => {
    const { directory, desks, told } = opened();
    desks.stop();
    directory.apply({ changed: [], removed: [personId('anna')] });
    expect(told).toEqual([]);
  });
});

describe('a login of the directory', () => {
  const loggedIn = person('bert', [line('202'), line('700', { role: 'logged-in', lineKind: 'dect' })]);

  test('leaves the owner only a share, from the start and from when it comes', () => {
    const { directory, rolesOf, told } = opened();
    directory.apply({ changed: [loggedIn], removed: [] });
    expect(rolesOf('desk')).toEqual({ 700: 'shared' });
    expect(told).toEqual([['bert', 'desk']]);
    const anew = new HotDesks({ directory, logger: new MemoryLogger(), telemetry: new RecordingTelemetry() });
    expect(anew.person(personId('desk'))?.bindings).toMatchObject([{ role: 'shared' }]);
    directory.apply({ changed: [person('bert', [line('202')])], removed: [] });
    expect(rolesOf('desk')).toEqual({ 700: 'owner' });
    expect(told.at(-1)).toEqual(['bert', 'desk']);
  });

  test('gives way to what is reported at the line', () => {
    const { directory, rolesOf, at } = opened();
    directory.apply({ changed: [loggedIn], removed: [] });
    at('700', 'anna');
    expect(rolesOf('anna')).toMatchObject({ 700: 'logged-in' });
    expect(rolesOf('bert')).toEqual({ 202: 'owner', 700: 'shared' });
    at('700', '');
    expect(rolesOf('bert')).toEqual({ 202: 'owner', 700: 'logged-in' });
  });

  test('ends with the person', () => {
    const { directory, rolesOf } = opened();
    directory.apply({ changed: [loggedIn], removed: [] });
    directory.apply({ changed: [], removed: [personId('bert')] });
    expect(rolesOf('desk')).toEqual({ 700: 'owner' });
  });
});

test('every way to a person shows them with their logins', () => {
  const { desks, at } = opened();
  at('700', 'bert');
  const seen = desks.person(personId('bert'));
  const bert = ({ id }: Person) => id === 'bert';
  const resolved = desks.resolve({ by: 'address', address: 'bert@example.com' });
  expect(resolved.kind === 'person' && resolved.person).toBe(seen);
  expect([...desks.people()].find(bert)).toBe(seen);
  expect(desks.search('bert', 5, []).people.find(bert)).toBe(seen);
  expect(desks.list({ pageSize: 9, pageToken: null, kinds: [], groupId: null }).people.find(bert)).toBe(seen);
  expect(desks.peopleAt({ systemId: PBX, address: '202' })).toEqual([seen]);
  expect(desks.named(PBX, '202')).toEqual([seen]);
});
