import type { DirectoryOrigin } from '@lamplight/adapter-kit';
import type { Clock, Logger, Random } from '@lamplight/runtime';
import type { GraphRequests } from '../client.ts';
import type { TeamsConfig } from '../config.ts';
import { BasicDirectory } from './basic-directory.ts';
import { DirectoryRequests } from './directory-requests.ts';
import { FullDirectory } from './full-directory.ts';

export interface DirectoryOriginSurroundings {
  readonly requests: GraphRequests;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** The directory of the Entra tenant as far as `directory.level` goes; undefined: people are listed by hand. */
export function createDirectoryOrigin(
  config: TeamsConfig,
  surroundings: DirectoryOriginSurroundings,
): DirectoryOrigin | undefined {
  const logger = surroundings.logger.forComponent('teams-directory');
  const requests = new DirectoryRequests(config.graphBaseUrl, surroundings);
  switch (config.directory.level) {
    case 'none':
      return undefined;
    case 'basic':
      return new BasicDirectory(config, requests, logger);
    case 'full':
      return new FullDirectory(config, requests, logger);
  }
}
