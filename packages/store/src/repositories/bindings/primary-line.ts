import { subjectKey } from '@lamplight/domain';
import type { BindingContent } from './binding-rows.ts';

/**
 * One person's bindings with exactly one primary line, where they own any line: the one that is marked (the later one of
 * two), else the first that they own.
 */
export function withPrimaryLine(bindings: readonly BindingContent[]): readonly BindingContent[] {
  const primary =
    bindings.findLast((binding) => binding.primary && binding.lineKind !== null) ??
    bindings.find((binding) => binding.role === 'owner' && binding.lineKind !== null);
  const key = primary && subjectKey(primary);
  return bindings.map((binding) => ({ ...binding, primary: subjectKey(binding) === key }));
}
