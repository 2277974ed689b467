import type { ProfileFindingBody } from '@lamplight/admin-api';
import type { Printer } from '../output/printer.ts';
import { counted } from '../output/times.ts';

/** What is wrong with a profile, or odd: `file:line:column` first, so that an editor jumps there. */
export async function printFindings(
  printer: Printer,
  name: string,
  findings: readonly ProfileFindingBody[],
): Promise<void> {
  await printer.findings(
    findings.map(({ line, column, severity, message }) => ({
      state: severity,
      style: severity === 'error' ? 'bad' : 'warning',
      name: `${name}:${line}:${column}`,
      message,
      remedy: '',
    })),
  );
}

/** `2 errors, 1 warning`; empty where there is none. */
export function countFindings(findings: readonly Pick<ProfileFindingBody, 'severity'>[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  return [
    ...(errors === 0 ? [] : [counted(errors, 'error')]),
    ...(warnings === 0 ? [] : [counted(warnings, 'warning')]),
  ].join(', ');
}
