import { isDeepStrictEqual } from 'node:util';
import type { Act, Difference, Step } from './step.ts';

/** Steps, as they are found; they are sorted at the end. */
export class Findings {
  readonly steps: Step[] = [];
  same = 0;
  readonly #tenantId: string;

  constructor(tenantId: string) {
    this.#tenantId = tenantId;
  }

  add(
    entity: Difference['entity'],
    id: string,
    label: string,
    change: Difference['change'],
    fields: string[],
    act: Act,
  ) {
    this.steps.push({ difference: { tenantId: this.#tenantId, entity, id, label, change, fields }, act });
  }

  /** A difference where a field differs, else one more that is the same. */
  compare(
    entity: Difference['entity'],
    id: string,
    label: string,
    fields: Readonly<Record<string, readonly [wanted: unknown, kept: unknown]>>,
    act: Act,
  ): void {
    const differing = Object.entries(fields).flatMap(([name, [wanted, kept]]) =>
      isDeepStrictEqual(wanted, kept) ? [] : [name],
    );
    if (differing.length === 0) {
      this.same += 1;
    } else {
      this.add(entity, id, label, 'update', differing, act);
    }
  }
}

/** What may be carried out only after what: tenants and keys go first, since what comes may bear their ids and hashes. */
const ORDER: readonly Act['act'][] = [
  'remove-tenant',
  'revoke-key',
  'create-tenant',
  'rename-tenant',
  'create-system',
  'update-system',
  'put-group',
  'put-profile',
  'create-person',
  'update-person',
  'put-line',
  'remove-binding',
  'put-binding',
  'person-leaves',
  'remove-line',
  'replace-key',
  'create-key',
  'put-credential',
  'remove-credential',
  'put-setting',
  'remove-setting',
  'remove-profile',
  'remove-group',
  'remove-system',
];

export function inOrder<Item extends { readonly act: Act }>(steps: readonly Item[]): readonly Item[] {
  return steps.toSorted((a, b) => ORDER.indexOf(a.act.act) - ORDER.indexOf(b.act.act));
}
