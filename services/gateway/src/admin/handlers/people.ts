import { personId } from '@lamplight/domain';
import type { PersonRecord } from '@lamplight/store';
import { statusEditsOf } from '../../directory/status-edits.ts';
import { erasePerson } from '../../matching/erase-person.ts';
import type { Handlers } from '../handler.ts';
import type { AdminSurroundings } from '../surroundings.ts';
import { existingPerson } from './existing-person.ts';
import { findPeople } from './find-people.ts';
import { requireRevision } from './found.ts';
import { type AroundImports, importPeople } from './imports.ts';
import { requireNamed } from './known-names.ts';
import { exportPerson } from './person-export.ts';
import { pauseUntil, requirePausing } from './person-pause.ts';
import { answerOf, definedOf, NO_CONTENT, personBody, personWithBindings, variantOf } from './records.ts';

export function peopleHandlers(around: AdminSurroundings, imports: AroundImports): Handlers['people'] {
  return {
    list: async ({ query, readTenant }) => {
      const filter = {
        query: query.query,
        kinds: query.kind,
        groupId: query.group ?? null,
        systemId: query.system ?? null,
        profileId: query.profile ?? null,
        state: query.state,
        without: query.without ?? null,
      };
      const page = await readTenant((tenant) =>
        tenant.people.list(filter, { limit: query.limit, after: query.after ?? null }),
      );
      return { value: { items: page.items.map(personBody), next: page.next } };
    },
    find: async ({ query, readTenant }) => {
      const items = await readTenant((tenant) => findPeople(tenant, query.address));
      return { value: { items: items.map(({ how, ...person }) => ({ ...personWithBindings(person), how })) } };
    },
    create: ({ body, changeTenant }) =>
      changeTenant(async (tenant) => {
        await requireNamed(tenant, body);
        const statuses = statusEditsOf(body.statuses);
        return shown(await tenant.people.create({ ...body, statuses, origin: 'administrator' }));
      }),
    get: async ({ params, readTenant }) => {
      const person = await readTenant((tenant) => existingPerson(tenant, params.personId));
      return { ...answerOf(personWithBindings(person), person.person), variant: variantOf(person.bindings) };
    },
    update: ({ params, body, ifRevision, changeTenant }) =>
      // The store marks what is set by hand: a sync leaves those fields alone, and follows the others.
      changeTenant(async (tenant) => {
        await requireNamed(tenant, body);
        const statuses = body.statuses && statusEditsOf(body.statuses);
        return shown(
          await tenant.people.update(personId(params.personId), definedOf({ ...body, statuses }), ifRevision),
        );
      }),
    import: importPeople(imports),
    pause: (call) =>
      call.changeTenant(async (tenant) => {
        const { person } = await existingPerson(tenant, call.params.personId);
        const until = await pauseUntil(tenant, call, around.clock.now());
        return shown(await tenant.people.setPause(person.id, { until, by: call.actor.id }, call.ifRevision));
      }),
    resume: (call) =>
      call.changeTenant(async (tenant) => {
        await requirePausing(tenant, call);
        return shown(await tenant.people.setPause(personId(call.params.personId), null, call.ifRevision));
      }),
    leave: ({ params, ifRevision, changeTenant }) =>
      changeTenant(async (tenant) => shown(await tenant.people.leave(personId(params.personId), ifRevision))),
    comeBack: ({ params, ifRevision, changeTenant }) =>
      changeTenant(async (tenant) => shown(await tenant.people.comeBack(personId(params.personId), ifRevision))),
    erase: ({ params, ifRevision, changeTenant }) =>
      changeTenant(async (tenant) => {
        const { person } = await existingPerson(tenant, params.personId);
        requireRevision(person, ifRevision);
        await erasePerson(tenant, person.id);
        return NO_CONTENT;
      }),
    export: exportPerson(around),
  };
}

function shown(record: PersonRecord) {
  return answerOf(personBody(record), record);
}
