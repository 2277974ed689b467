/**
 * A user as Graph's directory gives one, read leniently: what is missing is null, what is not known stays out. A record
 * that has another shape is told apart from one that is gone. Source: Graph, user resource; user: delta; Use delta query
 * to track changes.
 */
import { z } from 'zod';

/** What is asked for with User.ReadBasic.All, and what more with User.Read.All. */
const BASIC = ['id', 'displayName', 'userPrincipalName', 'mail'] as const;
const FULL = [
  ...BASIC,
  'department',
  'businessPhones',
  'mobilePhone',
  'userType',
  'accountEnabled',
  'assignedPlans',
] as const;

/** As `$select` takes them. */
export const BASIC_PROPERTIES = BASIC.join(',');
export const FULL_PROPERTIES = FULL.join(',');

/** Of any text that is kept of a person. */
const LONGEST = 256;

const text = z.string().nullish();

const plan = z.object({ service: text, servicePlanId: text, capabilityStatus: text });

const userRecord = z.object({
  id: z.string().min(1),
  displayName: text,
  userPrincipalName: text,
  mail: text,
  department: text,
  businessPhones: z.array(z.string().nullable()).nullish(),
  mobilePhone: text,
  /** `Member` or `Guest`; null for accounts from before guests were. */
  userType: text,
  accountEnabled: z.boolean().nullish(),
  assignedPlans: z.array(plan).nullish(),
});

export interface DirectoryUser {
  /** Lower case. */
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string | null;
  readonly mail: string | null;
  readonly department: string;
  /** As they were written. */
  readonly phones: readonly string[];
  readonly userType: string | null;
  /** Null: not told. */
  readonly accountEnabled: boolean | null;
  /** Services and service plans that are in force; null: not told. */
  readonly plans: readonly { readonly service: string; readonly id: string }[] | null;
}

export type ReadUser =
  | { readonly kind: 'user'; readonly user: DirectoryUser }
  | { readonly kind: 'removed'; readonly id: string }
  /** `id` null: not even that can be read. */
  | { readonly kind: 'unreadable'; readonly id: string | null; readonly problem: string };

const identified = z.looseObject({ id: z.string().min(1) });
const removed = z.object({ id: z.string().min(1), '@removed': z.unknown() });

/** The object id of a record, lower case; null: it has none. */
export function idOf(record: unknown): string | null {
  const parsed = identified.safeParse(record);
  return parsed.success ? parsed.data.id.toLowerCase() : null;
}

/** Whether a record says that its object is gone, for good or for now. */
export function isRemoved(record: unknown): boolean {
  const parsed = removed.safeParse(record);
  return parsed.success && parsed.data['@removed'] != null;
}

export function readUser(record: unknown): ReadUser {
  const id = idOf(record);
  if (id !== null && isRemoved(record)) {
    return { kind: 'removed', id };
  }
  const parsed = userRecord.safeParse(record);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { kind: 'unreadable', id, problem: issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}` };
  }
  const { data } = parsed;
  const userPrincipalName = written(data.userPrincipalName);
  const mail = written(data.mail);
  return {
    kind: 'user',
    user: Object.freeze({
      id: data.id.toLowerCase(),
      displayName: written(data.displayName) ?? userPrincipalName ?? mail ?? data.id,
      userPrincipalName,
      mail,
      department: written(data.department) ?? '',
      phones: Object.freeze(
        [...new Set([...(data.businessPhones ?? []), data.mobilePhone])].flatMap((phone) => written(phone) ?? []),
      ),
      userType: written(data.userType),
      accountEnabled: data.accountEnabled ?? null,
      plans: data.assignedPlans == null ? null : Object.freeze(plansInForce(data.assignedPlans)),
    }),
  };
}

/**
 * What a record of changes says over what a read of the same person says. A delta names at least what changed, and leaves
 * out what was never set, so that it alone tells neither from the other; where both name a field, the delta knows that it
 * changed, and a replica that was read may not yet.
 */
export function changedOver(read: unknown, change: unknown): unknown {
  const before = identified.safeParse(read);
  const after = identified.safeParse(change);
  return before.success && after.success ? { ...before.data, ...after.data } : change;
}

/** Of a plan, `Enabled` and `Warning` (paid late) are in force. Source: Graph, assignedPlan resource. */
function plansInForce(plans: readonly z.output<typeof plan>[]) {
  return plans
    .filter(({ capabilityStatus }) => /^(enabled|warning)$/i.test(capabilityStatus ?? ''))
    .map(({ service, servicePlanId }) =>
      Object.freeze({ service: (service ?? '').toLowerCase(), id: (servicePlanId ?? '').toLowerCase() }),
    );
}

/** One line without control characters and half characters, as long as a name may be; null: nothing. */
function written(value: string | null | undefined): string | null {
  const line = (value ?? '')
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, LONGEST)
    .toWellFormed();
  return line === '' ? null : line;
}
