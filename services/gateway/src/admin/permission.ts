/** Who may call what: the route says it, the key has it or not. Pure. */
import type { Route } from '@lamplight/admin-api';
import { LamplightError } from '@lamplight/runtime';
import type { Principal } from '../access/principal.ts';

/**
 * @param path the parameters as they stand in the path
 * @throws LamplightError `foreign_tenant` whether or not there is such a tenant; `role_missing`
 */
export function requirePermission(
  route: Route,
  principal: Principal,
  path: { readonly tenantId?: string | undefined; readonly personId?: string | undefined },
): void {
  if (route.scope === 'any') {
    return;
  }
  const ofInstallation = principal.tenantId === null;
  if (!ofInstallation && path.tenantId !== undefined && path.tenantId !== principal.tenantId) {
    throw new LamplightError(
      'foreign_tenant',
      `the key ${principal.keyId} is of another tenant: it reaches its own only`,
      { details: { key_id: principal.keyId } },
    );
  }
  if (route.scope === 'installation' && !ofInstallation) {
    throw roleMissing(
      principal,
      `the key ${principal.keyId} is of a tenant: ${route.id} needs a key of the installation`,
    );
  }
  if (route.roles.some((role) => principal.roles.includes(role))) {
    return;
  }
  if (route.self && !ofInstallation && principal.personId !== null && principal.personId === path.personId) {
    return;
  }
  throw roleMissing(
    principal,
    `the key ${principal.keyId} has not the role for ${route.id}: expected ${route.roles.join(' or ')}` +
      (route.self ? ", or the person's own key" : ''),
  );
}

function roleMissing(principal: Principal, message: string): LamplightError {
  return new LamplightError('role_missing', message, { details: { key_id: principal.keyId } });
}
