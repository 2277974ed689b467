/** Lets calls in: the key says who calls, the key's tenant says where to. Nothing crosses between tenants. */
import type { Problem, SourcePrincipal, TenantId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import { problemOf } from '../problem.ts';
import { authorizationOf, type CallMetadata, identify, requireRole } from './authenticate.ts';
import type { Keys } from './keys.ts';
import type { Principal, Role } from './principal.ts';

type TenantPrincipal = Principal & { readonly tenantId: TenantId };

export class Admission<Tenant> {
  readonly #keys: Keys;
  readonly #tenants: ReadonlyMap<TenantId, Tenant>;

  constructor(keys: Keys, tenants: ReadonlyMap<TenantId, Tenant>) {
    this.#keys = keys;
    this.#tenants = tenants;
  }

  /**
   * Who calls, and on which tenant.
   * @throws LamplightError when the key does not allow it
   */
  admit(metadata: CallMetadata, role: Role): { readonly principal: Principal; readonly tenant: Tenant } {
    const principal = this.#ofTenant(metadata, role);
    return { principal, tenant: this.#tenant(principal) };
  }

  /** Who reports, or why not. */
  source(metadata: CallMetadata): SourcePrincipal | Problem {
    try {
      const { tenantId, systemIds, keyId } = this.#ofTenant(metadata, 'source');
      return { tenantId, systemIds, keyId };
    } catch (failure) {
      return problemOf(failure);
    }
  }

  /** @throws LamplightError when the key is no operator's */
  requireOperator(authorization: string | undefined): void {
    requireRole(this.caller(authorization), 'operator');
  }

  /**
   * Who calls, whatever their roles.
   * @throws LamplightError `key_missing`, `key_unknown`
   */
  caller(authorization: string | undefined): Principal {
    return identify(this.#keys, authorization);
  }

  #ofTenant(metadata: CallMetadata, role: Role): TenantPrincipal {
    const principal = this.caller(authorizationOf(metadata));
    const { tenantId, keyId } = principal;
    if (tenantId === null) {
      throw new LamplightError(
        'foreign_tenant',
        `the key ${keyId} is of the installation and reaches tenants by the admin API only: use a key of the tenant`,
        { details: { key_id: keyId } },
      );
    }
    requireRole(principal, role);
    return { ...principal, tenantId };
  }

  #tenant({ tenantId, keyId }: TenantPrincipal): Tenant {
    const tenant = this.#tenants.get(tenantId);
    if (tenant === undefined) {
      throw new LamplightError('foreign_tenant', `the tenant of the key ${keyId} is not served here`);
    }
    return tenant;
  }
}
