/**
 * When a credential ends, and what is said of it: a notice 30 days ahead, degraded at 7, action needed at 1 and after.
 * A certificate carries its end. Of a secret nothing tells it but the admin center: it is known only where it is
 * configured (`secretExpires`). A federated credential has no end.
 */

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Health, HealthState } from '@lamplight/domain';
import type { CredentialConfig } from './credential-config.ts';

const DAY_MS = 86_400_000;

export interface CredentialEnd {
  /** Such as `the certificate of certFile`. */
  readonly what: string;
  readonly how: readonly string[];
  /** Wall time in ms; null: not known. */
  readonly at: number | null;
}

/** Null: it has none. A certificate that cannot be read now has no known end: asking for a token says what is wrong. */
export function endOf(config: CredentialConfig): CredentialEnd | null {
  if (config.federated !== undefined) {
    return null;
  }
  if (config.certificate !== undefined) {
    return {
      what: `the certificate ${config.certificate.certFile}`,
      how: [
        'make a new key and certificate',
        'upload the certificate to the app registration beside the old one (Certificates & secrets)',
        'put both in place of certFile and keyFile: they are read again by themselves',
        'remove the old certificate from the app registration',
      ],
      at: notAfter(config.certificate.certFile),
    };
  }
  const where = config.secretEnv === undefined ? 'secret' : `the variable ${config.secretEnv}`;
  return {
    what: 'the client secret',
    how: [
      'make a new secret in the app registration beside the old one (Certificates & secrets)',
      `set its value as ${where}${config.secretEnv === undefined ? '' : ' and start again'}, and its day as secretExpires`,
      'delete the old secret in the app registration',
    ],
    // Its last day still counts: the admin center shows a day, not an hour.
    at: config.secretExpires === undefined ? null : Date.parse(`${config.secretExpires}T00:00:00Z`) + DAY_MS,
  };
}

function notAfter(certFile: string): number | null {
  try {
    return new X509Certificate(readFileSync(certFile)).validToDate.getTime();
  } catch {
    return null;
  }
}

/**
 * What health says of an end; null: nothing.
 * @param now wall time in ms
 * @param whose put before the name of the credential, such as `of the reading registration`
 */
export function endHealth(end: CredentialEnd | null, now: number, whose: string): Health | null {
  if (end === null || end.at === null) {
    return null;
  }
  const left = end.at - now;
  const state = stateAt(left);
  if (state === null) {
    return null;
  }
  const days = Math.floor(left / DAY_MS);
  // The day that is shown is the last one on which it is good.
  const day = new Date(end.at - 1).toISOString().slice(0, 10);
  const when = left <= 0 ? `ended on ${day}` : `ends on ${day}, in ${days < 1 ? 'less than a day' : counted(days)}`;
  return {
    state,
    reason: left <= 0 ? 'credential_ended' : 'credential_ends',
    message: `${end.what}${whose} ${when}`,
    remedy: end.how.map((step, index) => `${index + 1}. ${step}`).join('; '),
    details: Object.freeze({ ends: day, days: String(Math.max(0, days)) }),
  };
}

function stateAt(leftMs: number): HealthState | null {
  if (leftMs <= DAY_MS) {
    return 'action-needed';
  }
  return leftMs <= 7 * DAY_MS ? 'degraded' : leftMs <= 30 * DAY_MS ? 'ok' : null;
}

function counted(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

/** The notice that the end of a secret is not known; null: it is, or there is none. */
export function endUnknown(end: CredentialEnd | null, whose: string): Health | null {
  if (end === null || end.at !== null || end.what !== 'the client secret') {
    return null;
  }
  return {
    state: 'ok',
    reason: 'credential_end_unknown',
    message: `when ${end.what}${whose} ends is not known, so nobody is warned before`,
    remedy: 'set secretExpires to the day that the admin center shows (Certificates & secrets)',
    details: Object.freeze({}),
  };
}
