import type { routes } from '@lamplight/admin-api';
import type { z } from 'zod';

export type Source = z.output<typeof routes.sources.list.answer>['items'][number];

/** Whether a source says that it sees its system, or is still beginning to. */
export function isWell({ health }: Source): boolean {
  return health === null || health.state === 'ok' || health.state === 'starting';
}
