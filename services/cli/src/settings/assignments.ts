import { LamplightError } from '@lamplight/runtime';

/** A record to be changed by name. */
type Tree = { [name: string]: unknown };

/**
 * A copy of `before` with `path.to.name=value` carried out. A value is JSON where it is any, else text.
 * @throws LamplightError `request_invalid` for an assignment of another form
 */
export function assigned(before: unknown, assignments: readonly string[]): unknown {
  const root: Tree = { root: structuredClone(before) };
  for (const assignment of assignments) {
    const parts = /^([A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*)=(.*)$/s.exec(assignment);
    if (parts === null) {
      throw new LamplightError('request_invalid', `${assignment} is no assignment: expected name=value`);
    }
    const path = ['root', ...(parts[1] ?? '').split('.')];
    const last = path.pop() ?? '';
    let at = root;
    for (const name of path) {
      const inner = at[name];
      const next: Tree = isTree(inner) ? inner : {};
      at[name] = next;
      at = next;
    }
    at[last] = jsonOrText(parts[2] ?? '');
  }
  return root['root'];
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
