import { type PersonId, personId, type SubjectRef, systemId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { BindingRecord, TenantChange, TenantView } from '@lamplight/store';
import type { Handlers } from '../handler.ts';
import type { AdminSurroundings } from '../surroundings.ts';
import { existingPerson } from './existing-person.ts';
import { found } from './found.ts';
import { answerOf, bindingBody, msOf, NO_CONTENT } from './records.ts';

interface Place {
  readonly personId: string;
  readonly systemId: string;
  readonly address: string;
}

export function bindingsHandlers({ clock }: AdminSurroundings): Handlers['bindings'] {
  return {
    list: async ({ query, readTenant }) => {
      const filter = { systemId: query.system ?? null, origins: query.origin };
      const page = await readTenant((tenant) =>
        tenant.bindings.list(filter, { limit: query.limit, after: query.after ?? null }),
      );
      return { value: { items: page.items.map(bindingBody), next: page.next } };
    },
    put: ({ params, body, actor, ifRevision, changeTenant }) =>
      changeTenant(async (tenant) => {
        const { person } = await existingPerson(tenant, params.personId);
        const binding = {
          ...refOf(params),
          personId: person.id,
          role: body.role,
          primary: body.primary,
          origin: 'administrator',
          reason: `by hand, by ${actor.id}`,
          expiresAt: body.expiresAt === null ? null : toCome(body.expiresAt, clock.now()),
        } as const;
        if ((binding.role === 'logged-in') !== (binding.expiresAt !== null)) {
          throw new LamplightError(
            'request_invalid',
            `expiresAt is ${body.expiresAt ?? 'left out'} for the role ${binding.role}: expected a time for logged-in, and for no other`,
            { details: { '/body/expiresAt': 'expected a time for logged-in, and for no other role' } },
          );
        }
        const record = await tenant.bindings.put(binding, ifRevision);
        return answerOf(bindingBody(record), record);
      }),
    remove: ({ params, ifRevision, changeTenant }) =>
      changeTenant(async (tenant) => {
        const { personId: id } = await existing(tenant, params);
        await tenant.bindings.remove(id, refOf(params), ifRevision);
        return NO_CONTENT;
      }),
    login: ({ params, body, actor, ifRevision, changeTenant }) =>
      changeTenant(async (tenant) => {
        const { person, bindings } = await existingPerson(tenant, params.personId);
        const ref = refOf(params);
        found(await tenant.lines.get(ref), 'line_unknown', 'line', params.address);
        const kept = bindings.find((binding) => isAt(binding, ref));
        if (kept !== undefined && kept.origin !== 'login') {
          throw new LamplightError(
            'request_conflict',
            `the line ${params.address} is bound to this person as ${kept.role}: nobody needs to log in at their own line`,
          );
        }
        await logOutOthers(tenant, ref, person.id);
        const record = await tenant.bindings.put(
          {
            ...ref,
            personId: person.id,
            role: 'logged-in',
            primary: false,
            origin: 'login',
            reason: `logged in by ${actor.id}`,
            expiresAt: toCome(body.expiresAt, clock.now()),
          },
          ifRevision,
        );
        return answerOf(bindingBody(record), record);
      }),
    logout: ({ params, changeTenant }) =>
      changeTenant(async (tenant) => {
        const kept = await existing(tenant, params);
        if (kept.origin !== 'login') {
          throw new LamplightError(
            'request_not_possible',
            `the line ${params.address} is bound to this person as ${kept.role}, not logged in: an administrator unbinds it`,
          );
        }
        await tenant.bindings.remove(kept.personId, refOf(params), null);
        return NO_CONTENT;
      }),
  };
}

/** One person at a desk: who logs in ends the login before, as at a phone. */
async function logOutOthers(tenant: TenantChange, ref: SubjectRef, by: PersonId): Promise<void> {
  for (const binding of await tenant.bindings.at(ref)) {
    if (binding.origin === 'login' && binding.personId !== by) {
      await tenant.bindings.remove(binding.personId, ref, null);
    }
  }
}

async function existing(tenant: TenantView, place: Place): Promise<BindingRecord> {
  const bindings = await tenant.bindings.of(personId(place.personId));
  const ref = refOf(place);
  return found(
    bindings.find((binding) => isAt(binding, ref)),
    'record_unknown',
    'binding of this person to',
    place.address,
  );
}

function isAt(binding: SubjectRef, ref: SubjectRef): boolean {
  return binding.systemId === ref.systemId && binding.address === ref.address;
}

function refOf(place: Omit<Place, 'personId'>): SubjectRef {
  return { systemId: systemId(place.systemId), address: place.address };
}

function toCome(instant: string, now: number): number {
  const at = msOf(instant);
  if (at <= now) {
    throw new LamplightError('request_invalid', `expiresAt is ${instant}: expected a time to come`, {
      details: { '/body/expiresAt': 'expected a time to come' },
    });
  }
  return at;
}
