import type { PersonId } from '@lamplight/domain';
import { namesAny } from '../names-any.ts';
import type { TenantChangeScope } from '../scope.ts';

/**
 * Forgets kept answers, results of jobs, proposals and reasons about others, and notes on profiles that name the person:
 * by any of these words, without regard to the case of ASCII.
 */
export async function forgetWork(scope: TenantChangeScope, id: PersonId, words: readonly string[]): Promise<void> {
  const { db, tenantId } = scope;
  const names = [...new Set([id, ...words])].filter((word) => word !== '');
  await db
    .deleteFrom('kept_answers')
    .where('tenant_id', '=', tenantId)
    .where((eb) => eb.or([namesAny(eb.ref('body'), names), namesAny(eb.ref('headers_json'), names)]))
    .execute();
  await db
    .updateTable('jobs')
    .set({ result_json: 'null' })
    .where('tenant_id', '=', tenantId)
    .where((eb) => namesAny(eb.ref('result_json'), names))
    .execute();
  await db
    .deleteFrom('proposals')
    .where('tenant_id', '=', tenantId)
    .where((eb) => eb.or([namesAny(eb.ref('content_json'), names), namesAny(eb.ref('reason'), names)]))
    .execute();
  await db
    .updateTable('bindings')
    .set({ reason: '' })
    .where('tenant_id', '=', tenantId)
    .where((eb) => namesAny(eb.ref('reason'), names))
    .execute();
  for (const column of ['author', 'note'] as const) {
    await db
      .updateTable('profiles')
      .set({ [column]: '' })
      .where('tenant_id', '=', tenantId)
      .where((eb) => namesAny(eb.ref(column), names))
      .execute();
  }
}
