import { type PersonId, personId, subjectKey } from '@lamplight/domain';
import type { BindingInput, BindingOrigin, BindingRecord } from '../../ports/bindings.ts';
import { expectStorable } from '../checks.ts';
import { chunksOf } from '../chunks.ts';
import { expectPeople } from '../people/person-rows.ts';
import type { TenantChangeScope } from '../scope.ts';
import type { BindingContent } from './binding-rows.ts';
import { ownersAt } from './bindings-view.ts';
import { keepSubjects } from './keep-subjects.ts';
import { ownedTwice } from './owned-twice.ts';
import { type Rebound, rebind } from './rebind.ts';

const MATCHED: readonly BindingOrigin[] = ['matching', 'list'];
const PEOPLE_AT_ONCE = 500;
const IDS_AT_ONCE = 5_000;

/**
 * Puts what the matchers found in place of what they found before. A binding that came about in another way stays as it
 * is, and a primary line that is one of those stays primary.
 * @throws LamplightError `person_unknown`, `system_unknown`, `request_conflict` for a line that two would own
 */
export async function replaceMatched(scope: TenantChangeScope, inputs: readonly BindingInput[]): Promise<Rebound> {
  const owners = new Map<string, PersonId>();
  const wanted = Map.groupBy(inputs, (input) => input.personId);
  const people = [...new Set([...wanted.keys(), ...(await peopleMatched(scope))])];
  const total = { added: 0, changed: 0, removed: 0 };
  // Some at a time, so that the event loop gets its turn among 100,000.
  for (const ids of chunksOf(people, PEOPLE_AT_ONCE)) {
    const found = ids.flatMap((id) => wanted.get(id) ?? []);
    expectStorable('bindings', found);
    expectOneOwner(owners, await ownersByHand(scope, found), found);
    await expectPeople(
      scope,
      ids.filter((id) => wanted.has(id)),
    );
    const kinds = await keepSubjects(scope, found);
    const { added, changed, removed } = await rebind(scope, ids, (personId, before) =>
      nextBindings(
        before,
        (wanted.get(personId) ?? []).map((input) => ({ ...input, lineKind: kinds.get(subjectKey(input)) ?? null })),
      ),
    );
    total.added += added;
    total.changed += changed;
    total.removed += removed;
  }
  return total;
}

/** Owners of these lines whom matching did not find, by {@link subjectKey}. */
async function ownersByHand(
  scope: TenantChangeScope,
  inputs: readonly BindingInput[],
): Promise<ReadonlyMap<string, PersonId>> {
  const owners = new Map<string, PersonId>();
  for (const [systemId, ofSystem] of Map.groupBy(inputs, (input) => input.systemId)) {
    const addresses = [...new Set(ofSystem.map(({ address }) => address))];
    for (const owner of await ownersAt(scope, systemId, addresses)) {
      if (!isMatched(owner)) {
        owners.set(subjectKey(owner), owner.personId);
      }
    }
  }
  return owners;
}

async function peopleMatched({ db, tenantId }: TenantChangeScope): Promise<readonly PersonId[]> {
  const ids: PersonId[] = [];
  for (;;) {
    const rows = await db
      .selectFrom('bindings')
      .select('person_id')
      .distinct()
      .where('tenant_id', '=', tenantId)
      .where('origin', 'in', MATCHED)
      .where('person_id', '>', ids.at(-1) ?? '')
      .orderBy('person_id')
      .limit(IDS_AT_ONCE)
      .execute();
    ids.push(...rows.map((row) => personId(row.person_id)));
    if (rows.length < IDS_AT_ONCE) {
      return ids;
    }
  }
}

/** In the order of age, what is new at the end: the first owned line stays the first. */
function nextBindings(before: readonly BindingRecord[], found: readonly BindingContent[]): readonly BindingContent[] {
  const others = before.filter((binding) => !isMatched(binding));
  const taken = new Set(others.map(subjectKey));
  const matched = new Map(
    found.filter((binding) => !taken.has(subjectKey(binding))).map((binding) => [subjectKey(binding), binding]),
  );
  const marked = others.some((binding) => binding.primary)
    ? undefined
    : [...matched.values()].find((binding) => binding.primary);
  const isPrimary = (binding: BindingContent, old: BindingRecord | undefined): boolean =>
    marked === undefined ? old?.primary === true : binding === marked;
  const stay = before.flatMap((old) => {
    const binding = matched.get(subjectKey(old));
    matched.delete(subjectKey(old));
    return isMatched(old)
      ? binding === undefined
        ? []
        : [{ ...binding, primary: isPrimary(binding, old) }]
      : [{ ...old }];
  });
  return [...stay, ...[...matched.values()].map((binding) => ({ ...binding, primary: isPrimary(binding, undefined) }))];
}

function isMatched(binding: BindingRecord): boolean {
  return MATCHED.includes(binding.origin);
}

/** @param found owners whom matching found so far; those that are right are added */
function expectOneOwner(
  found: Map<string, PersonId>,
  byHand: ReadonlyMap<string, PersonId>,
  inputs: readonly BindingInput[],
): void {
  for (const input of inputs) {
    const key = subjectKey(input);
    const owner = byHand.get(key) ?? found.get(key);
    if (input.role === 'owner') {
      if (owner !== undefined && owner !== input.personId) {
        throw ownedTwice(input, owner);
      }
      found.set(key, input.personId);
    }
  }
}
