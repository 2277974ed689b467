/** What a profile would make of people: who, before, after, and the rules that make the difference. */
import type { ProfileTrialRow } from '@lamplight/admin-api';
import type { Printer } from '../output/printer.ts';
import { counted } from '../output/times.ts';

type State = ProfileTrialRow['before'];

export interface Trial {
  readonly people: number;
  readonly differing: number;
  readonly rows: readonly (ProfileTrialRow & { readonly differs?: boolean })[];
}

/** @param why also what was discarded, with its reasons */
export async function printTrial(printer: Printer, { people, differing, rows }: Trial, why: boolean): Promise<void> {
  await printer.record({ people, differing, rows }, []);
  for (const { displayName, personId, before, after, rules, discarded, differs = true } of rows) {
    await printer.text(`${printer.styled(displayName === '' ? personId : displayName, 'heading')}\n`);
    await printer.fields(
      differs
        ? [
            ['  before', linesOf(before)],
            ['  after', linesOf(after)],
            ['  rules', rules],
            ['  discarded', why ? discarded : []],
          ]
        : [
            ['  the same', linesOf(after)],
            ['  rules', rules],
            ['  discarded', why ? discarded : []],
          ],
    );
  }
  const hidden = differing - rows.filter(({ differs = true }) => differs).length;
  await printer.text(hidden > 0 ? `… and ${counted(hidden, 'person', 'people')} more: --limit shows them\n` : '');
  await printer.text(
    differing === 0
      ? `${counted(people, 'person', 'people')}: nothing would differ\n`
      : `\n${differing} of ${counted(people, 'person', 'people')} would differ\n`,
  );
}

function linesOf({ availability, activity, tone, label, effects, reach, managedBy, notice }: State): readonly string[] {
  const hints = reach.map(({ systemId, hint }) => `${hint} at ${systemId}`).join(', ');
  return [
    `${label} (${availability}/${activity}, ${tone})`,
    ...(hints === '' ? [] : [`transfer: ${hints}`]),
    ...(managedBy === null ? [] : [`managed by ${managedBy}${notice === '' ? '' : `: ${notice}`}`]),
    ...(effects.length === 0 ? ['nothing is written'] : effects),
  ];
}
