import { AS_THE_TENANT, type BoundSubject, type Person, personId, systemId } from '@lamplight/domain';
import { silentLogger, silentTelemetry } from '@lamplight/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LiveDirectory } from '../directory/live-directory.ts';
import { HotDesks } from './hot-desks.ts';

const PBX = systemId('pbx');
const LINES = ['1', '2', '3'] as const;
const NAMES = ['a', 'b', 'c', 'd'] as const;

const binding: fc.Arbitrary<BoundSubject> = fc.record({
  systemId: fc.constant(PBX),
  address: fc.constantFrom(...LINES),
  technology: fc.constant('PBX'),
  lineKind: fc.constantFrom('desk', 'shared'),
  role: fc.constantFrom('owner', 'owner', 'shared', 'logged-in'),
  primary: fc.constant(false),
});

const person: fc.Arbitrary<Person> = fc
  .record({
    name: fc.constantFrom(...NAMES),
    // Two people may have the same UPN for a while.
    upn: fc.constantFrom(...NAMES),
    bindings: fc.uniqueArray(binding, { maxLength: 3, selector: ({ address }) => address }),
  })
  .map(({ name, upn, bindings }) => ({
    id: personId(name),
    kind: 'person',
    displayName: name,
    addresses: [{ kind: 'upn', value: `${upn}@example.com` }],
    department: '',
    groupIds: [],
    telephony: 'pbx',
    bindings,
    ...AS_THE_TENANT,
    pause: null,
  }));

const step = fc.oneof(
  fc.record({
    kind: fc.constant('report'),
    address: fc.constantFrom(...LINES),
    name: fc.constantFrom('', ...NAMES.map((name) => `${name}@example.com`), ...LINES),
  }),
  fc.record({ kind: fc.constant('change'), people: fc.array(person, { maxLength: 2 }) }),
  fc.record({ kind: fc.constant('remove'), name: fc.constantFrom(...NAMES) }),
);

test('what is shown depends on who is who and who is logged in, not on how it came about, and every difference is told', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const options = { logger: silentLogger, telemetry: silentTelemetry };
      const directory = new LiveDirectory({
        systems: [{ id: PBX, technology: 'PBX', displayName: '', numberPlan: null }],
        changed: [],
        removed: [],
      });
      const desks = new HotDesks({ ...options, directory });
      const reported = new Map<string, string>();
      let seen = new Map<string, Person>();
      const told = new Set<string>();
      desks.listen((changed) => {
        for (const id of changed) {
          told.add(id);
        }
      });
      for (const one of steps) {
        switch (one.kind) {
          case 'report':
            reported.set(one.address, one.name);
            desks.report({ systemId: PBX, address: one.address }, one.name);
            break;
          case 'change':
            directory.apply({ changed: one.people, removed: [] });
            break;
          case 'remove':
            directory.apply({ changed: [], removed: [personId(one.name)] });
            break;
        }
        const now = new Map([...desks.people()].map((each): [string, Person] => [each.id, each]));
        for (const id of new Set([...seen.keys(), ...now.keys()])) {
          if (JSON.stringify(seen.get(id)) !== JSON.stringify(now.get(id))) {
            expect(told).toContain(id);
          }
        }
        told.clear();
        seen = now;
      }
      const anew = new HotDesks({ ...options, directory });
      for (const [address, name] of reported) {
        anew.report({ systemId: PBX, address }, name);
      }
      expect([...desks.people()].map(sorted)).toEqual([...anew.people()].map(sorted));
      for (const address of LINES) {
        const there = desks.peopleAt({ systemId: PBX, address });
        // A line is of whoever is logged in, of its owners, or of nobody; never of both.
        const roles = there.flatMap(({ bindings }) => bindings.filter((one) => one.address === address));
        expect(roles).toHaveLength(there.length);
        expect(new Set(there.map(({ id }) => id)).size).toBe(there.length);
      }
    }),
    { numRuns: 1_000, seed: 20_261_121 },
  );
});

function sorted(one: Person): Person {
  return { ...one, bindings: one.bindings.toSorted((a, b) => a.address.localeCompare(b.address)) };
}
