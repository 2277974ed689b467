/**
 * Puts people of a directory into the store: each found by their object id, else by a UPN (the store's sync), and bound to
 * their account as its owner. What somebody made by hand stays: their fields, and the owner of an account.
 */
import type { OriginPerson } from '@lamplight/adapter-kit';
import type { SystemId } from '@lamplight/domain';
import type { BindingInput, BindingOrigin, BindingRecord, SyncEntry, Synced, TenantChange } from '@lamplight/store';

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

const BY_HAND: readonly BindingOrigin[] = ['administrator', 'file', 'login'];

export async function applyPeople(
  tenant: TenantChange,
  systemId: SystemId,
  people: readonly OriginPerson[],
): Promise<AppliedPeople> {
  const anchors = people.map(({ anchor }) => anchor);
  const owners = Map.groupBy(await tenant.bindings.ownersAt(systemId, anchors), ({ address }) => address);
  await anchorOwners(tenant, people, owners);
  const synced = await tenant.people.sync(people.map(entryOf));
  const bindings: BindingInput[] = [];
  const accountTaken: string[] = [];
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
    if (kept?.person.origin === 'directory') {
      await tenant.people.leave(owner.personId, null);
    } else {
      await tenant.bindings.remove(owner.personId, owner, null);
    }
  }
  return owners.length;
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
