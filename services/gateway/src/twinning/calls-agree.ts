import type { CallInterval } from './call-intervals.ts';

/**
 * Whether calls look like one and the same, seen twice: at least so many pairs whose beginnings and ends are within the
 * tolerance, and none without its twin. A call that ended within the tolerance of now may still find one, so while
 * there is such a call the answer is no.
 *
 * @param calls in any order
 */
export function callsAgree(
  calls: readonly CallInterval[],
  settings: { readonly calls: number; readonly toleranceSeconds: number },
): boolean {
  const toleranceMs = settings.toleranceSeconds * 1_000;
  const lines = calls.filter(({ side }) => side === 'pbx').sort(byBeginning);
  const teams = calls.filter(({ side }) => side === 'teams').sort(byBeginning);
  return (
    lines.length >= settings.calls &&
    lines.length === teams.length &&
    lines.every((line, index) => {
      const twin = teams[index];
      return (
        twin !== undefined &&
        Math.abs(line.from - twin.from) <= toleranceMs &&
        Math.abs(line.to - twin.to) <= toleranceMs
      );
    })
  );
}

function byBeginning(a: CallInterval, b: CallInterval): number {
  return a.from - b.from || a.to - b.to;
}
