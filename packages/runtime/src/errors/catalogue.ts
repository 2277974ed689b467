/** What a caller can do about an error; follows the gRPC codes, so that the mapping to the wire loses nothing. */
export type ErrorKind =
  | 'invalid_argument'
  | 'not_found'
  | 'already_exists'
  | 'permission_denied'
  | 'unauthenticated'
  | 'failed_precondition'
  | 'resource_exhausted'
  | 'unavailable'
  | 'deadline_exceeded'
  | 'unimplemented'
  | 'internal';

/**
 * Every reason that Lamplight gives for a failure. Reasons are stable: clients and tests decide by them, never by the
 * text. Each says what kind of failure it is; the text says the field, the value and the remedy.
 */
export const ERROR_REASONS = {
  // Configuration and start
  config_unreadable: 'invalid_argument',
  config_invalid: 'invalid_argument',
  certificate_unreadable: 'invalid_argument',
  credential_unreadable: 'invalid_argument',
  address_in_use: 'failed_precondition',
  // Who is calling
  key_missing: 'unauthenticated',
  key_unknown: 'unauthenticated',
  key_revoked: 'unauthenticated',
  role_missing: 'permission_denied',
  not_a_subscriber: 'permission_denied',
  not_a_source: 'permission_denied',
  foreign_tenant: 'permission_denied',
  // Subscribe
  protocol_violation: 'invalid_argument',
  hello_expected: 'invalid_argument',
  hello_late: 'deadline_exceeded',
  watch_limit: 'resource_exhausted',
  request_limit: 'invalid_argument',
  slow_consumer: 'resource_exhausted',
  too_many_streams: 'resource_exhausted',
  draining: 'unavailable',
  stream_age: 'unavailable',
  person_unknown: 'not_found',
  person_moved: 'not_found',
  person_ambiguous: 'invalid_argument',
  // Report
  system_unknown: 'not_found',
  technology_mismatch: 'failed_precondition',
  subject_unknown: 'not_found',
  lease_foreign: 'failed_precondition',
  lease_lapsed: 'failed_precondition',
  lease_superseded: 'failed_precondition',
  claim_invalid: 'invalid_argument',
  claim_out_of_order: 'failed_precondition',
  not_active: 'failed_precondition',
  // Reaching others
  unreachable: 'unavailable',
  tls_untrusted: 'unavailable',
  timeout: 'deadline_exceeded',
  answer_unreadable: 'internal',
  // Talking SIP to a PBX
  sip_malformed: 'invalid_argument',
  sip_too_large: 'resource_exhausted',
  dialog_info_refused: 'invalid_argument',
  // An HTTP request of control or administration
  request_invalid: 'invalid_argument',
  request_target_unknown: 'not_found',
  request_conflict: 'already_exists',
  request_not_possible: 'failed_precondition',
  request_too_large: 'resource_exhausted',
  route_unknown: 'not_found',
  method_unknown: 'unimplemented',
  media_type_unknown: 'invalid_argument',
  /** More comes at once than is kept: the same later. */
  overloaded: 'unavailable',
  /** Too many wrong keys came from one peer. */
  too_many_attempts: 'resource_exhausted',
  /** The record has changed since it was read. */
  revision_conflict: 'failed_precondition',
  /** The same idempotency key came with another request. */
  idempotency_mismatch: 'failed_precondition',
  /** What is asked for is hidden from this role by the tenant's privacy settings. */
  field_masked: 'permission_denied',
  pause_not_allowed: 'permission_denied',
  tenant_unknown: 'not_found',
  line_unknown: 'not_found',
  record_unknown: 'not_found',
  // Profiles
  profile_invalid: 'invalid_argument',
  profile_unknown: 'not_found',
  /** Somebody has it, or another profile extends it. */
  profile_in_use: 'failed_precondition',
  /** What is shipped is neither changed nor removed, and its id is taken. */
  profile_shipped: 'failed_precondition',
  // The store
  store_unreadable: 'failed_precondition',
  store_newer: 'failed_precondition',
  store_key_missing: 'invalid_argument',
  store_key_wrong: 'failed_precondition',
  store_not_empty: 'failed_precondition',
  store_unavailable: 'unavailable',
  backup_invalid: 'invalid_argument',
  address_invalid: 'invalid_argument',
  stopped: 'unavailable',
  unexpected: 'internal',
} as const satisfies Record<string, ErrorKind>;

export type ErrorReason = keyof typeof ERROR_REASONS;
