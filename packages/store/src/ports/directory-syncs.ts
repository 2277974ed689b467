import type { SystemId } from '@lamplight/domain';
import type { Json } from './shared.ts';

export interface DirectorySyncsView {
  /** How far the directory of a system was read, as whoever reads it kept it; undefined: never. */
  get(systemId: SystemId): Promise<Json | undefined>;
}

export interface DirectorySyncsChange extends DirectorySyncsView {
  /** Not audited, and no revision of the tenant: what a sync changes is. @throws LamplightError `system_unknown` */
  put(systemId: SystemId, state: Json): Promise<void>;
  /**
   * As `put`, for somebody who confirms that people who are held left: how many, of how many, stands in the audit.
   * @throws LamplightError `system_unknown`
   */
  confirmLeavers(
    systemId: SystemId,
    state: Json,
    confirmed: { readonly leavers: number; readonly of: number },
  ): Promise<void>;
}
