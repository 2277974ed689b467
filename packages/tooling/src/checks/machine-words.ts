import { dirname } from 'node:path';

/** A pattern that may not stand in a file, and why. */
export interface Forbidden {
  readonly pattern: RegExp;
  readonly because: string;
}

/** Parents of a checkout that say nothing of a machine. */
const COMMON_FOLDERS = new Set(['/', '/tmp', '/opt', '/srv', '/app', '/usr/src']);

/** What ties a file to one machine: home folders, the place of this checkout, and a registry that others may mirror. */
export function forbiddenWords(checkout: string): readonly Forbidden[] {
  const here = COMMON_FOLDERS.has(dirname(checkout)) ? checkout : dirname(checkout);
  return [
    { pattern: /(?<![\w.])\/root\//, because: 'names the home folder of a machine' },
    { pattern: /(?<![\w.])\/(?:home|Users)\/[a-z][\w.-]*\//, because: 'names the home folder of a user' },
    { pattern: /[A-Z]:\\Users\\/, because: 'names the home folder of a user' },
    {
      pattern: new RegExp(`(?<![\\w.])${here.replace(/[^\w/-]/g, '\\$&')}/`),
      because: 'names the folder of this checkout',
    },
    { pattern: /registry\.npmjs\.org/, because: 'names a package registry, which is for each installation to choose' },
  ];
}

/** Where `text` says what it may not, as `path:line: …`. */
export function machineWords(path: string, text: string, forbidden: readonly Forbidden[]): readonly string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      forbidden.flatMap(({ pattern, because }) => (pattern.test(line) ? [`${path}:${index + 1}: ${because}`] : [])),
    );
}
