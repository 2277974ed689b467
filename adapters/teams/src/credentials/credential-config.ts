/** How an application proves itself to Entra, as it is written in the file: exactly one way, and perhaps a second one. */
import { z } from 'zod';

const certificate = z.strictObject({
  /** PEM file of the certificate that is uploaded to the app registration. */
  certFile: z.string().min(1),
  /** PEM file of its unencrypted private key. */
  keyFile: z.string().min(1),
});

const federated = z.strictObject({
  /** File with the token of another identity provider, read anew for each request: a workload identity. */
  tokenFile: z.string().min(1),
});

const credentialFields = {
  secret: z.string().min(1).optional(),
  /** Name of an environment variable that holds the secret. */
  secretEnv: z.string().min(1).optional(),
  /** The day on which the secret ends, as the admin center shows it: nothing else tells. */
  secretExpires: z.iso.date().optional(),
  certificate: certificate.optional(),
  federated: federated.optional(),
};

const credentialSchema = z.strictObject(credentialFields).superRefine(exactlyOneCredential);

/** The fields of an application's credential, with one that is used while Entra refuses the first. */
export const applicationFields = {
  ...credentialFields,
  /** Used while Entra refuses the first one: the old or the next one, so that it changes without a gap. */
  fallback: credentialSchema.optional(),
};

/** One way to prove an application. */
export type CredentialConfig = z.output<typeof credentialSchema>;

export function exactlyOneCredential(
  config: Pick<z.output<z.ZodObject<typeof credentialFields>>, 'secret' | 'secretEnv' | 'certificate' | 'federated'>,
  context: z.core.$RefinementCtx,
): void {
  const ways = [config.secret, config.secretEnv, config.certificate, config.federated];
  const given = ways.filter((value) => value !== undefined).length;
  if (given !== 1) {
    context.addIssue({
      code: 'custom',
      path: ['secret'],
      message: `expected exactly one of secret, secretEnv, certificate and federated, found ${given}`,
    });
  }
}
