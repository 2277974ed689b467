import { subjectKey } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { LinesChange } from '../../ports/lines.ts';
import { rebind } from '../bindings/rebind.ts';
import { expectRevision } from '../checks.ts';
import type { TenantChangeScope } from '../scope.ts';
import { lineOf, linesView } from './lines-view.ts';
import { peopleAt, recordLine, writeLines } from './write-lines.ts';

export function linesChange(scope: TenantChangeScope): LinesChange {
  return {
    ...linesView(scope),
    put: async (line, ifRevision) => {
      expectRevision(
        `line ${line.address} of ${line.systemId}`,
        ifRevision,
        (await lineOf(scope, line))?.revision ?? 0,
      );
      const { lines } = await writeLines(scope, [line]);
      const after = lines.get(subjectKey(line));
      if (after === undefined) {
        throw new LamplightError('unexpected', `line ${line.address} of ${line.systemId} was not kept`);
      }
      return after;
    },
    putMany: async (lines) => {
      const { created, updated } = await writeLines(scope, lines);
      return { created, updated };
    },
    remove: async (ref, ifRevision) => {
      const before = await lineOf(scope, ref);
      if (before === undefined) {
        throw new LamplightError(
          'line_unknown',
          `line ${ref.address} of ${ref.systemId} is unknown: nothing to remove`,
        );
      }
      expectRevision(`line ${ref.address} of ${ref.systemId}`, ifRevision, before.revision);
      await scope.revision.raise();
      await rebind(scope, await peopleAt(scope, [ref]), (_, bindings) =>
        bindings.filter((binding) => subjectKey(binding) !== subjectKey(ref)),
      );
      await scope.db
        .deleteFrom('lines')
        .where('tenant_id', '=', scope.tenantId)
        .where('system_id', '=', ref.systemId)
        .where('address', '=', ref.address)
        .execute();
      recordLine(scope, 'remove', before, null);
    },
  };
}
