/** What whoever runs the gateway has of its own at Microsoft: the `teams` section of the gateway's configuration. */
import { resolve } from 'node:path';
import type { DeepReadonly } from '@lamplight/runtime';
import { applicationFields, exactlyOneCredential } from '@lamplight/teams-adapter';
import { z } from 'zod';

export const operatedTeams = z.strictObject({
  /** A multi-tenant app registration that systems may use in place of one of their own (`registration: shared`). */
  sharedRegistration: z
    .strictObject({
      clientId: z.string().min(1),
      ...applicationFields,
      /** By the id of a tenant here: the Entra tenants (as `tenantId` names them) that it may read with it. */
      tenants: z.record(z.string(), z.array(z.string().min(1))),
    })
    .superRefine(exactlyOneCredential)
    .optional(),
  /** Under which addresses the internet sees this machine; said where Entra blocks by address. */
  publicAddresses: z.array(z.string().min(1)).default([]),
});

export type OperatedTeams = DeepReadonly<z.output<typeof operatedTeams>>;
export type SharedRegistration = NonNullable<OperatedTeams['sharedRegistration']>;

interface WithFiles {
  readonly certificate?: { readonly certFile: string; readonly keyFile: string } | undefined;
  readonly federated?: { readonly tokenFile: string } | undefined;
}

/** The files of a credential, taken from a folder. */
function filesFrom(folder: string, { certificate, federated }: WithFiles): WithFiles {
  return {
    ...(certificate === undefined
      ? {}
      : {
          certificate: {
            certFile: resolve(folder, certificate.certFile),
            keyFile: resolve(folder, certificate.keyFile),
          },
        }),
    ...(federated === undefined ? {} : { federated: { tokenFile: resolve(folder, federated.tokenFile) } }),
  };
}

/** The credential of an application and its fallback, with their files taken from a folder. */
export function credentialsFrom<Application extends WithFiles & { readonly fallback?: WithFiles | undefined }>(
  folder: string,
  application: Application,
): Application {
  const { fallback } = application;
  return {
    ...application,
    ...filesFrom(folder, application),
    ...(fallback === undefined ? {} : { fallback: { ...fallback, ...filesFrom(folder, fallback) } }),
  };
}
