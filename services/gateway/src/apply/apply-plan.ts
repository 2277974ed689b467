import { AS_THE_TENANT, type PersonId, type TenantId } from '@lamplight/domain';
import type { BindingInput, LineInput, PersonInput, StoreChange, TenantChange } from '@lamplight/store';
import { inOrder } from './findings.ts';
import type { ApplyPlan } from './plan.ts';
import type { Act } from './step.ts';
import { MADE_SECTION } from './tenant-state.ts';
import type { WantedPerson } from './wanted-tenant.ts';

/** What stands as the reason of a binding, and as the note on a version of a profile. */
const REASON = 'configuration file';

/** Carries a plan out within one change: all of it or nothing. */
export async function applyPlan(change: StoreChange, plan: Pick<ApplyPlan, 'tenants' | 'fileName'>): Promise<void> {
  // Over all tenants in one order: what one gives up another may take.
  const steps = inOrder(plan.tenants.flatMap(({ id, steps: ofTenant }) => ofTenant.map(({ act }) => ({ id, act }))));
  for (const { id, acts } of runsOf(steps)) {
    await carryOutInBulk(change.tenant(id), acts.filter(isBulk));
    for (const act of acts.filter(isSingle)) {
      await carryOut(change, id, act, plan.fileName);
    }
  }
  for (const { id, made } of plan.tenants) {
    if (made !== null) {
      await change.tenant(id).settings.put(MADE_SECTION, { ...made }, null);
    }
  }
}

interface Run {
  readonly id: TenantId;
  readonly acts: Act[];
}

/** Records that go in one statement. */
const BATCH = 2_000;

/** Steps of one kind at one tenant that follow each other, a batch at most. */
function runsOf(steps: readonly { readonly id: TenantId; readonly act: Act }[]): readonly Run[] {
  const runs: Run[] = [];
  for (const { id, act } of steps) {
    const run = runs.at(-1);
    if (run?.id === id && run.acts[0]?.act === act.act && run.acts.length < BATCH) {
      run.acts.push(act);
    } else {
      runs.push({ id, acts: [act] });
    }
  }
  return runs;
}

type BulkAct = Extract<Act, { readonly act: 'create-person' | 'put-line' | 'put-binding' }>;
type SingleAct = Exclude<Act, BulkAct>;

function isBulk(act: Act): act is BulkAct {
  return act.act === 'create-person' || act.act === 'put-line' || act.act === 'put-binding';
}

function isSingle(act: Act): act is SingleAct {
  return !isBulk(act);
}

async function carryOutInBulk(tenant: TenantChange, acts: readonly BulkAct[]): Promise<void> {
  const people: { id: PersonId; person: PersonInput }[] = [];
  const lines: LineInput[] = [];
  const bindings: BindingInput[] = [];
  for (const act of acts) {
    switch (act.act) {
      case 'create-person':
        people.push({ id: act.person.id, person: { ...NEW, ...said(act.person), origin: 'file' } });
        break;
      case 'put-line':
        lines.push({ ...act.line, ...act.kept, origin: 'file' });
        break;
      case 'put-binding':
        bindings.push({ ...act.binding, origin: 'file', reason: REASON, expiresAt: null });
    }
  }
  if (people.length > 0) {
    await tenant.people.createMany(people);
  }
  if (lines.length > 0) {
    await tenant.lines.putMany(lines);
  }
  if (bindings.length > 0) {
    await tenant.bindings.putMany(bindings);
  }
}

/** What no file says of a person. */
const NEW = { entraObjectId: null, ...AS_THE_TENANT } as const;

async function carryOut(change: StoreChange, id: TenantId, act: SingleAct, fileName: string): Promise<void> {
  switch (act.act) {
    case 'create-tenant':
      await change.tenants.create({ id, displayName: act.displayName });
      return;
    case 'rename-tenant':
      await change.tenants.update(id, { displayName: act.displayName }, null);
      return;
    case 'remove-tenant':
      await change.tenants.remove(id, null);
      return;
    default:
      await carryOutWithin(change.tenant(id), act, fileName);
  }
}

type TenantAct = Exclude<SingleAct, { readonly act: 'create-tenant' | 'rename-tenant' | 'remove-tenant' }>;

async function carryOutWithin(tenant: TenantChange, act: TenantAct, fileName: string): Promise<unknown> {
  switch (act.act) {
    case 'create-system': {
      const { secrets: _secrets, ...system } = act.system;
      return tenant.systems.create(system);
    }
    case 'update-system': {
      const { secrets: _secrets, id, ...system } = act.system;
      return tenant.systems.update(id, system, null);
    }
    case 'remove-system':
      return tenant.systems.remove(act.id, null);
    case 'put-credential': {
      const { systemId, name, secret } = act;
      return tenant.credentials.put({ systemId, name, secret, expiresAt: null });
    }
    case 'remove-credential':
      return tenant.credentials.remove(act.systemId, act.name);
    case 'put-group':
      return tenant.groups.put(act.group, null);
    case 'remove-group':
      return tenant.groups.remove(act.id, null);
    case 'update-person':
      if (act.returns) {
        await tenant.people.comeBack(act.person.id, null);
      }
      return tenant.people.update(act.person.id, { ...said(act.person), origin: 'file' }, null);
    case 'person-leaves':
      return tenant.people.leave(act.id, null);
    case 'remove-line':
      return tenant.lines.remove(act.line, null);
    case 'remove-binding':
      return tenant.bindings.remove(act.personId, act.line, null);
    case 'revoke-key':
      return tenant.keys.revoke(act.id);
    case 'replace-key':
      await tenant.keys.revoke(act.key.id);
      return tenant.keys.create({ ...act.key, personId: null, displayName: '', expiresAt: null });
    case 'create-key':
      return tenant.keys.create({ ...act.key, personId: null, displayName: '', expiresAt: null });
    case 'put-profile': {
      const { id, content } = act.profile;
      return tenant.profiles.put(id, content, { author: fileName, note: REASON }, null);
    }
    case 'remove-profile':
      return tenant.profiles.remove(act.id, null);
    case 'put-setting':
      return tenant.settings.put(act.section, act.value, null);
    case 'remove-setting':
      return tenant.settings.remove(act.section, null);
  }
}

function said({ id: _id, personal, ...person }: WantedPerson) {
  return { ...person, ...personal };
}
