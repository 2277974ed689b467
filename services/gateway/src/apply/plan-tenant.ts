/**
 * What differs between a tenant as a file wants it and as the store has it. What was made by hand stays as it is, also
 * where the file names it; what a file made and names no more goes. People who go leave, as everybody does who leaves.
 */
import { isDeepStrictEqual } from 'node:util';
import type { SystemId } from '@lamplight/domain';
import { SECRET_NAMES } from '../teams-secrets.ts';
import { Findings, inOrder } from './findings.ts';
import { planLines } from './plan-lines.ts';
import { planPeople } from './plan-people.ts';
import { planProfiles, profilesThatStay } from './plan-profiles.ts';
import type { Act, TenantPlan } from './step.ts';
import { credentialMark, MADE_SECTION, type Made, NOTHING_MADE, type TenantState } from './tenant-state.ts';
import type { WantedSystem, WantedTenant } from './wanted-tenant.ts';

/** @param state undefined: the store does not have it */
export function planTenant(wanted: WantedTenant, state: TenantState | undefined, fileName: string): TenantPlan {
  const findings = new Findings(wanted.id);
  const ofFile = state?.made ?? { ...NOTHING_MADE, tenant: fileName };
  if (state === undefined) {
    const act: Act = { act: 'create-tenant', displayName: wanted.displayName };
    findings.add('tenant', wanted.id, wanted.displayName, 'create', [], act);
  } else if (ofFile.tenant === null) {
    findings.same += 1;
  } else {
    const act: Act = { act: 'rename-tenant', displayName: wanted.displayName };
    const { displayName } = wanted;
    findings.compare('tenant', wanted.id, displayName, { displayName: [displayName, state.displayName] }, act);
  }
  const going = systemsThatGo(wanted, state);
  planSystems(findings, wanted, state, going);
  planGroups(findings, wanted, state);
  planPeople(findings, wanted, state);
  planLines(findings, wanted, state, going);
  planKeys(findings, wanted, state);
  planProfiles(findings, wanted, state);
  planSettings(findings, wanted, state);
  const next = madeThen(wanted, state, ofFile, going);
  return {
    id: wanted.id,
    exists: state !== undefined,
    steps: inOrder(findings.steps),
    same: findings.same,
    made: state !== undefined && isDeepStrictEqual(next, state.made) ? null : next,
  };
}

/**
 * A tenant that the file made and names no more. It goes whole, unless something was made in it by hand: then that stays,
 * and the tenant with it.
 */
export function planRemoval(state: TenantState, fileName: string): TenantPlan {
  if (hasHandMade(state)) {
    const nothing = {
      systems: [],
      groups: [],
      people: [],
      lines: [],
      bindings: [],
      keys: [],
      profiles: [],
      settings: {},
    };
    return planTenant({ id: state.id, displayName: state.displayName, ...nothing }, state, fileName);
  }
  const findings = new Findings(state.id);
  findings.add('tenant', state.id, state.displayName, 'remove', [], { act: 'remove-tenant' });
  return { id: state.id, exists: true, steps: findings.steps, same: 0, made: null };
}

function hasHandMade({ made, systems, groups, people, lines, keys, profiles, settings }: TenantState): boolean {
  const here = people.filter(({ person }) => person.leftAt === null);
  return (
    systems.some(({ id }) => !made.systems.includes(id)) ||
    groups.some(({ id }) => !made.groups.includes(id)) ||
    keys.some(({ id }) => !made.keys.includes(id)) ||
    profiles.some(({ id }) => !made.profiles.includes(id)) ||
    lines.some(({ origin }) => origin === 'administrator') ||
    here.some(
      ({ person, bindings }) =>
        person.origin !== 'file' || bindings.some(({ origin }) => origin === 'administrator' || origin === 'list'),
    ) ||
    Object.keys(settings).some((section) => section !== MADE_SECTION && !made.settings.includes(section))
  );
}

/** Systems that a file made and names no more. One with lines or bindings made by hand stays for their sake. */
function systemsThatGo(wanted: WantedTenant, state: TenantState | undefined): ReadonlySet<SystemId> {
  const named = new Set(wanted.systems.map(({ id }) => id));
  const held = new Set([
    ...(state?.lines.filter(({ origin }) => origin === 'administrator').map(({ systemId }) => systemId) ?? []),
    ...(state?.people.flatMap(({ bindings }) =>
      bindings.filter(({ origin }) => origin === 'administrator').map(({ systemId }) => systemId),
    ) ?? []),
  ]);
  const made = state?.systems.filter(({ id }) => state.made.systems.includes(id)) ?? [];
  return new Set(made.flatMap(({ id }) => (named.has(id) || held.has(id) ? [] : [id])));
}

function planSystems(
  findings: Findings,
  wanted: WantedTenant,
  state: TenantState | undefined,
  going: ReadonlySet<SystemId>,
): void {
  const kept = new Map(state?.systems.map((system) => [system.id, system]));
  const made = new Set(state?.made.systems);
  for (const system of wanted.systems) {
    const { id, displayName, technology, numberPlan, settings } = system;
    const before = kept.get(id);
    if (before === undefined) {
      findings.add('system', id, displayName, 'create', [], { act: 'create-system', system });
    } else if (made.has(id)) {
      const fields = {
        technology: [technology, before.technology],
        displayName: [displayName, before.displayName],
        numberPlan: [numberPlan, before.numberPlan],
        settings: [settings, before.settings],
      } as const;
      findings.compare('system', id, displayName, fields, { act: 'update-system', system });
    } else {
      findings.same += 1;
      continue;
    }
    planSecrets(findings, system, state);
  }
  for (const { id, displayName } of kept.values()) {
    if (going.has(id)) {
      findings.add('system', id, displayName, 'remove', [], { act: 'remove-system', id });
    }
  }
}

