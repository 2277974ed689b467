/** Readers of options and arguments; what they refuse is said beside the option's name. */
import { type Clock, durationMs } from '@lamplight/runtime';
import { InvalidArgumentError, Option } from 'commander';

export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) {
      throw new InvalidArgumentError(`Expected a whole number from ${least}${most < 1e15 ? ` to ${most}` : ''}.`);
    }
    return value;
  };
}

/** An option that may be given several times, each time with one of `choices` where there are any. */
export function repeated(flags: string, description: string, choices?: readonly string[]): Option {
  const option = new Option(flags, choices === undefined ? description : `${description}: ${choices.join(', ')}`);
  option.argParser((text: string, before: readonly string[] | undefined) => {
    if (choices !== undefined && !choices.includes(text)) {
      throw new InvalidArgumentError(`Expected one of ${choices.join(', ')}.`);
    }
    return [...(before ?? []), text];
  });
  // Completion offers them; `Option.choices` would put another parser in place.
  return choices === undefined ? option : Object.assign(option, { argChoices: [...choices] });
}

const WHEN = 'Expected how long, such as 8h or 90d, or when, such as 2027-01-31 or 2027-01-31T18:00+01:00.';
const duration = durationMs({ minimumMs: 1 });

/** How long from now, or when: a date or a local time where no zone is given. Gives RFC 3339 in UTC. */
export function instant(clock: Clock): (text: string) => string {
  return (text) => {
    const long = duration.safeParse(text);
    if (long.success) {
      return new Date(clock.now() + long.data).toISOString();
    }
    const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
    const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.test(text);
    const at = new Date(isDay ? `${text}T00:00` : text);
    // A day that is not in the calendar would be read as one of the next month.
    const day = Number(text.slice(8, 10));
    const last = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
    if (!(isDay || isTime) || Number.isNaN(at.getTime()) || day > last) {
      throw new InvalidArgumentError(WHEN);
    }
    return at.toISOString();
  };
}
