import type { BindingBody, PersonBody } from '@lamplight/admin-api';
import type { Field } from '../output/fields.ts';
import { endTime, shortTime } from '../output/times.ts';
import { shownAsFields } from './shown-as.ts';

/** One person for people to read. */
export function fieldsOf(
  person: PersonBody & { readonly bindings: readonly BindingBody[] },
  now: number,
): readonly Field[] {
  const { pause, leftAt } = person;
  const paused =
    pause === null
      ? ''
      : `${pause.until === null ? 'until resumed' : `until ${shortTime(pause.until)}`}, by ${pause.by}`;
  return [
    ['Name', person.displayName, 'heading'],
    ['Id', person.id],
    ['Kind', person.kind],
    ['Left', shortTime(leftAt), 'warning'],
    ['Paused', paused, 'warning'],
    ['Department', person.department],
    ['Telephony', person.telephony],
    ['Addresses', person.addresses.map(({ kind, value }) => `${value} (${kind})`)],
    ['Entra object', person.entraObjectId ?? ''],
    ['Groups', person.groupIds.join(', ')],
    ...shownAsFields(person),
    [
      'Bound to',
      person.bindings.length === 0
        ? 'nothing: see "lamplight match report"'
        : person.bindings.map((binding) => describeBinding(binding, now)),
    ],
    ['Made by', person.origin],
    ['Changed', shortTime(person.updatedAt)],
    ['Revision', String(person.revision)],
  ];
}

/** `head-office 567: owner, primary, by matching (mail is anna@example.com)`. */
export function describeBinding(binding: BindingBody, now: number): string {
  const until = binding.expiresAt === null ? [] : [`until ${endTime(binding.expiresAt, now)}`];
  const facts = [binding.role, ...(binding.primary ? ['primary'] : []), ...until, `by ${binding.origin}`].join(', ');
  return `${binding.systemId} ${binding.address}: ${facts}${binding.reason === '' ? '' : ` (${binding.reason})`}`;
}
