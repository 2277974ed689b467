/**
 * The metadata that sign-in libraries ask for: the OpenID provider configuration (OpenID Connect Discovery 1.0), the
 * signing keys (RFC 7517), and Microsoft's instance discovery.
 */
import type { SigningKeys } from './signing-key.ts';

/** What stands for the tenant in the issuer of an authority that is for many. */
const ANY_TENANT = '{tenantid}';
const SHARED = ['common', 'organizations', 'consumers'];

/**
 * `/{tenant}/v2.0/.well-known/openid-configuration`, and without `v2.0` that of version 1.0, whose issuer is that of the
 * tokens for Graph. The issuer of version 2.0 has the host of the authority, or msal refuses it.
 */
export function openIdConfiguration(
  origin: string,
  tenantId: string,
  version: 1 | 2 = 2,
): Readonly<Record<string, unknown>> {
  const authority = `${origin}/${tenantId}`;
  const issuingTenant = SHARED.includes(tenantId) ? ANY_TENANT : tenantId;
  return {
    token_endpoint: `${authority}/oauth2/v2.0/token`,
    device_authorization_endpoint: `${authority}/oauth2/v2.0/devicecode`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    jwks_uri: version === 1 ? `${origin}/common/discovery/keys` : `${authority}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: version === 1 ? `https://sts.windows.net/${issuingTenant}/` : `${origin}/${issuingTenant}/v2.0`,
    authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
    tenant_region_scope: 'EU',
    cloud_instance_name: new URL(origin).host,
    msgraph_host: new URL(origin).host,
  };
}

/** `/common/discovery/instance`: which hosts mean the same cloud. The simulator is a cloud of its own. */
export function instanceDiscovery(origin: string, authorizationEndpoint: string): Readonly<Record<string, unknown>> {
  const host = new URL(origin).host;
  const tenant = URL.canParse(authorizationEndpoint)
    ? new URL(authorizationEndpoint).pathname.split('/')[1]
    : undefined;
  return {
    tenant_discovery_endpoint: `${origin}/${tenant ?? 'common'}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}

/** `/{tenant}/discovery/v2.0/keys`. */
export function jsonWebKeySet(keys: SigningKeys): Readonly<Record<string, unknown>> {
  return { keys: keys.published.map((key) => key.jwk()) };
}
