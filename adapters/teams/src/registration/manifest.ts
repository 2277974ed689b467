/** The registration of an application as Graph's `application` resource has it, for what is to be used of Lamplight. */
import { type Feature, GRAPH_APP_ID, permissionsFor } from '../permissions.ts';

/** Source: Graph, application resource type; requiredResourceAccess: `Role` is an application permission, `Scope` a delegated one. */
export interface RegistrationManifest {
  readonly displayName: string;
  readonly signInAudience: 'AzureADMyOrg' | 'AzureADMultipleOrgs';
  readonly web?: { readonly redirectUris: readonly string[] };
  readonly requiredResourceAccess: readonly ResourceAccess[];
}

export interface ResourceAccess {
  readonly resourceAppId: string;
  readonly resourceAccess: readonly { readonly id: string; readonly type: 'Role' | 'Scope' }[];
}

export function registrationManifest(input: {
  readonly displayName: string;
  readonly features: readonly Feature[];
  /** Where an account's sign-in and an administrator's consent come back to; none: neither is used. */
  readonly redirectUris: readonly string[];
  /** One registration for many tenants. */
  readonly multiTenant: boolean;
}): RegistrationManifest {
  return {
    displayName: input.displayName,
    signInAudience: input.multiTenant ? 'AzureADMultipleOrgs' : 'AzureADMyOrg',
    ...(input.redirectUris.length === 0 ? {} : { web: { redirectUris: input.redirectUris } }),
    requiredResourceAccess: [
      {
        resourceAppId: GRAPH_APP_ID,
        resourceAccess: permissionsFor(input.features).map(({ id, kind }) => ({
          id,
          type: kind === 'application' ? 'Role' : 'Scope',
        })),
      },
    ],
  };
}
