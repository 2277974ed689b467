import { describeExpectation } from '@lamplight/runtime';
import type { z } from 'zod';

/** How zod is to be asked, so that its issues can be explained here. */
export const EXPLAINED = { error: describeExpectation, reportInput: true } as const;

/** Issues as people read them: field, value, what is expected. @param root what stands before each field, such as `privacy` */
export function explained(issues: readonly z.core.$ZodIssue[], root = ''): readonly string[] {
  return issues.flatMap((issue) => {
    const path = [...(root === '' ? [] : [root]), ...issue.path.map(String)];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => `${[...path, key].join('.')} is not known: remove it`);
    }
    if (issue.code === 'invalid_key') {
      return [`${path.join('.')} is not allowed as a name: ${issue.issues.map(({ message }) => message).join(', ')}`];
    }
    const given = JSON.stringify(issue.input)?.slice(0, 80);
    const value = given === undefined ? 'is missing' : `is ${given}`;
    return [`${path.length === 0 ? '' : `${path.join('.')} `}${value}: ${issue.message}`];
  });
}
