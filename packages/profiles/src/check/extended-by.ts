import { parseYaml } from '@lamplight/runtime';

/** The id that a text names as its base, though nothing else of it may be readable; null: none. */
export function extendedBy(text: string): string | null {
  const { value, problems } = parseYaml(text);
  if (problems.length > 0) {
    return /^extends:[ \t]*(["']?)([^\s"'#]+)\1[ \t]*(?:#.*)?$/m.exec(text)?.[2] ?? null;
  }
  const named: unknown =
    typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, 'extends')?.value : undefined;
  return typeof named === 'string' ? named : null;
}
