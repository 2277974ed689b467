/** Field names whose values are never shown, in a log line or in a description of the configuration. */
export const SECRET_NAMES = [
  'authorization',
  'password',
  'secret',
  'clientSecret',
  'token',
  'accessToken',
  'key',
  'privateKey',
] as const;

/** Whether a field of this name holds a secret: it ends in one of {@link SECRET_NAMES}, in any spelling of case. */
export function isSecretName(name: string): boolean {
  return SECRET_NAMES.some((secret) => name.toLowerCase().endsWith(secret.toLowerCase()));
}
