/** What kind of failure a gRPC status code is. The kinds are those of the errors' catalogue. */
export type WireErrorKind =
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

/** Source: google/rpc/code.proto. */
const CODES = {
  invalid_argument: 3,
  deadline_exceeded: 4,
  not_found: 5,
  already_exists: 6,
  permission_denied: 7,
  resource_exhausted: 8,
  failed_precondition: 9,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const satisfies Record<WireErrorKind, number>;

/** Codes that are not our own and come from a transport or another server. */
const FOREIGN_KINDS: ReadonlyMap<number, WireErrorKind> = new Map<number, WireErrorKind>([
  [1, 'unavailable'], // CANCELLED: the call was given up
  [2, 'internal'], // UNKNOWN
  [10, 'unavailable'], // ABORTED
  [11, 'invalid_argument'], // OUT_OF_RANGE
  [15, 'internal'], // DATA_LOSS
]);

const isKind = (key: string): key is WireErrorKind => Object.hasOwn(CODES, key);

const KINDS: ReadonlyMap<number, WireErrorKind> = new Map([
  ...FOREIGN_KINDS,
  ...Object.keys(CODES)
    .filter(isKind)
    .map((kind) => [CODES[kind], kind] as const),
]);

/** Reasons for statuses without an ErrorInfo of ours. */
const TRANSPORT_REASONS: ReadonlyMap<number, string> = new Map([
  [1, 'stopped'],
  [4, 'timeout'],
  [7, 'role_missing'],
  [8, 'too_many_streams'],
  [12, 'unimplemented'],
  [14, 'unreachable'],
  [16, 'key_unknown'],
]);

/** google.rpc.Code of a kind of failure. */
export function grpcCodeOfKind(kind: WireErrorKind): number {
  return CODES[kind];
}

/** `internal` for a code that is not one. */
export function kindOfGrpcCode(code: number): WireErrorKind {
  return KINDS.get(code) ?? 'internal';
}

/** The reason to decide by where the server gave none. */
export function reasonOfGrpcCode(code: number): string {
  return TRANSPORT_REASONS.get(code) ?? 'unexpected';
}
