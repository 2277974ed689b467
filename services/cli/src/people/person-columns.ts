/** A person as a row of CSV. */
import type { Row } from '../input/records.ts';

/** Names that the head of a CSV file of people may have, in any order and without regard to case. */
export const PERSON_COLUMNS = [
  'displayName',
  'kind',
  'department',
  'telephony',
  'entraObjectId',
  'upn',
  'mail',
  'phone',
  'line',
  'groups',
  'profileId',
  'timeZone',
  'takesPart',
] as const;

/** Between several values in one cell. */
const BETWEEN = '|';

/** What an empty cell leaves out has the default of the API. */
export function personOf(row: Row): Record<string, unknown> {
  const addresses = ['upn', 'mail', 'phone', 'line'].flatMap((kind) =>
    several(row.get(kind)).map((value) => ({ kind, value })),
  );
  const groups = several(row.get('groups'));
  return {
    ...cell(row, 'displayName'),
    ...cell(row, 'kind'),
    ...cell(row, 'department'),
    ...cell(row, 'telephony'),
    ...cell(row, 'entraObjectId'),
    ...cell(row, 'profileId'),
    ...cell(row, 'timeZone'),
    ...takesPart(row),
    ...(addresses.length === 0 ? {} : { addresses }),
    ...(groups.length === 0 ? {} : { groupIds: groups }),
  };
}

/** `yes` and `no` as they are said; anything else is left for the schema to refuse. */
function takesPart(row: Row): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(cell(row, 'takesPart')).map(([name, value]) => [name, ANSWERS.get(value.toLowerCase()) ?? value]),
  );
}

const ANSWERS: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['no', false],
]);

/** One member of a record, by the name of its column; nothing where the cell is empty. */
export function cell(row: Row, name: string): Record<string, string> {
  const value = row.get(name.toLowerCase()) ?? '';
  return value === '' ? {} : { [name]: value };
}

function several(text: string | undefined): string[] {
  return (text ?? '')
    .split(BETWEEN)
    .map((value) => value.trim())
    .filter((value) => value !== '');
}
