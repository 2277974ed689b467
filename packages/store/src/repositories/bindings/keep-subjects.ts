import { CONSOLE, type LineKind, MSTEAMS, type SubjectRef, subjectKey, type Technology } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { LineInput } from '../../ports/lines.ts';
import { linesAt } from '../lines/lines-view.ts';
import { writeLines } from '../lines/write-lines.ts';
import type { TenantChangeScope } from '../scope.ts';
import { systemsOf } from '../tenants/systems-view.ts';

/** Technologies whose subjects are accounts, not lines. */
const OF_ACCOUNTS: readonly Technology[] = [MSTEAMS, CONSOLE];

/**
 * The kind of each subject, by {@link subjectKey}. One that is not kept yet becomes a line, which the next import of
 * lines may fill in: a desk phone, or an account where the system has accounts.
 * @throws LamplightError `system_unknown`
 */
export async function keepSubjects(
  scope: TenantChangeScope,
  refs: readonly SubjectRef[],
): Promise<ReadonlyMap<string, LineKind | null>> {
  const kinds = new Map((await linesAt(scope, refs)).map((line) => [subjectKey(line), line.kind]));
  const missing = refs.filter((ref) => !kinds.has(subjectKey(ref)));
  if (missing.length > 0) {
    const technologies = new Map((await systemsOf(scope)).map((system) => [system.id, system.technology]));
    const entries = missing.map(({ systemId, address }): LineInput => {
      const technology = technologies.get(systemId);
      if (technology === undefined) {
        throw new LamplightError('system_unknown', `system ${systemId} is unknown: create it first`);
      }
      const kind = OF_ACCOUNTS.includes(technology) ? null : 'desk';
      return { systemId, address, kind, displayName: '', userName: '', mail: '', origin: 'directory' };
    });
    for (const [key, line] of (await writeLines(scope, entries)).lines) {
      kinds.set(key, line.kind);
    }
  }
  return kinds;
}
