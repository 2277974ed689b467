/** Digest authentication (RFC 2617, RFC 7616, in SIP RFC 8760): challenges read, answers computed and checked. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { LamplightError } from '@lamplight/runtime';
import { parseParameters, quote, splitOutsideQuotes } from './parameters.ts';

const HASHES = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' } as const;

export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  /** The nonce was too old, the password was not wrong. */
  readonly stale: boolean;
  readonly hash: keyof typeof HASHES;
  /** Whether the algorithm is the session variant. */
  readonly isSession: boolean;
  /** The algorithm as it was written; undefined where the challenge names none (MD5). */
  readonly algorithm: string | undefined;
  /** Whether quality of protection `auth` is offered; without it the answer is that of RFC 2069. */
  readonly offersAuth: boolean;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** What makes each answer a different one. */
export interface AnswerInput {
  readonly method: string;
  readonly uri: string;
  /** How often this nonce was used, from 1. */
  readonly nonceCount: number;
  readonly cnonce: string;
}

/**
 * Reads one WWW-Authenticate or Proxy-Authenticate value; undefined for a scheme, algorithm or quality of protection
 * that is not supported (then another challenge of the same answer may be).
 * @throws LamplightError `sip_malformed` for a Digest challenge without realm or nonce.
 */
export function parseChallenge(value: string): DigestChallenge | undefined {
  const match = /^Digest\s+(.*)$/is.exec(value.trim());
  if (match?.[1] === undefined) {
    return undefined;
  }
  const fields = parseParameters(splitOutsideQuotes(match[1], ','));
  const realm = fields.get('realm');
  const nonce = fields.get('nonce');
  if (realm === undefined || nonce === undefined) {
    throw new LamplightError('sip_malformed', 'a Digest challenge has no realm or no nonce');
  }
  const algorithm = fields.get('algorithm');
  const isSession = /-sess$/i.test(algorithm ?? '');
  const hash = hashNamed((algorithm ?? 'MD5').replace(/-sess$/i, ''));
  const offered = fields
    .get('qop')
    ?.split(',')
    .map((quality) => quality.trim().toLowerCase());
  if (hash === undefined || (offered !== undefined && !offered.includes('auth'))) {
    return undefined;
  }
  return Object.freeze({
    realm,
    nonce,
    opaque: fields.get('opaque'),
    stale: fields.get('stale')?.toLowerCase() === 'true',
    hash,
    isSession,
    algorithm,
    offersAuth: offered !== undefined,
  });
}

/** The value of Authorization or Proxy-Authorization. */
export function answerChallenge(challenge: DigestChallenge, credentials: Credentials, input: AnswerInput): string {
  const count = input.nonceCount.toString(16).padStart(8, '0');
  const fields = [
    `username=${quote(credentials.username)}`,
    `realm=${quote(challenge.realm)}`,
    `nonce=${quote(challenge.nonce)}`,
    `uri=${quote(input.uri)}`,
    `response="${computeResponse(challenge, credentials, input)}"`,
  ];
  if (challenge.algorithm !== undefined) {
    fields.push(`algorithm=${challenge.algorithm}`);
  }
  if (challenge.offersAuth || challenge.isSession) {
    fields.push(`cnonce=${quote(input.cnonce)}`);
  }
  if (challenge.offersAuth) {
    fields.push('qop=auth', `nc=${count}`);
  }
  if (challenge.opaque !== undefined) {
    fields.push(`opaque=${quote(challenge.opaque)}`);
  }
  return `Digest ${fields.join(', ')}`;
}

/** The `response` of RFC 7616, 3.4.1, in hexadecimal. */
export function computeResponse(challenge: DigestChallenge, credentials: Credentials, input: AnswerInput): string {
  const hash = (text: string): string => createHash(HASHES[challenge.hash]).update(text, 'utf8').digest('hex');
  const secret = hash(`${credentials.username}:${challenge.realm}:${credentials.password}`);
  const first = challenge.isSession ? hash(`${secret}:${challenge.nonce}:${input.cnonce}`) : secret;
  const second = hash(`${input.method}:${input.uri}`);
  const count = input.nonceCount.toString(16).padStart(8, '0');
  return challenge.offersAuth
    ? hash(`${first}:${challenge.nonce}:${count}:${input.cnonce}:auth:${second}`)
    : hash(`${first}:${challenge.nonce}:${second}`);
}

/** Server side: whether an Authorization value answers the challenge with these credentials. */
export function isAnsweredRight(
  value: string,
  challenge: DigestChallenge,
  credentials: Credentials,
  method: string,
): boolean {
  const fields = parseParameters(splitOutsideQuotes(value.replace(/^Digest\s+/i, ''), ','));
  const expected = computeResponse(challenge, credentials, {
    method,
    uri: fields.get('uri') ?? '',
    nonceCount: Number.parseInt(fields.get('nc') ?? '1', 16),
    cnonce: fields.get('cnonce') ?? '',
  });
  const given = Buffer.from(fields.get('response') ?? '');
  return (
    fields.get('username') === credentials.username &&
    fields.get('nonce') === challenge.nonce &&
    given.length === expected.length &&
    timingSafeEqual(given, Buffer.from(expected))
  );
}

function hashNamed(name: string): keyof typeof HASHES | undefined {
  const upper = name.toUpperCase();
  return upper === 'MD5' || upper === 'SHA-256' || upper === 'SHA-512-256' ? upper : undefined;
}
