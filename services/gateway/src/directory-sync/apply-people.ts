/**
 * Puts people of a directory into the store: each found by their object id, else by a UPN (the store's sync), and bound to
 * their account as its owner. What somebody made by hand stays: their fields, and the owner of an account.
 */
import type { OriginPerson } from '@lamplight/adapter-kit';
import type { PersonId, SystemId } from '@lamplight/domain';
import type {
  BindingInput,
  BindingOrigin,
  BindingRecord,
  PersonWithBindings,
  SyncEntry,
  Synced,
  TenantChange,
  TenantView,
} from '@lamplight/store';

export interface AppliedPeople {
  readonly created: number;
  readonly updated: number;
  readonly returned: number;
  readonly same: number;
  /** Bound to their account now. */
  readonly bound: number;
  /** Their account belongs to somebody else by hand. */
  readonly accountTaken: readonly string[];
}

export const BY_HAND: readonly BindingOrigin[] = ['administrator', 'file', 'login'];

export async function applyPeople(
  tenant: TenantChange,
  systemId: SystemId,
  named: readonly OriginPerson[],
): Promise<AppliedPeople> {
  // By hand an object id may stand in capitals.
  const spellings = new Set(named.flatMap(({ anchor }) => [anchor, anchor.toUpperCase()]));
  const standingOwners = await tenant.bindings.ownersAt(systemId, [...spellings]);
  const owners = Map.groupBy(standingOwners, ({ address }) => address.toLowerCase());
  await anchorOwners(tenant, named, owners);
  const accountTaken: string[] = [];
  const people: OriginPerson[] = [];
  for (const person of named) {
    if (await isSomebodyElse(tenant, person, owners)) {
      accountTaken.push(person.anchor);
    } else {
      people.push(person);
    }
  }
  const synced = await tenant.people.sync(people.map(entryOf));
  const bindings: BindingInput[] = [];
  for (const [index, { anchor }] of people.entries()) {
    const personId = synced[index]?.personId;
    const standing = owners.get(anchor) ?? [];
    if (personId === undefined || standing.some((owner) => owner.personId === personId && !isFound(owner))) {
      continue;
    }
    if (standing.some((owner) => BY_HAND.includes(owner.origin))) {
      accountTaken.push(anchor);
      continue;
    }
    for (const other of standing.filter((owner) => owner.personId !== personId)) {
      await tenant.bindings.remove(other.personId, other, null);
    }
    bindings.push({ personId, ...accountOf(systemId, anchor) });
  }
  await tenant.bindings.putMany(bindings);
  const count = (outcome: Synced['outcome']): number => synced.filter((each) => each.outcome === outcome).length;
  return {
    created: count('created'),
    updated: count('updated'),
    returned: count('returned'),
    same: count('same'),
    bound: bindings.length,
    accountTaken,
  };
}

/**
 * These are not in the directory any more. Whoever it brought leaves; whom somebody made by hand only loses the account.
 * @returns how many are no longer here by this directory
 */
export async function applyLeavers(
  tenant: TenantChange,
  systemId: SystemId,
  anchors: readonly string[],
): Promise<number> {
  const owners = (await tenant.bindings.ownersAt(systemId, anchors)).filter(({ origin }) => origin === 'directory');
  for (const owner of owners) {
    const kept = await tenant.people.get(owner.personId);
    if (kept?.person.origin === 'directory' && kept.bindings.filter(isOfDirectory).length === 1) {
      await tenant.people.leave(owner.personId, null);
    } else {
      await tenant.bindings.remove(owner.personId, owner, null);
    }
  }
  let left = owners.length;
  for (const anchor of new Set(anchors)) {
    const brought = await broughtFor(tenant, anchor);
    if (brought !== undefined) {
      await tenant.people.leave(brought, null);
      left += 1;
    }
  }
  return left;
}

/** Who is here only since a directory named the account, although the account was bound by hand then. */
export async function broughtFor(tenant: TenantView, anchor: string): Promise<PersonId | undefined> {
  const holder = await tenant.people.byEntraObjectId(anchor);
  if (holder === undefined || holder.origin !== 'directory' || holder.leftAt !== null) {
    return undefined;
  }
  const kept = await tenant.people.get(holder.id);
  return kept?.bindings.some(isOfDirectory) === false ? holder.id : undefined;
}

/** The account has another owner by hand, and nobody is here whom the directory means: bringing them would double them. */
async function isSomebodyElse(
  tenant: TenantView,
  { anchor, addresses }: OriginPerson,
  owners: ReadonlyMap<string, readonly BindingRecord[]>,
): Promise<boolean> {
  const byHand = owners.get(anchor)?.some(({ origin }) => BY_HAND.includes(origin)) === true;
  if (!byHand || (await tenant.people.byEntraObjectId(anchor)) !== undefined) {
    return false;
  }
  for (const { value } of addresses.filter(({ kind }) => kind === 'upn')) {
    const sharing = await tenant.people.byAddress('upn', value);
    if (sharing.some(({ entraObjectId }) => entraObjectId === null)) {
      return false;
    }
  }
  return true;
}

/** Whoever was bound to an account by hand, before there was a directory, is the one that it names. */
async function anchorOwners(
  tenant: TenantChange,
  people: readonly OriginPerson[],
  owners: ReadonlyMap<string, readonly BindingRecord[]>,
): Promise<void> {
  for (const { anchor } of people) {
    const byHand = (owners.get(anchor) ?? []).filter(({ origin }) => BY_HAND.includes(origin));
    const [only] = byHand;
    if (only !== undefined && byHand.length === 1) {
      const kept = await tenant.people.get(only.personId);
      if (kept?.person.entraObjectId === null && (await tenant.people.byEntraObjectId(anchor)) === undefined) {
        await tenant.people.update(only.personId, { entraObjectId: anchor }, null);
      }
    }
  }
}

function isOfDirectory({ origin }: PersonWithBindings['bindings'][number]): boolean {
  return origin === 'directory';
}

/** By matching: the directory knows better, and keeps it from then on. */
function isFound({ origin }: BindingRecord): boolean {
  return origin === 'matching' || origin === 'list';
}

function entryOf({ anchor, kind, displayName, department, addresses }: OriginPerson): SyncEntry {
  return { kind, displayName, department, addresses, entraObjectId: anchor, origin: 'directory' };
}

function accountOf(systemId: SystemId, address: string) {
  return {
    systemId,
    address,
    role: 'owner',
    primary: false,
    origin: 'directory',
    reason: `object-id ${address}`,
    expiresAt: null,
  } as const;
}
