import type { PersonId } from '@lamplight/domain';
import type { PersonWithBindings } from '../../ports/people.ts';
import { bindingsOfPeople } from '../bindings/binding-rows.ts';
import type { TenantScope } from '../scope.ts';
import { peopleOf } from './person-rows.ts';

export async function peopleWithBindings(
  scope: TenantScope,
  ids: readonly PersonId[],
): Promise<readonly PersonWithBindings[]> {
  const people = await peopleOf(scope, ids);
  const bindings = await bindingsOfPeople(scope, ids);
  return people.map((person) => Object.freeze({ person, bindings: bindings.get(person.id) ?? [] }));
}
