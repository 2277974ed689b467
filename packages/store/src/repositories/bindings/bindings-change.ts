import { type PersonId, personId, type SubjectRef, subjectKey } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { BindingInput, BindingOrigin, BindingRecord, BindingsChange } from '../../ports/bindings.ts';
import { expectRevision, expectStorable } from '../checks.ts';
import { expectPeople } from '../people/person-rows.ts';
import type { TenantChangeScope } from '../scope.ts';
import type { BindingContent } from './binding-rows.ts';
import { bindingsOf, bindingsView, ownersAt } from './bindings-view.ts';
import { keepSubjects } from './keep-subjects.ts';
import { ownedTwice } from './owned-twice.ts';
import { rebind } from './rebind.ts';
import { replaceMatched } from './replace-matched.ts';

/** People who bind by hand may say that two own a line; whatever finds bindings by itself may not. */
const BY_HAND: readonly BindingOrigin[] = ['administrator', 'file'];

export function bindingsChange(scope: TenantChangeScope): BindingsChange {
  return {
    ...bindingsView(scope),
    put: (binding, ifRevision) => put(scope, binding, ifRevision),
    putMany: (bindings) => putMany(scope, bindings),
    remove: async (id, ref, ifRevision) => {
      const before = await bindingOf(scope, id, ref);
      if (before === undefined) {
        throw new LamplightError(
          'record_unknown',
          `person ${id} is not bound to ${ref.address} of ${ref.systemId}: nothing to remove`,
        );
      }
      expectRevision('binding', ifRevision, before.revision);
      await rebind(scope, [id], (_, bindings) => bindings.filter((binding) => !isAt(binding, ref)));
    },
    replaceMatched: (bindings) => replaceMatched(scope, bindings),
    expire: (now) => expire(scope, now),
  };
}

async function put(scope: TenantChangeScope, input: BindingInput, ifRevision: number | null): Promise<BindingRecord> {
  const before = await bindingOf(scope, input.personId, input);
  expectRevision('binding', ifRevision, before?.revision ?? 0);
  await putMany(scope, [input]);
  const after = await bindingOf(scope, input.personId, input);
  if (after === undefined) {
    throw new LamplightError('unexpected', `binding of ${input.personId} was not kept`);
  }
  return after;
}

async function putMany(scope: TenantChangeScope, inputs: readonly BindingInput[]): Promise<void> {
  expectStorable('binding', inputs);
  await expectPeople(
    scope,
    inputs.map((input) => input.personId),
  );
  await expectNoOtherOwners(
    scope,
    inputs.filter(({ role, origin }) => role === 'owner' && !BY_HAND.includes(origin)),
  );
  const kinds = await keepSubjects(scope, inputs);
  const contents = inputs.map(
    (input): BindingContent => ({ ...input, lineKind: kinds.get(subjectKey(input)) ?? null }),
  );
  const noLine = contents.find((content) => content.primary && content.lineKind === null);
  if (noLine !== undefined) {
    throw new LamplightError(
      'request_invalid',
      `binding.primary is true for ${noLine.address} of ${noLine.systemId}: expected a line, which this is not`,
    );
  }
  const byPerson = Map.groupBy(contents, (content) => content.personId);
  await rebind(scope, byPerson.keys(), (id, bindings) =>
    (byPerson.get(id) ?? []).reduce<readonly BindingContent[]>(withBinding, bindings),
  );
}

/** What is marked primary takes the mark from the others. */
function withBinding(bindings: readonly BindingContent[], put: BindingContent): readonly BindingContent[] {
  const others = put.primary ? bindings.map((binding) => ({ ...binding, primary: false })) : bindings;
  return others.some((binding) => isAt(binding, put))
    ? others.map((binding) => (isAt(binding, put) ? put : binding))
    : [...others, put];
}

async function expire(scope: TenantChangeScope, now: number): Promise<number> {
  const rows = await scope.db
    .selectFrom('bindings')
    .select('person_id')
    .distinct()
    .where('tenant_id', '=', scope.tenantId)
    .where('expires_at', '<=', now)
    .execute();
  const { removed } = await rebind(
    scope,
    rows.map((row) => personId(row.person_id)),
    (_, bindings) => bindings.filter((binding) => binding.expiresAt === null || binding.expiresAt > now),
  );
  return removed;
}

async function bindingOf(scope: TenantChangeScope, id: PersonId, ref: SubjectRef): Promise<BindingRecord | undefined> {
  return (await bindingsOf(scope, id)).find((binding) => isAt(binding, ref));
}

async function expectNoOtherOwners(scope: TenantChangeScope, inputs: readonly BindingInput[]): Promise<void> {
  for (const [systemId, ofSystem] of Map.groupBy(inputs, (input) => input.systemId)) {
    const addresses = ofSystem.map(({ address }) => address);
    const owners = Map.groupBy(await ownersAt(scope, systemId, addresses), ({ address }) => address);
    for (const input of ofSystem) {
      const owner = owners.get(input.address)?.find(({ personId: id }) => id !== input.personId);
      if (owner !== undefined) {
        throw ownedTwice(input, owner.personId);
      }
    }
  }
}

function isAt(binding: SubjectRef, ref: SubjectRef): boolean {
  return binding.systemId === ref.systemId && binding.address === ref.address;
}
