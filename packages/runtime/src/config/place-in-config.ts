import { readFileSync } from 'node:fs';
import { printPath } from './explain-issue.ts';
import { parseYaml } from './yaml-source.ts';

/**
 * Where a field stands, as `file:line:column: a.b.c`: for what is found wrong with a value only once it is used, such as
 * a file that it names. Where the file cannot be read any more, without line and column.
 */
export function placeInConfig(file: string, path: readonly PropertyKey[]): string {
  try {
    return placeInText(readFileSync(file, 'utf8'), file, path);
  } catch {
    return `${file}: ${printPath(path)}`;
  }
}

/** As {@link placeInConfig}, of a text that messages name `fileName`. */
export function placeInText(text: string, fileName: string, path: readonly PropertyKey[]): string {
  const { line, column } = parseYaml(text).positionOf(path);
  return `${fileName}:${line}:${column}: ${printPath(path)}`;
}
