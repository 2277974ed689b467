/** What health says of permissions that a token does not carry. */
import type { Health } from '@lamplight/domain';
import { type Feature, missingPermissions } from '../permissions.ts';

export interface ConsentView {
  readonly features: readonly Feature[];
  /** Of the newest token. */
  readonly roles: readonly string[];
  /** Of the token before that differed; null: there was none. */
  readonly before: readonly string[] | null;
  readonly clientId: string;
  /** Where an administrator grants consent. */
  readonly link: string;
}

/** Null: nothing is missing. */
export function consentHealth({ features, roles, before, clientId, link }: ConsentView): Health | null {
  const missing = missingPermissions(features, roles);
  if (missing.length === 0) {
    return null;
  }
  const withdrawn = before !== null && missing.some(({ name }) => before.includes(name));
  const none = missing.length === missingPermissions(features, []).length;
  const how = withdrawn ? 'was withdrawn' : 'is missing';
  const lost = missing.map(({ name, without }) => `${name} (${without})`).join('; ');
  return {
    state: 'action-needed',
    reason: withdrawn ? 'consent_withdrawn' : none ? 'consent_missing' : 'consent_partial',
    message: `consent ${how} for the application ${clientId}: ${lost}`,
    remedy: `add what is missing to the app registration (API permissions, Microsoft Graph, application permissions), then an administrator of the tenant consents: ${link} ; it is noticed within a minute`,
    details: Object.freeze({ permissions: missing.map(({ name }) => name).join(' '), link }),
  };
}
