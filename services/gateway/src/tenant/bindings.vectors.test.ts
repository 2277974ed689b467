/**
 * Every vector of test/vectors/bindings, through a whole tenant: who is bound to what, what systems say, what is then
 * shown of people and wanted at the systems.
 */
import { readdirSync, readFileSync } from 'node:fs';
import {
  AS_THE_TENANT,
  type BoundSubject,
  CALL_STATES,
  type Claim,
  LINE_KINDS,
  type Person,
  personId,
  systemId,
} from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { lineClaim, teamsClaim } from '../../../../test/fakes/line-claims.ts';
import { ReportingSource } from '../../../../test/fakes/reporting-source.ts';
import { tenantSetup } from '../../../../test/fakes/tenant-setup.ts';
import { desiredWords } from '../directory/claim-summary.ts';
import { LiveDirectory } from '../directory/live-directory.ts';
import { createTenantCore } from './create-tenant-core.ts';

/** `system/address`, or more of it. */
const binding = z.union([
  z.string().transform((at) => ({ at, role: 'owner' as const, kind: 'desk' as const, primary: false })),
  z.strictObject({
    at: z.string(),
    role: z.enum(['owner', 'shared', 'logged-in']).default('owner'),
    kind: z.enum(LINE_KINDS).default('desk'),
    primary: z.boolean().default(false),
  }),
]);

const person = z.strictObject({
  kind: z.enum(['person', 'guest', 'room', 'resource']).default('person'),
  telephony: z.enum(['pbx', 'teams', 'twinned']).default('pbx'),
  groups: z.array(z.string()).default([]),
  phone: z.string().optional(),
  paused: z.boolean().default(false),
  bindings: z.array(binding).default([]),
});

/** A call state, a pair as `Busy/InACall`, or both with who is logged in; null withdraws. */
const said = z.union([
  z.string(),
  z.strictObject({ call: z.enum(CALL_STATES), count: z.number().default(1), loggedIn: z.string().default('') }),
  z.null(),
]);

const step = z.strictObject({
  /** Changes of the directory; null: the person leaves. */
  people: z.record(z.string(), person.nullable()).default({}),
  /** System whose source breaks off. */
  lose: z.string().optional(),
  /** Systems of the directory from now on. */
  systems: z.array(z.string()).optional(),
  say: z.record(z.string(), said).default({}),
  advanceMs: z.number().default(0),
  /** What is shown of people; fields that are not named do not matter. */
  shown: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  /** Everything that is wanted, by subject. */
  wanted: z.record(z.string(), z.string()).optional(),
  /** Subjects of the rosters, where they matter. */
  roster: z.array(z.string()).optional(),
});

const vectorFile = z.strictObject({
  source: z.string(),
  people: z.record(z.string(), person),
  vectors: z.array(z.strictObject({ name: z.string(), row: z.string(), steps: z.array(step) })),
});

/** As often as a source has to say something. */
const BEAT_MS = 30_000;

const TECHNOLOGIES: ReadonlyMap<string, string> = new Map([
  ['pbx', 'PBX'],
  ['branch', 'PBX'],
  ['entra', 'MSTEAMS'],
]);

function systemsOf(names: Iterable<string>) {
  return [...names].map((name) => ({
    id: systemId(name),
    technology: TECHNOLOGIES.get(name) ?? '',
    displayName: name,
    numberPlan: null,
  }));
}

function toPerson(name: string, facts: z.output<typeof person>): Person {
  return {
    id: personId(name),
    kind: facts.kind,
    displayName: name,
    addresses: [
      { kind: 'upn', value: `${name}@example.com` },
      ...(facts.phone === undefined ? [] : [{ kind: 'phone' as const, value: facts.phone }]),
    ],
    department: '',
    groupIds: facts.groups,
    telephony: facts.telephony,
    bindings: facts.bindings.map(({ at, role, kind, primary }): BoundSubject => {
      const [system = '', address = ''] = at.split('/');
      const technology = TECHNOLOGIES.get(system) ?? '';
      return {
        systemId: systemId(system),
        address,
        technology,
        lineKind: technology === 'MSTEAMS' ? null : kind,
        role,
        primary,
      };
    }),
    ...AS_THE_TENANT,
    pause: facts.paused ? { until: null } : null,
  };
}