function planSecrets(findings: Findings, system: WantedSystem, state: TenantState | undefined): void {
  const { id: systemId, displayName, secrets } = system;
  for (const name of SECRET_NAMES) {
    const secret = secrets[name];
    const sealed = state?.secrets.get(systemId)?.[name]?.secret;
    const fields = name === 'clientSecret' ? [] : [name];
    if (secret !== undefined && secret !== sealed) {
      const change = sealed === undefined ? 'create' : 'update';
      findings.add('credential', systemId, displayName, change, fields, {
        act: 'put-credential',
        systemId,
        name,
        secret,
      });
    } else if (secret !== undefined) {
      findings.same += 1;
    } else if (sealed !== undefined && state?.made.credentials.includes(credentialMark(systemId, name)) === true) {
      findings.add('credential', systemId, displayName, 'remove', fields, { act: 'remove-credential', systemId, name });
    }
  }
}

function planGroups(findings: Findings, wanted: WantedTenant, state: TenantState | undefined): void {
  const kept = new Map(state?.groups.map((group) => [group.id, group]));
  const made = new Set(state?.made.groups);
  for (const group of wanted.groups) {
    const { id, displayName } = group;
    const before = kept.get(id);
    const act: Act = { act: 'put-group', group };
    if (before === undefined) {
      findings.add('group', id, displayName, 'create', [], act);
    } else if (made.has(id)) {
      findings.compare('group', id, displayName, { displayName: [displayName, before.displayName] }, act);
    } else {
      findings.same += 1;
    }
  }
  const named = new Set(wanted.groups.map(({ id }) => id));
  for (const { id, displayName } of kept.values()) {
    if (made.has(id) && !named.has(id)) {
      findings.add('group', id, displayName, 'remove', [], { act: 'remove-group', id });
    }
  }
}

function planKeys(findings: Findings, wanted: WantedTenant, state: TenantState | undefined): void {
  const kept = new Map(state?.keys.map((key) => [key.id, key]));
  const made = new Set(state?.made.keys);
  for (const key of wanted.keys) {
    const before = kept.get(key.id);
    if (before === undefined) {
      findings.add('key', key.id, '', 'create', [], { act: 'create-key', key });
    } else if (made.has(key.id)) {
      const fields = {
        hash: [key.hash, before.hash],
        roles: [key.roles.toSorted(), before.roles.toSorted()],
        systemIds: [key.systemIds.toSorted(), before.systemIds.toSorted()],
      } as const;
      findings.compare('key', key.id, '', fields, { act: 'replace-key', key });
    } else {
      findings.same += 1;
    }
  }
  const named = new Set(wanted.keys.map(({ id }) => id));
  for (const id of kept.keys()) {
    if (made.has(id) && !named.has(id)) {
      findings.add('key', id, '', 'remove', [], { act: 'revoke-key', id });
    }
  }
}

function planSettings(findings: Findings, wanted: WantedTenant, state: TenantState | undefined): void {
  const made = new Set(state?.made.settings);
  for (const [section, value] of Object.entries(wanted.settings)) {
    const before = state?.settings[section];
    const act: Act = { act: 'put-setting', section, value };
    if (before === undefined) {
      findings.add('setting', section, '', 'create', [], act);
    } else if (made.has(section)) {
      findings.compare('setting', section, '', { value: [value, before] }, act);
    } else {
      findings.same += 1;
    }
  }
  for (const section of made) {
    if (wanted.settings[section] === undefined && state?.settings[section] !== undefined) {
      findings.add('setting', section, '', 'remove', [], { act: 'remove-setting', section });
    }
  }
}

/** What is there and was made by hand does not become the file's by being named in it. */
function madeThen(
  wanted: WantedTenant,
  state: TenantState | undefined,
  before: Made,
  going: ReadonlySet<SystemId>,
): Made {
  const kept = {
    systems: state?.systems.map(({ id }) => id) ?? [],
    groups: state?.groups.map(({ id }) => id) ?? [],
    keys: state?.keys.map(({ id }) => id) ?? [],
    settings: Object.keys(state?.settings ?? {}),
    profiles: state?.profiles.map(({ id }) => id) ?? [],
  };
  const byFile = (noun: keyof typeof kept, named: readonly string[]): string[] =>
    named.filter((id) => before[noun].includes(id) || !kept[noun].some((other) => other === id)).toSorted();
  const named = wanted.systems.map(({ id }) => id);
  const staying = kept.systems.filter((id) => before.systems.includes(id) && !named.includes(id) && !going.has(id));
  const systems = byFile('systems', [...named, ...staying]);
  return {
    tenant: before.tenant,
    systems,
    groups: byFile(
      'groups',
      wanted.groups.map(({ id }) => id),
    ),
    keys: byFile(
      'keys',
      wanted.keys.map(({ id }) => id),
    ),
    credentials: wanted.systems.flatMap(({ id, secrets }) =>
      systems.includes(id)
        ? SECRET_NAMES.flatMap((name) => (secrets[name] === undefined ? [] : [credentialMark(id, name)]))
        : [],
    ),
    settings: byFile('settings', Object.keys(wanted.settings)),
    profiles: byFile('profiles', [...wanted.profiles.map(({ id }) => id), ...profilesThatStay(wanted, state)]),
  };
}
