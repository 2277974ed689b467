import type { Problem } from '@lamplight/domain';

/**
 * Why a received message, or one claim of it, cannot be taken. `details.field` names the field.
 * `protocol_violation` is about the message; `claim_invalid` is about one claim and leaves the others alone.
 */
export interface WireProblem extends Problem {
  readonly reason: 'protocol_violation' | 'claim_invalid';
}

/** What came of reading a message. */
export type WireResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: WireProblem };

/** google.rpc.Code of INVALID_ARGUMENT. */
const INVALID_ARGUMENT = 3;

/** @param message what was expected, what came, and the remedy; the field's name is put before it. */
export function wireProblem(reason: WireProblem['reason'], field: string, message: string): WireProblem {
  return { code: INVALID_ARGUMENT, reason, message: `${field}: ${message}`, details: { field } };
}