function claimOf(value: Exclude<z.output<typeof said>, null>): Partial<Claim> {
  if (typeof value === 'object') {
    return { ...lineClaim(value.call, { count: value.count }), loggedIn: value.loggedIn };
  }
  const [availability = '', activity] = value.split('/');
  const state = CALL_STATES.find((one) => one === value);
  return state === undefined ? teamsClaim(availability, activity ?? '') : lineClaim(state);
}

/** A tenant with a source at each system, which has said everything that it knows: nothing. */
async function openedTenant(people: Readonly<Record<string, z.output<typeof person>>>) {
  const setup = tenantSetup();
  const directory = new LiveDirectory({
    systems: systemsOf(TECHNOLOGIES.keys()),
    changed: Object.entries(people).map(([name, facts]) => toPerson(name, facts)),
    removed: [],
  });
  const core = createTenantCore({ ...setup, directory });
  const sources = new Map(
    [...TECHNOLOGIES].map(([system, technology]) => [
      system,
      new ReportingSource(core.reports, { system, technology }).hello().complete(),
    ]),
  );
  await setup.settle();
  const wanted = () =>
    Object.fromEntries(
      [...sources].flatMap(([system, source]) =>
        [...source.effects.values()].map(({ address, desired }) => [`${system}/${address}`, desiredWords(desired)]),
      ),
    );
  const roster = () =>
    [...sources].flatMap(([system, source]) => [...source.roster.keys()].map((at) => `${system}/${at}`));
  const lost = new Set<string>();
  /** Time passes; the sources say so, but those that are lost. */
  const pass = async (ms: number, losing: string | undefined) => {
    if (losing !== undefined) {
      sources.get(losing)?.lose();
      lost.add(losing);
    }
    for (let left = ms; left > 0; left -= BEAT_MS) {
      await setup.clock.advanceAsync(Math.min(left, BEAT_MS));
      for (const [system, source] of sources) {
        if (!lost.has(system) && source.ended === undefined) {
          source.heartbeat();
        }
      }
    }
    await setup.settle();
  };
  return { ...setup, directory, core, sources, wanted, roster, pass };
}

const folder = new URL('../../../../test/vectors/bindings/', import.meta.url);

for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  const file = vectorFile.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
  describe(`${name} (${file.source})`, () => {
    it.each(file.vectors)('$name [$row]', async ({ steps }) => {
      const tenant = await openedTenant(file.people);
      for (const [index, one] of steps.entries()) {
        const entries = Object.entries(one.people);
        tenant.directory.apply({
          ...(one.systems === undefined ? {} : { systems: systemsOf(one.systems) }),
          changed: entries.flatMap(([who, facts]) => (facts === null ? [] : [toPerson(who, facts)])),
          removed: entries.flatMap(([who, facts]) => (facts === null ? [personId(who)] : [])),
        });
        for (const [subject, value] of Object.entries(one.say)) {
          const [system = '', address = ''] = subject.split('/');
          tenant.sources.get(system)?.claims({ [address]: value === null ? null : claimOf(value) });
        }
        await tenant.pass(one.advanceMs, one.lose);
        for (const [who, presence] of Object.entries(one.shown)) {
          const shown = tenant.core.presenceLog.read(personId(who))?.presence;
          expect(shown, `step ${index + 1}: ${who}`).toMatchObject(presence);
        }
        if (one.wanted !== undefined) {
          expect(tenant.wanted(), `step ${index + 1}: wanted`).toEqual(one.wanted);
        }
        if (one.roster !== undefined) {
          expect(tenant.roster().toSorted(), `step ${index + 1}: roster`).toEqual(one.roster.toSorted());
        }
        expect(
          [...tenant.sources.values()].flatMap(({ refusals }) => refusals),
          `step ${index + 1}: refused`,
        ).toEqual([]);
      }
      tenant.core.stop();
    });
  });
}
