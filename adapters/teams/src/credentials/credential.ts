/**
 * The credentials of an application, read from where the configuration says. Files are read anew at each use, so that a
 * new certificate, key or token is taken up without a restart; what does not fit together while files are being replaced
 * is a failure of that moment only (`token.ts` goes on with what was good before).
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Clock, LamplightError, readCertificate } from '@lamplight/runtime';
import type { CredentialConfig } from './credential-config.ts';

export type TokenCredential =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'certificate'; readonly certPem: string; readonly keyPem: string }
  /** `read` gives the other identity provider's token as it is now. @throws LamplightError `credential_unreadable` */
  | { readonly kind: 'federated'; readonly read: () => string };

/** One way to prove the application, opened as often as it is needed. */
export interface CredentialOrigin {
  /** @throws LamplightError `config_invalid`, `certificate_unreadable`, `credential_unreadable` */
  open(): TokenCredential;
  /** Whether it stands in files, which may be replaced while this process runs. */
  readonly inFiles: boolean;
}

export interface ApplicationCredentials {
  readonly first: CredentialOrigin;
  /** Used while Entra refuses the first; null: none. */
  readonly fallback: CredentialOrigin | null;
}

/** The fields of an application in the configuration. */
export type ApplicationConfig = CredentialConfig & { readonly fallback?: CredentialConfig | undefined };

export type Environment = Readonly<Record<string, string | undefined>>;

export function credentialsOf(
  config: ApplicationConfig,
  environment: Environment,
  clock: Clock,
): ApplicationCredentials {
  return {
    first: originOf(config, environment, clock),
    fallback: config.fallback === undefined ? null : originOf(config.fallback, environment, clock),
  };
}

/**
 * Proves that a token can be asked for with one of them.
 * @throws LamplightError of the first credential, where neither can be read
 */
export function checkCredentials({ first, fallback }: ApplicationCredentials): void {
  try {
    openWhole(first);
  } catch (failure) {
    if (fallback === null) {
      throw failure;
    }
    openWhole(fallback);
  }
}

function openWhole(origin: CredentialOrigin): void {
  const credential = origin.open();
  if (credential.kind === 'federated') {
    credential.read();
  }
}

function originOf(config: CredentialConfig, environment: Environment, clock: Clock): CredentialOrigin {
  return {
    open: () => open(config, environment, clock),
    inFiles: config.certificate !== undefined,
  };
}

function open(config: CredentialConfig, environment: Environment, clock: Clock): TokenCredential {
  const { certificate, federated } = config;
  if (certificate !== undefined) {
    const { certPem, keyPem } = readCertificate(certificate, clock);
    return { kind: 'certificate', certPem, keyPem };
  }
  if (federated !== undefined) {
    return { kind: 'federated', read: () => readAssertion(federated.tokenFile) };
  }
  const secret = config.secretEnv === undefined ? config.secret : environment[config.secretEnv];
  if (secret === undefined || secret === '') {
    throw new LamplightError(
      'config_invalid',
      config.secretEnv === undefined
        ? 'secret, secretEnv, certificate or federated: one of them must be set.'
        : `secretEnv: the environment variable ${config.secretEnv} is not set: set it to the client secret's value, or name another.`,
    );
  }
  return { kind: 'secret', secret };
}

/** Only what looks like a token leaves this machine, whatever file is named (RFC 7519 section 3). */
const JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

function readAssertion(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new LamplightError(
      'credential_unreadable',
      `federated.tokenFile: ${file} cannot be read (${code}): expected the file into which the workload's platform writes its token.`,
      { details: { file }, cause },
    );
  }
  if (!JWT.test(text)) {
    throw new LamplightError(
      'credential_unreadable',
      `federated.tokenFile: ${file} holds no JSON Web Token: expected three parts with dots between, as the workload's platform writes them.`,
      { details: { file } },
    );
  }
  return text;
}

/** Tells two credentials apart, without giving them away. */
export function fingerprintOf(credential: TokenCredential): string {
  switch (credential.kind) {
    case 'secret':
      return digest('secret', credential.secret);
    case 'certificate':
      return digest('certificate', credential.certPem, credential.keyPem);
    case 'federated':
      return 'federated';
  }
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
