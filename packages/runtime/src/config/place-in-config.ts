import { readFileSync } from 'node:fs';
import { parseYaml } from './yaml-source.ts';

/**
 * Where a field stands, as `file:line:column: a.b.c`: for what is found wrong with a value only once it is used, such as
 * a file that it names. Where the file cannot be read any more, without line and column.
 */
export function placeInConfig(file: string, path: readonly string[]): string {
  const field = path.join('.');
  try {
    const { line, column } = parseYaml(readFileSync(file, 'utf8')).positionOf(path);
    return `${file}:${line}:${column}: ${field}`;
  } catch {
    return `${file}: ${field}`;
  }
}
