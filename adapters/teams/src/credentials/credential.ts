import { type Clock, LamplightError, readCertificate } from '@lamplight/runtime';
import type { TeamsConfig } from '../config.ts';
import type { TokenCredential } from './token.ts';

/**
 * The credential that the configuration names.
 * @throws LamplightError `config_invalid` for an environment variable that is not set, `certificate_unreadable`.
 */
export function credentialOf(
  config: Pick<TeamsConfig, 'secret' | 'secretEnv' | 'certificate'>,
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock,
): TokenCredential {
  if (config.certificate !== undefined) {
    const { certPem, keyPem } = readCertificate(config.certificate, clock);
    return { kind: 'certificate', certPem, keyPem };
  }
  const secret = config.secretEnv === undefined ? config.secret : environment[config.secretEnv];
  if (secret === undefined || secret === '') {
    throw new LamplightError(
      'config_invalid',
      config.secretEnv === undefined
        ? 'secret, secretEnv or certificate: one of them must be set.'
        : `secretEnv: the environment variable ${config.secretEnv} is not set: set it to the client secret's value, or name another.`,
    );
  }
  return { kind: 'secret', secret };
}
