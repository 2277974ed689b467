/** How a person is shown: their own profile, time zone and statuses, as options say them and as they are read. */
import { type PersonBody, type StatusesBody, statusesInput } from '@lamplight/admin-api';
import { inGraphSpelling } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import { type Command, Option } from 'commander';
import { defined } from '../defined.ts';
import { repeated } from '../input/arguments.ts';
import { EXPLAINED, explained } from '../input/explain.ts';
import type { Field } from '../output/fields.ts';

const TAKES_PART = { yes: true, no: false, 'as-profile': null } as const;

export interface ShownAsOptions {
  readonly profile?: string;
  readonly timeZone?: string;
  readonly takesPart?: keyof typeof TAKES_PART;
  readonly status?: readonly string[];
}

export function withShownAsOptions(made: Command): Command {
  return made
    .option('--profile <profile>', 'rules of its own; "" removes it')
    .option('--time-zone <zone>', 'such as Europe/Berlin; "" for that of the tenant')
    .addOption(
      new Option('--takes-part <answer>', 'whether in what the profile integrates').choices(Object.keys(TAKES_PART)),
    )
    .addOption(
      repeated(
        '--status <name=parts>',
        'how a status is shown: Busy=label:in-the-lab,tone:in-use,reach:voicemail; Busy= as the profile says; may be repeated',
      ),
    );
}

/** @throws LamplightError `request_invalid` */
export function shownAsOf(options: ShownAsOptions, before: StatusesBody) {
  return defined({
    profileId: orNull(options.profile),
    timeZone: orNull(options.timeZone),
    takesPart: options.takesPart === undefined ? undefined : TAKES_PART[options.takesPart],
    statuses: options.status === undefined ? undefined : changedStatuses(before, options.status),
  });
}

export function shownAsFields({ profileId, timeZone, takesPart, statuses }: PersonBody): readonly Field[] {
  return [
    ['Profile', profileId ?? ''],
    ['Time zone', timeZone ?? ''],
    ['Takes part', takesPart === null ? '' : takesPart ? 'yes' : 'no'],
    ['Statuses', Object.entries(statuses).map(([name, status]) => `${name}=${partsOf(status)}`)],
  ];
}

/** As `--status` takes them. */
function partsOf(status: StatusesBody[string]): string {
  return Object.entries(status)
    .flatMap(([part, value]) => (value === null ? [] : [`${part}:${value}`]))
    .join(',');
}

function changedStatuses(before: StatusesBody, given: readonly string[]): StatusesBody {
  const statuses = new Map<string, unknown>(Object.entries(before));
  for (const text of given) {
    const parts = /^\s*(\w+)\s*=(.*)$/.exec(text);
    if (parts === null) {
      throw new LamplightError('request_invalid', `--status is ${JSON.stringify(text)}: expected ${EXPECTED}`);
    }
    const name = inGraphSpelling(parts[1] ?? '');
    statuses.delete(name);
    if (parts[2] !== undefined && parts[2].trim() !== '') {
      statuses.set(name, statusOf(text, parts[2]));
    }
  }
  const checked = statusesInput.safeParse(Object.fromEntries(statuses), EXPLAINED);
  if (!checked.success) {
    throw new LamplightError('request_invalid', explained(checked.error.issues, '--status').join('\n  '));
  }
  return checked.data;
}

const EXPECTED = 'a name and its parts, such as Busy=label:in-the-lab,tone:in-use,reach:voicemail';

function statusOf(text: string, parts: string): Record<string, string> {
  return Object.fromEntries(
    parts.split(',').map((part) => {
      const [name, value, ...more] = part.split(':').map((word) => word.trim());
      if (name === undefined || value === undefined || value === '' || more.length > 0) {
        throw new LamplightError('request_invalid', `--status is ${JSON.stringify(text)}: expected ${EXPECTED}`);
      }
      return [name, value];
    }),
  );
}

function orNull(text: string | undefined): string | null | undefined {
  return text === '' ? null : text;
}
