import type { PersonId } from '@lamplight/domain';
import type { ManualClock } from '@lamplight/runtime';
import fc from 'fast-check';
import type { Store } from '../ports/store.ts';
import type { TenantChange } from '../ports/tenant.ts';
import type { DirectoryModel, ModelPerson } from './directory-model.ts';
import { bindingInput, changing, PBX, personInput } from './sample-records.ts';

/** The store under test, with the ids that it gave. */
export interface RealDirectory {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly ids: Map<number, PersonId>;
  /** Called after each change. */
  look(): Promise<void>;
}

type Step = fc.AsyncCommand<DirectoryModel, RealDirectory>;

export const PEOPLE = 4;
const number = fc.nat(PEOPLE - 1);
const name = fc.constantFrom('Anna', 'Änne', 'Ben', 'ben', 'Özil', '🙂');
const address = fc.constantFrom('1', '2', '3', '4', '5', '6');
const group = fc.constantFrom('a', 'b');
const role = fc.constantFrom('owner', 'owner', 'shared');

/** One change, made in the model and in the store. */
function step(
  text: string,
  check: (model: DirectoryModel) => boolean,
  inModel: (model: DirectoryModel) => void,
  inStore: (tenant: TenantChange, ids: Map<number, PersonId>) => Promise<unknown>,
): Step {
  return {
    check,
    run: async (model, real) => {
      real.clock.advance(1);
      inModel(model);
      await changing(real.store, (tenant) => inStore(tenant, real.ids));
      await real.look();
    },
    toString: () => text,
  };
}

/** A change of one person, if there is one. */
function ofPerson(
  who: number,
  text: string,
  inModel: (model: DirectoryModel, person: ModelPerson) => void,
  inStore: (tenant: TenantChange, id: PersonId) => Promise<unknown>,
): Step {
  return step(
    `${text} of ${who}`,
    (model) => model.people.has(who),
    (model) => {
      const person = model.people.get(who);
      if (person !== undefined) {
        inModel(model, person);
      }
    },
    async (tenant, ids) => {
      const id = ids.get(who);
      return id && inStore(tenant, id);
    },
  );
}

const create = fc.tuple(number, name, fc.uniqueArray(group)).map(([who, displayName, groupIds]) =>
  step(
    `create ${who} ${displayName} ${groupIds}`,
    (model) => !model.people.has(who) && groupIds.every((id) => model.groups.has(id)),
    (model) => model.create(who, displayName, groupIds),
    async ({ people }, ids) => ids.set(who, (await people.create(personInput(displayName, { groupIds }))).id),
  ),
);

const rename = fc.tuple(number, name).map(([who, displayName]) =>
  ofPerson(
    who,
    `rename to ${displayName}`,
    (_, person) => {
      person.name = displayName;
    },
    ({ people }, id) => people.update(id, { displayName }, null),
  ),
);

const erase = number.map((who) =>
  ofPerson(
    who,
    'erase',
    (model) => model.erase(who),
    ({ people }, id) => people.erase(id),
  ),
);

const leave = number.map((who) =>
  ofPerson(
    who,
    'leave',
    (model, person) => model.leave(person),
    ({ people }, id) => people.leave(id, null),
  ),
);

const comeBack = number.map((who) =>
  ofPerson(
    who,
    'return',
    (_, person) => {
      person.left = false;
    },
    ({ people }, id) => people.comeBack(id, null),
  ),
);

const put = fc
  .tuple(number, address, role, fc.boolean(), fc.constantFrom('x', 'y'))
  .map(([who, line, asWhat, primary, reason]) => {
    const given = { address: line, role: asWhat, primary, origin: 'administrator', reason } as const;
    return ofPerson(
      who,
      `put ${JSON.stringify(given)}`,
      (model, person) => model.put(person, given),
      ({ bindings }, id) => bindings.put(bindingInput(id, line, given), null),
    );
  });

const unbind = fc.tuple(number, address).map(([who, line]): Step => {
  const removing = ofPerson(
    who,
    `unbind ${line}`,
    (model, person) => model.unbind(person, line),
    ({ bindings }, id) => bindings.remove(id, { systemId: PBX, address: line }, null),
  );
  return {
    ...removing,
    check: (model) => model.people.get(who)?.bindings.some((binding) => binding.address === line) === true,
  };
});

const match = fc.dictionary(address, number, { noNullPrototype: true }).map((pairs) => {
  const found = new Map(Object.entries(pairs));
  return step(
    `match ${JSON.stringify(pairs)}`,
    (model) => [...found].every(([line, who]) => model.people.has(who) && !model.isOwnedByHand(line, who)),
    (model) => model.replaceMatched(found),
    ({ bindings }, ids) =>
      bindings.replaceMatched(
        [...found].flatMap(([line, who]) => {
          const id = ids.get(who);
          return id === undefined ? [] : [bindingInput(id, line, { origin: 'matching', reason: 'found' })];
        }),
      ),
  );
});

const removeLine = address.map((line) =>
  step(
    `remove line ${line}`,
    (model) => model.lines.has(line),
    (model) => model.removeLine(line),
    ({ lines }) => lines.remove({ systemId: PBX, address: line }, null),
  ),
);

const putGroup = group.map((id) =>
  step(
    `put group ${id}`,
    () => true,
    (model) => {
      model.groups.add(id);
    },
    ({ groups }) => groups.put({ id, displayName: id }, null),
  ),
);

const removeGroup = group.map((id) =>
  step(
    `remove group ${id}`,
    (model) => model.groups.has(id),
    (model) => model.removeGroup(id),
    ({ groups }) => groups.remove(id, null),
  ),
);

/** Sequences of changes. */
export function directoryCommands(maxCommands: number) {
  return fc.commands(
    [
      create,
      create,
      rename,
      erase,
      leave,
      comeBack,
      put,
      put,
      put,
      unbind,
      match,
      match,
      removeLine,
      putGroup,
      removeGroup,
    ],
    // Long ones: most need something that one before made.
    { maxCommands, size: 'max' },
  );
}
