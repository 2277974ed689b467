/** Measuring a real tenant, for the command that does it. */
export { openVerifyRequests, type VerifyTarget, verifyTargetSchema } from './verify/open-verify-requests.ts';
export type { Delays, Proposal, VerifyReport } from './verify/verify-report.ts';
export { type VerifyOptions, type VerifySurroundings, verifyTenant } from './verify/verify-tenant.ts';
