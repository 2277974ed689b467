/** Requests to Graph for a command that measures, with an application of its own choice. */
import type { Clock, Egress, Logger, Random } from '@lamplight/runtime';
import type { z } from 'zod';
import { createGraphRequests, type GraphRequests } from '../client.ts';
import { scopeOf } from '../clouds.ts';
import { teamsConfigSchema } from '../config.ts';
import { credentialsOf, type Environment } from '../credentials/credential.ts';
import { createTokenSource } from '../credentials/token.ts';
import { adminConsentLink } from '../registration/consent-link.ts';

/** As the `teams` section of a system is written. */
export const verifyTargetSchema = teamsConfigSchema;
export type VerifyTarget = z.output<typeof verifyTargetSchema>;

export interface RequestSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly egress: Pick<Egress, 'fetch'>;
  /** Where secretEnv is looked up. */
  readonly environment: Environment;
}

/** @throws LamplightError `config_invalid`, `certificate_unreadable`, `credential_unreadable` */
export function openVerifyRequests(target: VerifyTarget, surroundings: RequestSurroundings): GraphRequests {
  const { clock, random, logger, egress, environment } = surroundings;
  const tokens = createTokenSource(
    {
      tenantId: target.tenantId,
      clientId: target.clientId,
      authority: target.authority,
      scope: scopeOf(target.cloud),
      credentials: credentialsOf(target, environment, clock),
      timeoutMs: target.requestTimeout,
      consentLink: adminConsentLink(target),
    },
    { clock, random, fetch: egress.fetch, logger },
  );
  return createGraphRequests(
    { baseUrl: target.graphBaseUrl, timeoutMs: target.requestTimeout },
    { clock, fetch: egress.fetch, tokens },
  );
}
