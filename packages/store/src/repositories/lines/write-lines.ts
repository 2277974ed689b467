import { isDeepStrictEqual } from 'node:util';
import type { NumberPlan } from '@lamplight/addresses';
import { type PersonId, personId, type SubjectRef, subjectKey } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { LineInput, LineRecord } from '../../ports/lines.ts';
import type { Json, Versioned } from '../../ports/shared.ts';
import { expectStorable } from '../checks.ts';
import { chunksOf, inChunks } from '../chunks.ts';
import { outranks } from '../origins.ts';
import { touchPeople } from '../people/touch-people.ts';
import type { TenantChangeScope } from '../scope.ts';
import { systemsOf } from '../tenants/systems-view.ts';
import { keysOfLine, lineKeyRows, lineRow } from './line-rows.ts';
import { linesAt } from './lines-view.ts';

type LineContent = Omit<LineRecord, keyof Versioned>;

export interface WrittenLines {
  /** As they are kept now, those that were not touched too; by {@link subjectKey}. */
  readonly lines: ReadonlyMap<string, LineRecord>;
  readonly created: number;
  readonly updated: number;
}

/**
 * Adds and changes lines; what is the same is not touched. Of two entries for one line the later one counts. Whoever is
 * bound to a line whose kind changed is touched, since their bindings tell it.
 * @throws LamplightError `system_unknown`, `request_invalid`
 */
export async function writeLines(scope: TenantChangeScope, entries: readonly LineInput[]): Promise<WrittenLines> {
  const plans = new Map((await systemsOf(scope)).map((system) => [system.id, system.numberPlan]));
  const inputs = new Map<string, LineInput>();
  for (const entry of entries) {
    expectLine(entry);
    inputs.set(subjectKey(entry), entry);
  }
  const before = new Map((await linesAt(scope, entries)).map((line) => [subjectKey(line), line]));
  const differing: { readonly old: LineRecord | null; readonly next: LineContent }[] = [];
  for (const [key, entry] of inputs) {
    const plan = plans.get(entry.systemId);
    if (plan === undefined) {
      throw new LamplightError('system_unknown', `system ${entry.systemId} is unknown: create it first`);
    }
    const old = before.get(key) ?? null;
    const next = nextContent(old, entry, plan);
    if (old === null || !isDeepStrictEqual({ ...old, ...next }, { ...old })) {
      differing.push({ old, next });
    }
  }
  if (differing.length === 0) {
    return { lines: before, created: 0, updated: 0 };
  }
  const revision = await scope.revision.raise();
  const written = differing.map(({ old, next }) => ({
    before: old,
    after: Object.freeze({ ...next, revision, createdAt: old?.createdAt ?? scope.now, updatedAt: scope.now }),
  }));
  await scope.bulk.upsert(
    'lines',
    written.map(({ after }) => lineRow(scope.tenantId, after)),
    ['tenant_id', 'system_id', 'address'],
  );
  await forgetKeys(
    scope,
    written.flatMap(({ before: old }) => old ?? []),
  );
  await scope.bulk.insert(
    'line_keys',
    written.flatMap(({ after }) => lineKeyRows(scope.tenantId, after, plans.get(after.systemId) ?? null)),
  );
  await tellOfKinds(
    scope,
    written.flatMap(({ before: old, after }) => (old === null || old.kind === after.kind ? [] : [after])),
  );
  for (const { before: old, after } of written) {
    recordLine(scope, old === null ? 'create' : 'update', old, after);
  }
  const lines = new Map([...before, ...written.map(({ after }) => [subjectKey(after), after] as const)]);
  const created = written.filter(({ before: old }) => old === null).length;
  return { lines, created, updated: written.length - created };
}

/** Bindings say the kind of their line. */
async function tellOfKinds(scope: TenantChangeScope, lines: readonly LineRecord[]): Promise<void> {
  await scope.bulk.run(
    lines.map((line) =>
      scope.db
        .updateTable('bindings')
        .set({ line_kind: line.kind })
        .where('tenant_id', '=', scope.tenantId)
        .where('system_id', '=', line.systemId)
        .where('address', '=', line.address),
    ),
  );
  await touchPeople(scope, await peopleAt(scope, lines));
}

/** People bound to any of the subjects. */
export async function peopleAt(scope: TenantChangeScope, refs: readonly SubjectRef[]): Promise<readonly PersonId[]> {
  const people: PersonId[] = [];
  for (const [systemId, ofSystem] of Map.groupBy(refs, (ref) => ref.systemId)) {
    const addresses = ofSystem.map((ref) => ref.address);
    const rows = await inChunks(addresses, (chunk) =>
      scope.db
        .selectFrom('bindings')
        .select('person_id')
        .where('tenant_id', '=', scope.tenantId)
        .where('system_id', '=', systemId)
        .where('address', 'in', chunk)
        .execute(),
    );
    people.push(...rows.map((row) => personId(row.person_id)));
  }
  return people;
}

export async function forgetKeys(scope: TenantChangeScope, refs: readonly SubjectRef[]): Promise<void> {
  for (const [systemId, ofSystem] of Map.groupBy(refs, (ref) => ref.systemId)) {
    for (const chunk of chunksOf(ofSystem)) {
      await scope.db
        .deleteFrom('line_keys')
        .where('tenant_id', '=', scope.tenantId)
        .where('system_id', '=', systemId)
        .where(
          'address',
          'in',
          chunk.map((ref) => ref.address),
        )
        .execute();
    }
  }
}

export function recordLine(
  scope: TenantChangeScope,
  action: string,
  before: LineRecord | null,
  after: LineRecord | null,
): void {
  const line = after ?? before;
  if (line !== null) {
    const entityId = lineEntityId(scope, line);
    scope.record({ action, entity: 'line', entityId, personId: null, before: body(before), after: body(after) });
  }
}

/** What the audit calls a line: an address may be somebody's number, and what the audit calls things is never erased. */
export function lineEntityId({ vault }: Pick<TenantChangeScope, 'vault'>, ref: SubjectRef): string {
  return `${ref.systemId}/${vault.fingerprint(subjectKey(ref))}`;
}

/** A line that ranks above the entry only takes from it what it does not say itself. */
function nextContent(before: LineRecord | null, entry: LineInput, plan: NumberPlan | null): LineContent {
  const { systemId, address } = entry;
  const kept = before !== null && outranks(before.origin, entry.origin) ? before : undefined;
  const kind = kept === undefined ? entry.kind : kept.kind;
  return {
    systemId,
    address,
    kind,
    displayName: kept?.displayName || entry.displayName,
    userName: kept?.userName || entry.userName,
    mail: kept?.mail || entry.mail,
    number: keysOfLine({ address, kind }, plan).number,
    origin: kept?.origin ?? entry.origin,
  };
}

function expectLine(entry: LineInput): void {
  expectStorable('line', entry);
  if (entry.address.trim() === '') {
    throw new LamplightError(
      'request_invalid',
      'line.address is empty: expected an extension, a SIP URI or an object id',
    );
  }
}

function body(line: LineRecord | null): Json {
  return line && { ...line };
}
