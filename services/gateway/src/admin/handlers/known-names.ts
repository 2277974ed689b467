import type { StatusesBody } from '@lamplight/admin-api';
import type { TenantView } from '@lamplight/store';
import { namesOf, type UnknownName, unknownInPerson } from '../../profiles/unknown-names.ts';
import { invalid } from '../validate.ts';

/** @throws LamplightError `request_invalid` with a detail per name in `body` */
export function requireNone(unknown: readonly UnknownName[], body: unknown): void {
  if (unknown.length > 0) {
    const issues = unknown.map(({ path, message }) => ({
      code: 'custom' as const,
      path: [...path],
      message,
      input: undefined,
    }));
    throw invalid('body', issues, body);
  }
}

interface PersonNames {
  readonly profileId?: string | null | undefined;
  readonly statuses?: StatusesBody | undefined;
}

/** @throws LamplightError `request_invalid` where a person is given a profile or a label that is not there */
export async function requireNamed(tenant: TenantView, person: PersonNames): Promise<void> {
  if (typeof person.profileId === 'string' || Object.keys(person.statuses ?? {}).length > 0) {
    requireNone(unknownInPerson(person, await namesOf(tenant)), person);
  }
}
