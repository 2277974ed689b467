/** What one field of the configuration says of another. Each problem is given the path of the field to change. */
import type { z } from 'zod';
import { CONSOLE_SYSTEM } from './status/console-statuses.ts';

interface Tenant {
  readonly id: string;
  readonly systems: readonly { readonly id: string }[];
  readonly groups: readonly { readonly id: string }[];
  readonly people: readonly {
    readonly id: string;
    readonly upn?: string | undefined;
    readonly groups: readonly string[];
    readonly bindings: readonly Binding[];
  }[];
  readonly keys: readonly Key[];
}

interface Binding {
  readonly system: string;
  readonly address: string;
  readonly lineKind?: string | undefined;
  readonly primary?: boolean | undefined;
}

interface Key {
  readonly id: string;
  readonly hash: string;
  readonly roles: readonly string[];
  readonly systems: readonly string[];
}

interface Config {
  readonly keys: readonly { readonly id: string; readonly hash: string }[];
  readonly store?: unknown;
  readonly tenants: readonly Tenant[];
  readonly leases: { readonly lease: number; readonly renew: number };
}

type Path = readonly (string | number)[];
type Report = (path: Path, message: string) => void;

export function crossCheck(config: Config, context: z.core.$RefinementCtx): void {
  const report = reportTo(context);
  const hashes = hashesOnce(report);
  unique(config.keys, ['keys'], report, 'expected an id that no other key of the installation has');
  for (const [index, key] of config.keys.entries()) {
    hashes.check(key.hash, ['keys', index, 'hash']);
  }
  if (config.tenants.length === 0 && config.keys.length === 0 && config.store === undefined) {
    report(['tenants'], 'expected at least one tenant, a store that holds them, or keys of who may create them');
  }
  eachTenant(config.tenants, report, hashes);
  if (config.leases.renew * 2 > config.leases.lease) {
    report(['leases', 'renew'], 'expected at most half of leases.lease, so that one lost message costs no lease');
  }
}

/** What {@link crossCheck} says of tenants. */
export function checkTenants(tenants: readonly Tenant[], context: z.core.$RefinementCtx): void {
  const report = reportTo(context);
  eachTenant(tenants, report, hashesOnce(report));
}

function reportTo(context: z.core.$RefinementCtx): Report {
  return (path, message) => context.addIssue({ code: 'custom', message, path: [...path] });
}

function hashesOnce(report: Report): Once {
  return new Once(report, 'expected a hash that no other key has: make a new key with --new-key');
}

function eachTenant(tenants: readonly Tenant[], report: Report, hashes: Once): void {
  const tenantIds = new Once(report, 'expected an id that no other tenant has');
  for (const [index, tenant] of tenants.entries()) {
    const path = ['tenants', index];
    tenantIds.check(tenant.id, [...path, 'id']);
    checkTenant(tenant, path, report);
    checkKeys(tenant.keys, tenant.systems, [...path, 'keys'], report, hashes);
  }
}

function checkTenant(tenant: Tenant, path: Path, report: Report): void {
  const systems = new Set(tenant.systems.map(({ id }) => id));
  const groups = new Set(tenant.groups.map(({ id }) => id));
  unique(tenant.systems, [...path, 'systems'], report, 'expected an id that no other system of this tenant has');
  for (const [index, { id }] of tenant.systems.entries()) {
    if (id === CONSOLE_SYSTEM) {
      report(
        [...path, 'systems', index, 'id'],
        "expected another id: this one is the gateway's own, for what consoles say",
      );
    }
  }
  unique(tenant.groups, [...path, 'groups'], report, 'expected an id that no other group of this tenant has');
  unique(tenant.people, [...path, 'people'], report, 'expected an id that no other person of this tenant has');
  const upns = new Once(report, 'expected a UPN that no other person of this tenant has');
  const lineKinds = new Map<string, string>();
  for (const [index, person] of tenant.people.entries()) {
    const at = [...path, 'people', index];
    if (person.upn !== undefined) {
      upns.check(person.upn.toLowerCase(), [...at, 'upn']);
    }
    for (const [place, group] of person.groups.entries()) {
      known(group, groups, [...at, 'groups', place], report, 'group');
    }
    const bound = new Once(report, 'expected an address to which this person is not bound already');
    for (const [place, binding] of person.bindings.entries()) {
      known(binding.system, systems, [...at, 'bindings', place, 'system'], report, 'system');
      const subject = `${binding.system}\u0000${binding.address}`;
      bound.check(subject, [...at, 'bindings', place, 'address']);
      const kind = lineKinds.get(subject) ?? binding.lineKind;
      if (kind !== undefined) {
        lineKinds.set(subject, kind);
        if ((binding.lineKind ?? kind) !== kind) {
          report([...at, 'bindings', place, 'lineKind'], `expected ${kind}, as another binding to this line says`);
        }
      }
    }
    const [, second] = [...person.bindings.entries()].filter(([, { primary }]) => primary === true);
    if (second !== undefined) {
      report([...at, 'bindings', second[0], 'primary'], 'expected one primary binding of a person at most');
    }
  }
}

function checkKeys(keys: readonly Key[], systems: Tenant['systems'], path: Path, report: Report, hashes: Once): void {
  const ids = new Set(systems.map(({ id }) => id));
  unique(keys, path, report, 'expected an id that no other key of this tenant has');
  for (const [index, key] of keys.entries()) {
    hashes.check(key.hash, [...path, index, 'hash']);
    for (const [place, name] of key.systems.entries()) {
      known(name, ids, [...path, index, 'systems', place], report, 'system');
    }
    if (key.roles.includes('source') !== key.systems.length > 0) {
      report([...path, index, 'systems'], 'expected systems exactly where roles has source: those that it reports for');
    }
  }
}

function unique(items: readonly { readonly id: string }[], path: Path, report: Report, message: string): void {
  const ids = new Once(report, message);
  for (const [index, item] of items.entries()) {
    ids.check(item.id, [...path, index, 'id']);
  }
}

function known(name: string, names: ReadonlySet<string>, path: Path, report: Report, noun: string): void {
  if (!names.has(name)) {
    const list = [...names].slice(0, 10).join(', ');
    report(path, `expected a ${noun} of this tenant (${list === '' ? 'it has none' : list})`);
  }
}

/** Reports what comes a second time. */
class Once {
  readonly #seen = new Set<string>();
  readonly #report: Report;
  readonly #message: string;

  constructor(report: Report, message: string) {
    this.#report = report;
    this.#message = message;
  }

  check(value: string, path: Path): void {
    if (this.#seen.has(value)) {
      this.#report(path, this.#message);
    }
    this.#seen.add(value);
  }
}
