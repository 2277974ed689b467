import { stringify } from 'yaml';

/**
 * A configuration as YAML text, to show what is in force, with its secrets as `[hidden]`.
 * @param secretPaths fields that are secret, as dotted paths; `*` stands for any one key or list index, for example
 *   `store.encryptionKey` or `adapters.*.clientSecret`. A path covers all below it.
 */
export function describeConfig(value: unknown, secretPaths: readonly string[]): string {
  return stringify(
    hide(
      value,
      secretPaths.map((path) => path.split('.')),
    ),
  );
}

function hide(value: unknown, secrets: readonly (readonly string[])[]): unknown {
  if (secrets.some((path) => path.length === 0)) {
    return value === undefined ? undefined : '[hidden]';
  }
  const below = (key: string): (readonly string[])[] =>
    secrets.filter(([first]) => first === '*' || first === key).map(([, ...rest]) => rest);
  if (Array.isArray(value)) {
    return value.map((inner, index) => hide(inner, below(String(index))));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hide(inner, below(key))]));
  }
  return value;
}
