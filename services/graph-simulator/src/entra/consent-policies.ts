import type { EntraErrorCode } from './entra-error-catalogue.ts';

/**
 * Who may consent to delegated permissions in a tenant: `everybody`, for those that do not need an administrator
 * anyway; `administrators` (AADSTS90094 for others); `request`: as before, with a workflow in which people ask their
 * administrator (AADSTS90095).
 */
export const CONSENT_POLICIES = ['everybody', 'administrators', 'request'] as const;
export type ConsentPolicy = (typeof CONSENT_POLICIES)[number];

/** The consent policy of each tenant, by id; `everybody` unless it is changed. */
export class ConsentPolicies {
  readonly #policies = new Map<string, ConsentPolicy>();

  of(tenantId: string): ConsentPolicy {
    return this.#policies.get(tenantId) ?? 'everybody';
  }

  change(tenantId: string, policy: ConsentPolicy): void {
    this.#policies.set(tenantId, policy);
  }
}

/** What somebody without the right to consent is answered. */
export function refusalOf(policy: ConsentPolicy): EntraErrorCode {
  return policy === 'request' ? 90095 : 90094;
}
