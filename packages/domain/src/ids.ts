/**
 * Opaque ids. Only whoever makes one may look inside; the brand keeps a person id from being passed as a system id.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** One customer organisation. Nothing crosses between tenants. */
export type TenantId = Branded<'TenantId'>;
/** One PBX, one Entra tenant or another origin of presence; unique within a tenant. */
export type SystemId = Branded<'SystemId'>;
/** One person of a tenant: opaque, UUIDv7 once the store makes it. Survives a renamed UPN. */
export type PersonId = Branded<'PersonId'>;
/** A running adapter's installation; stable over its restarts. */
export type SourceId = Branded<'SourceId'>;
/** The right of one source to speak for a system, for a while. */
export type LeaseId = Branded<'LeaseId'>;

export const tenantId = (value: string): TenantId => checked(value, isTenantId, 'tenant id');
export const systemId = (value: string): SystemId => checked(value, isSystemId, 'system id');
export const personId = (value: string): PersonId => checked(value, isPersonId, 'person id');
export const sourceId = (value: string): SourceId => checked(value, isSourceId, 'source id');
export const leaseId = (value: string): LeaseId => checked(value, isLeaseId, 'lease id');

/** Ids are 1 to 128 characters without control characters. */
export function isId(value: string): boolean {
  return value.length > 0 && value.length <= 128 && !hasControlCharacter(value);
}

const isTenantId = (value: string): value is TenantId => isId(value);
const isSystemId = (value: string): value is SystemId => isId(value);
const isPersonId = (value: string): value is PersonId => isId(value);
const isSourceId = (value: string): value is SourceId => isId(value);
const isLeaseId = (value: string): value is LeaseId => isId(value);

function checked<Id extends string>(value: string, guard: (value: string) => value is Id, noun: string): Id {
  if (!guard(value)) {
    throw new RangeError(
      `${noun}: expected 1 to 128 characters without control characters, got ${JSON.stringify(value.slice(0, 140))}`,
    );
  }
  return value;
}

function hasControlCharacter(value: string): boolean {
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) {
      return true;
    }
  }
  return false;
}
