/** Lets calls in: the key says who calls, the key's tenant says where to. Nothing crosses between tenants. */
import type { Problem, SourcePrincipal, TenantId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import { problemOf } from '../problem.ts';
import { authenticate, authorizationOf, type CallMetadata } from './authenticate.ts';
import type { Keys } from './keys.ts';
import type { Principal, Role } from './principal.ts';

export class Admission<Tenant> {
  readonly #keys: Keys;
  readonly #tenants: ReadonlyMap<TenantId, Tenant>;

  constructor(keys: Keys, tenants: ReadonlyMap<TenantId, Tenant>) {
    this.#keys = keys;
    this.#tenants = tenants;
  }

  /** @throws LamplightError when the key does not allow it */
  watcher(metadata: CallMetadata): { readonly keyId: string; readonly tenant: Tenant } {
    const principal = this.#principal(metadata, 'watcher');
    return { keyId: principal.keyId, tenant: this.#tenant(principal) };
  }

  /** @throws LamplightError when the key does not allow it */
  tenantOf(metadata: CallMetadata, role: Role): Tenant {
    return this.#tenant(this.#principal(metadata, role));
  }

  /** Who reports, or why not. */
  source(metadata: CallMetadata): SourcePrincipal | Problem {
    try {
      const { tenantId, systemIds, keyId } = this.#principal(metadata, 'source');
      return { tenantId, systemIds, keyId };
    } catch (failure) {
      return problemOf(failure);
    }
  }

  /** @throws LamplightError when the key is no operator's */
  requireOperator(authorization: string | undefined): void {
    authenticate(this.#keys, authorization, 'operator');
  }

  #principal(metadata: CallMetadata, role: Role): Principal {
    return authenticate(this.#keys, authorizationOf(metadata), role);
  }

  #tenant({ tenantId, keyId }: Principal): Tenant {
    const tenant = this.#tenants.get(tenantId);
    if (tenant === undefined) {
      throw new LamplightError('foreign_tenant', `the tenant of the key ${keyId} is not served here`);
    }
    return tenant;
  }
}
