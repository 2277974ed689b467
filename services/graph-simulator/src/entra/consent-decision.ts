/** Whether somebody who signed in has to consent, and whether they may. */
import { type App, grantedScopes } from '../directory/app.ts';
import { GRAPH_SCOPE_KINDS, type GraphScope } from '../directory/graph-scopes.ts';
import { type ConsentPolicy, refusalOf } from './consent-policies.ts';
import type { EntraErrorCode } from './entra-error-catalogue.ts';
import type { RequestedScopes } from './requested-scopes.ts';

export type ConsentDecision =
  /** Everything asked for is granted already. */
  | { readonly kind: 'granted' }
  | { readonly kind: 'ask'; readonly scopes: readonly GraphScope[] }
  /** Only an administrator could. */
  | { readonly kind: 'refuse'; readonly code: EntraErrorCode };

/**
 * `.default` asks for what the registration requires, but only somebody for whom nothing was granted yet (Entra,
 * consent-types-developer); other scopes are asked for one by one as they are needed.
 */
export function decideConsent(
  app: App,
  tenantId: string,
  person: { readonly id: string; readonly isAdministrator: boolean },
  asked: { readonly requested: RequestedScopes; readonly asksConsent: boolean },
  policy: ConsentPolicy,
): ConsentDecision {
  const granted = grantedScopes(app.consents.get(tenantId), person.id);
  const wanted = asked.requested.isDefault ? app.requiredScopes : asked.requested.graph;
  const enough = asked.requested.isDefault && granted.length > 0;
  const missing = enough ? [] : wanted.filter((scope) => !granted.includes(scope));
  const scopes = asked.asksConsent ? wanted : missing;
  if (missing.length === 0 && !asked.asksConsent) {
    return { kind: 'granted' };
  }
  const needsAdministrator =
    policy !== 'everybody' || scopes.some((scope) => GRAPH_SCOPE_KINDS[scope].administratorOnly);
  return needsAdministrator && !person.isAdministrator
    ? { kind: 'refuse', code: refusalOf(policy) }
    : { kind: 'ask', scopes };
}
