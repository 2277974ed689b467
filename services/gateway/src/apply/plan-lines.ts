import { type PersonId, type SubjectRef, type SystemId, subjectKey } from '@lamplight/domain';
import type { BindingRecord } from '@lamplight/store';
import type { Findings } from './findings.ts';
import type { TenantState } from './tenant-state.ts';
import type { WantedBinding, WantedTenant } from './wanted-tenant.ts';

/** Lines and who is bound to them. */
export function planLines(
  findings: Findings,
  wanted: WantedTenant,
  state: TenantState | undefined,
  going: ReadonlySet<SystemId>,
): void {
  planBindings(findings, wanted, state, going);
  const kept = new Map(state?.lines.map((line) => [subjectKey(line), line]));
  for (const line of wanted.lines) {
    const before = kept.get(subjectKey(line));
    const id = lineId(line);
    if (before === undefined) {
      const names = { displayName: '', userName: '', mail: '' };
      findings.add('line', id, '', 'create', [], { act: 'put-line', line, kept: names });
    } else if (before.origin === 'administrator') {
      findings.same += 1;
    } else {
      const { displayName, userName, mail } = before;
      const act = { act: 'put-line', line, kept: { displayName, userName, mail } } as const;
      findings.compare('line', id, displayName, { kind: [line.kind, before.kind] }, act);
    }
  }
  const named = new Set(wanted.lines.map(subjectKey));
  const heldByHand = new Set(
    state?.people.flatMap(({ bindings }) => bindings.filter(({ origin }) => origin !== 'file').map(subjectKey)),
  );
  for (const line of kept.values()) {
    // With its system goes every line of it, and with a line every binding: what was bound by hand keeps its line.
    if (line.origin === 'file' && !named.has(subjectKey(line)) && !heldByHand.has(subjectKey(line))) {
      if (!going.has(line.systemId)) {
        findings.add('line', lineId(line), line.displayName, 'remove', [], { act: 'remove-line', line });
      }
    }
  }
}

function planBindings(
  findings: Findings,
  wanted: WantedTenant,
  state: TenantState | undefined,
  going: ReadonlySet<SystemId>,
): void {
  const kept = new Map(state?.people.map(({ person, bindings }) => [person.id, bindings]));
  const names = new Map<PersonId, string>([
    ...(state?.people.map(({ person }) => [person.id, person.displayName] as const) ?? []),
    ...wanted.people.map(({ id, displayName }) => [id, displayName] as const),
  ]);
  for (const binding of wanted.bindings) {
    const ofPerson = kept.get(binding.personId) ?? [];
    planBinding(findings, binding, ofPerson, names.get(binding.personId) ?? '');
  }
  const named = new Set(wanted.bindings.map(bindingId));
  for (const binding of [...kept.values()].flat()) {
    if (binding.origin === 'file' && !named.has(bindingId(binding)) && !going.has(binding.systemId)) {
      const { personId } = binding;
      const act = { act: 'remove-binding', personId, line: binding } as const;
      findings.add('binding', bindingId(binding), names.get(personId) ?? '', 'remove', [], act);
    }
  }
}

function planBinding(
  findings: Findings,
  wanted: WantedBinding,
  ofPerson: readonly BindingRecord[],
  label: string,
): void {
  const before = ofPerson.find((binding) => subjectKey(binding) === subjectKey(wanted));
  if (before !== undefined && before.origin === 'administrator') {
    findings.same += 1;
    return;
  }
  // Which line is the primary one may have been said by hand.
  const chosen = ofPerson.some(({ primary, origin }) => primary && origin === 'administrator');
  const binding = { ...wanted, primary: wanted.primary && !chosen };
  const id = bindingId(binding);
  const act = { act: 'put-binding', binding } as const;
  if (before === undefined) {
    findings.add('binding', id, label, 'create', [], act);
    return;
  }
  const fields = {
    role: [binding.role, before.role],
    primary: [binding.primary, before.primary],
    origin: ['file', before.origin],
  } as const;
  findings.compare('binding', id, label, fields, act);
}

function lineId({ systemId, address }: SubjectRef): string {
  return `${systemId} ${address}`;
}

function bindingId({ personId, systemId, address }: SubjectRef & { readonly personId: PersonId }): string {
  return `${personId} ${systemId} ${address}`;
}
