import { type PersonId, personId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { BindingOrigin } from '../../ports/bindings.ts';
import type { PeopleChange, PersonInput, PersonRecord } from '../../ports/people.ts';
import { rebind } from '../bindings/rebind.ts';
import { expectRevision, expectStorable } from '../checks.ts';
import { chunksOf } from '../chunks.ts';
import type { TenantChangeScope } from '../scope.ts';
import { erasePerson } from './erase-person.ts';
import { handMadeBy, listedAddresses, listedGroups } from './merge-entry.ts';
import { newPerson } from './new-person.ts';
import { peopleView } from './people-view.ts';
import { expectPerson, type KeptPerson, keptPeople } from './person-rows.ts';
import { syncPeople } from './sync.ts';
import { type PersonContent, sameContent, writePeople } from './write-people.ts';

/** Bindings that end when their person leaves. The others were made by hand and wait for a return. */
const ENDING: readonly BindingOrigin[] = ['login', 'matching', 'list', 'directory'];

export function peopleChange(scope: TenantChangeScope): PeopleChange {
  const change = async (
    id: PersonId,
    ifRevision: number | null,
    action: string,
    next: (person: KeptPerson) => PersonContent,
  ): Promise<PersonRecord> => {
    const before = await expectPerson(scope, id);
    expectRevision(`person ${id}`, ifRevision, before.record.revision);
    const after = next(before);
    if (sameContent(before, after)) {
      return before.record;
    }
    const [written = before] = await writePeople(scope, () => action, [{ before, after }]);
    return written.record;
  };

  return {
    ...peopleView(scope),
    create: (person, id) => create(scope, person, id),
    createMany: async (people) => {
      await createMany(scope, people);
    },
    update: (id, input, ifRevision) => {
      expectStorable('person', input);
      return change(id, ifRevision, 'update', (person) => updated(person, input));
    },
    setPause: (id, pause, ifRevision) => {
      expectStorable('pause', pause);
      return change(id, ifRevision, pause === null ? 'resume' : 'pause', (person) => ({
        ...person,
        record: { ...person.record, pause: pause && { until: pause.until, by: pause.by } },
      }));
    },
    leave: async (id, ifRevision) => {
      const { record } = await expectPerson(scope, id);
      expectRevision(`person ${id}`, ifRevision, record.revision);
      await rebind(scope, [id], (_, bindings) => bindings.filter((binding) => !ENDING.includes(binding.origin)));
      return change(id, null, 'leave', (person) => ({
        ...person,
        record: { ...person.record, leftAt: person.record.leftAt ?? scope.now },
      }));
    },
    comeBack: (id, ifRevision) =>
      change(id, ifRevision, 'return', (person) => ({ ...person, record: { ...person.record, leftAt: null } })),
    sync: (entries) => syncPeople(scope, entries),
    erase: (id) => erasePerson(scope, id),
    leftBefore: async (instant, limit) => {
      const rows = await scope.db
        .selectFrom('people')
        .select('id')
        .where('tenant_id', '=', scope.tenantId)
        .where('left_at', '<', instant)
        .orderBy('left_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map((row) => personId(row.id));
    },
  };
}

async function create(
  scope: TenantChangeScope,
  person: PersonInput,
  id: PersonId = personId(scope.ids.next()),
): Promise<PersonRecord> {
  const [created] = await createMany(scope, [{ id, person }]);
  if (created === undefined) {
    throw new LamplightError('unexpected', `person ${id} was not kept`);
  }
  return created.record;
}

async function createMany(
  scope: TenantChangeScope,
  people: readonly { readonly id: PersonId; readonly person: PersonInput }[],
): Promise<readonly KeptPerson[]> {
  expectStorable('person', people);
  const ids = people.map(({ id }) => id);
  const [kept] = await keptPeople(scope, ids);
  const seen = new Set<PersonId>();
  const taken = kept?.record.id ?? ids.find((id) => seen.size === seen.add(id).size);
  if (taken !== undefined) {
    throw new LamplightError('request_conflict', `person ${taken} is there already: expected another id`);
  }
  await scope.bulk.run(
    chunksOf(ids).map((chunk) =>
      scope.db.deleteFrom('removed_people').where('tenant_id', '=', scope.tenantId).where('person_id', 'in', chunk),
    ),
  );
  const changes = people.map(({ id, person }) => ({ before: null, after: newPerson(id, person) }));
  return writePeople(scope, () => 'create', changes);
}

/** Somebody who says no origin changes the person by hand, and what they set is theirs from then on. */
function updated(person: KeptPerson, change: Partial<PersonInput>): PersonContent {
  const { record } = person;
  const origin = change.origin ?? 'administrator';
  const { entraObjectId } = change;
  return {
    record: {
      ...record,
      kind: change.kind ?? record.kind,
      displayName: change.displayName ?? record.displayName,
      department: change.department ?? record.department,
      telephony: change.telephony ?? record.telephony,
      profileId: change.profileId === undefined ? record.profileId : change.profileId,
      timeZone: change.timeZone === undefined ? record.timeZone : change.timeZone,
      takesPart: change.takesPart === undefined ? record.takesPart : change.takesPart,
      statuses: change.statuses ?? record.statuses,
      entraObjectId: entraObjectId === undefined ? record.entraObjectId : (entraObjectId?.toLowerCase() ?? null),
      origin: change.origin ?? record.origin,
    },
    addresses:
      change.addresses === undefined ? person.addresses : listedAddresses(person.addresses, change.addresses, origin),
    groups: change.groupIds === undefined ? person.groups : listedGroups(person.groups, change.groupIds, origin),
    handMade: origin === 'administrator' ? handMadeBy(person, change) : person.handMade,
  };
}
