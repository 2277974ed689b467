/**
 * The AADSTS codes that the token endpoint can be made to answer: `error`, `suberror`, HTTP status and text. Codes and
 * meanings are from Microsoft's page reference-error-codes and from samples in the field; where a status or an `error`
 * is only inferred from samples, nothing should be decided by it. Texts are shortened to what identifies them.
 */

export interface EntraErrorKind {
  /** OAuth 2.0 error (RFC 6749 section 5.2), or one of Microsoft's own. */
  readonly error: string;
  readonly suberror?: string;
  readonly status: number;
  /** `{…}` is filled in: app, tenant, scope, ip, detail. */
  readonly text: string;
}

export const ENTRA_ERRORS = {
  50011: {
    error: 'invalid_request',
    status: 400,
    text: "The redirect URI '{detail}' specified in the request does not match the redirect URIs configured for the application '{app}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.",
  },
  50027: { error: 'invalid_client', status: 401, text: 'JWT token is invalid or malformed. {detail}' },
  50034: { error: 'invalid_grant', status: 400, text: 'The user account does not exist in the {tenant} directory.' },
  50053: {
    error: 'invalid_grant',
    status: 400,
    text: "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.",
  },
  50055: {
    error: 'invalid_grant',
    suberror: 'user_password_expired',
    status: 400,
    text: 'The password is expired.',
  },
  50057: { error: 'invalid_grant', status: 400, text: 'The user account is disabled.' },
  50058: {
    error: 'login_required',
    status: 400,
    text: 'A silent sign-in request was sent but no user is signed in.',
  },
  50059: {
    error: 'invalid_request',
    status: 400,
    text: 'No tenant-identifying information found in either the request or implied by any provided credentials.',
  },
  50074: {
    error: 'interaction_required',
    suberror: 'basic_action',
    status: 400,
    text: 'Strong Authentication is required.',
  },
  50076: {
    error: 'interaction_required',
    suberror: 'basic_action',
    status: 400,
    text: 'Due to a configuration change made by your administrator, you must use multi-factor authentication.',
  },
  50078: {
    error: 'interaction_required',
    suberror: 'basic_action',
    status: 400,
    text: 'Presented multi-factor authentication has expired due to policies configured by your administrator.',
  },
  50079: {
    error: 'interaction_required',
    suberror: 'basic_action',
    status: 400,
    text: 'Due to a configuration change made by your administrator, you must enroll in multi-factor authentication.',
  },
  50089: {
    error: 'invalid_grant',
    status: 400,
    text: 'Authentication failed due to flow token expired. Begin again at the application.',
  },
  50126: {
    error: 'invalid_grant',
    status: 400,
    text: 'Error validating credentials due to invalid username or password.',
  },
  50144: {
    error: 'invalid_grant',
    suberror: 'user_password_expired',
    status: 400,
    text: "The user's Active Directory password has expired.",
  },
  50173: {
    error: 'invalid_grant',
    suberror: 'bad_token',
    status: 400,
    text: 'The provided grant has expired due to it being revoked, a fresh auth token is needed.',
  },
  50194: {
    error: 'invalid_request',
    status: 400,
    text: "Application '{app}' is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps. Use a tenant-specific endpoint or configure the application to be multi-tenant.",
  },
  50196: {
    error: 'invalid_grant',
    status: 400,
    text: 'The server terminated an operation because it encountered a client request loop. Please contact your app vendor.',
  },
  53003: {
    error: 'access_denied',
    status: 400,
    text: 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  },
  530035: { error: 'access_denied', status: 400, text: 'Access has been blocked by security defaults.' },
  54005: { error: 'invalid_grant', status: 400, text: 'OAuth2 Authorization code was already redeemed.' },
  65001: {
    error: 'invalid_grant',
    suberror: 'consent_required',
    status: 400,
    text: "The user or administrator has not consented to use the application with ID '{app}'. Send an interactive authorization request for this user and resource.",
  },
  65004: { error: 'access_denied', status: 400, text: 'User declined to consent to access the app.' },
  70000: {
    error: 'invalid_grant',
    suberror: 'bad_token',
    status: 400,
    text: "The provided value for the input parameter '{detail}' is not valid.",
  },
  70001: { error: 'unauthorized_client', status: 400, text: "Application with identifier '{app}' is disabled." },
  70002: {
    error: 'invalid_client',
    status: 401,
    text: "The provided client is not supported for this feature. The client application must be marked as 'mobile.'",
  },
  70003: { error: 'unsupported_grant_type', status: 400, text: 'The app requested an unsupported grant type.' },
  70005: {
    error: 'unsupported_response_type',
    status: 400,
    text: "The response type '{detail}' is not enabled for the application.",
  },
  70007: {
    error: 'unsupported_response_mode',
    status: 400,
    text: "The value of 'response_mode' '{detail}' is not supported.",
  },
  70008: {
    error: 'invalid_grant',
    suberror: 'bad_token',
    status: 400,
    text: 'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  },
  70011: {
    error: 'invalid_scope',
    status: 400,
    text: "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. {detail}",
  },
  70043: {
    error: 'invalid_grant',
    suberror: 'bad_token',
    status: 400,
    text: 'The refresh token has expired or is invalid due to sign-in frequency checks by Conditional Access.',
  },
  90002: {
    error: 'invalid_request',
    status: 400,
    text: "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
  },
  90025: { error: 'temporarily_unavailable', status: 503, text: 'Request processing has exceeded gateway allowance.' },
  90033: {
    error: 'temporarily_unavailable',
    status: 503,
    text: 'A transient error has occurred. Please try again.',
  },
  90094: {
    error: 'invalid_grant',
    suberror: 'consent_required',
    status: 400,
    text: 'The grant requires administrator permission.',
  },
  90095: {
    error: 'invalid_grant',
    suberror: 'consent_required',
    status: 400,
    text: 'Admin consent is required for the permissions requested by this application.',
  },
  500112: {
    error: 'invalid_client',
    status: 400,
    text: "The reply address '{detail}' does not match the reply address provided when requesting Authorization code.",
  },
  500113: { error: 'invalid_request', status: 400, text: 'No reply address is registered for the application.' },
  500011: {
    error: 'invalid_resource',
    status: 400,
    text: 'The resource principal named {scope} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant. You might have sent your authentication request to the wrong tenant.',
  },
  501481: {
    error: 'invalid_grant',
    status: 400,
    text: 'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  },
  650053: {
    error: 'invalid_client',
    status: 400,
    text: "The application '{app}' asked for scope '{scope}' that doesn't exist on the resource '00000003-0000-0000-c000-000000000000'.",
  },
  700005: {
    error: 'invalid_grant',
    status: 400,
    text: 'Provided Authorization Code is intended to use against other tenant, thus rejected.',
  },
  700016: {
    error: 'unauthorized_client',
    status: 400,
    text: "Application with identifier '{app}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  },
  700021: {
    error: 'invalid_client',
    status: 401,
    text: "Client assertion application identifier doesn't match 'client_id' parameter.",
  },
  700023: {
    error: 'invalid_client',
    status: 401,
    text: 'Client assertion audience claim does not match Realm issuer.',
  },
  700024: {
    error: 'invalid_client',
    status: 401,
    text: 'Client assertion is not within its valid time range. {detail}',
  },
  700027: {
    error: 'invalid_client',
    status: 401,
    text: 'The certificate with identifier used to sign the client assertion is not registered on application, or its signature is invalid. [Reason - {detail}]',
  },
  700082: {
    error: 'invalid_grant',
    suberror: 'bad_token',
    status: 400,
    text: 'The refresh token has expired due to inactivity.',
  },
  700211: {
    error: 'invalid_client',
    status: 401,
    text: "No matching federated identity record found for presented assertion issuer '{detail}'.",
  },
  700212: {
    error: 'invalid_client',
    status: 401,
    text: "No matching federated identity record found for presented assertion audience '{detail}'.",
  },
  700213: {
    error: 'invalid_client',
    status: 401,
    text: "No matching federated identity record found for presented assertion subject '{detail}'.",
  },
  900144: {
    error: 'invalid_request',
    status: 400,
    text: "The request body must contain the following parameter: '{detail}'.",
  },
  1002012: {
    error: 'invalid_scope',
    status: 400,
    text: 'The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  },
  5000811: {
    error: 'invalid_client',
    status: 401,
    text: 'Unable to verify token signature. The signing key identifier does not match any valid registered keys.',
  },
  7000112: { error: 'unauthorized_client', status: 400, text: "Application '{app}' is disabled." },
  7000215: {
    error: 'invalid_client',
    status: 401,
    text: "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{app}'.",
  },
  7000218: {
    error: 'invalid_client',
    status: 401,
    text: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  7000222: {
    error: 'invalid_client',
    status: 401,
    text: "The provided client secret keys for app '{app}' are expired. Create new keys for your app or add certificate credentials for enhanced security.",
  },
  9001023: {
    error: 'invalid_request',
    status: 400,
    text: 'The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.',
  },
} as const satisfies Record<number, EntraErrorKind>;

export type EntraErrorCode = keyof typeof ENTRA_ERRORS;

/** What is known of a code; undefined for one that is not in the catalogue. */
export function entraErrorKind(code: number): EntraErrorKind | undefined {
  const kinds: Readonly<Record<number, EntraErrorKind>> = ENTRA_ERRORS;
  return kinds[code];
}
