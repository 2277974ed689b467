import { parseYaml } from '@lamplight/runtime';

/** The id that a text names as its own, though nothing else of it may be readable; null: none. */
export function idOf(text: string): string | null {
  return namedIn(text, 'id');
}

/** The id that a text names as its base, likewise. */
export function extendedBy(text: string): string | null {
  return namedIn(text, 'extends');
}

function namedIn(text: string, key: 'id' | 'extends'): string | null {
  const { value, problems } = parseYaml(text);
  if (problems.length > 0) {
    return new RegExp(`^${key}:[ \\t]*(["']?)([^\\s"'#]+)\\1[ \\t]*(?:#.*)?$`, 'm').exec(text)?.[2] ?? null;
  }
  const named: unknown =
    typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined;
  return typeof named === 'string' ? named : null;
}
