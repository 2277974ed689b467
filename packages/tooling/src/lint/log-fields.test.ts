/**
 * Which fields stand in log lines at info and above, over the whole workspace. A field that names a person, a line or an
 * address has a name of PERSONAL_NAMES, by which the logger puts a pseudonym in its place; every other name is one below,
 * of which somebody has decided that nobody is named under it.
 */
import { PERSONAL_NAMES } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import { readText, sourceFiles } from '../workspace/workspace.ts';

/** Running text goes through the logger's net for addresses and numbers; the rest is of the machine. */
const RUNNING_TEXT = ['err', 'failure', 'why', 'problem', 'problems', 'detail', 'remedy'];
const OF_THE_MACHINE = [
  'by',
  'claims',
  'command',
  'connection',
  'continued',
  'count',
  'create',
  'deadlineMs',
  'desired',
  'entries',
  'event',
  'expected',
  'failed',
  'file',
  'from',
  'generation',
  'handover',
  'host',
  'job',
  'key',
  'key_id',
  'keys',
  'kind',
  'lease',
  'leavers',
  'link',
  'method',
  'metric',
  'of',
  'outcome',
  'path',
  'peer',
  'port',
  'profile',
  'reason',
  'remove',
  'request',
  'revision',
  'revoked',
  'rights',
  'route',
  'sealed',
  'seconds',
  'section',
  'sequence',
  'service',
  'signal',
  'source',
  'state',
  'status',
  'stopTimeoutMs',
  'system',
  'systems',
  'tenant',
  'tenants',
  'trouble',
  'update',
  'version',
  'what',
  'windowMs',
];

const KNOWN: ReadonlySet<string> = new Set([...PERSONAL_NAMES, ...RUNNING_TEXT, ...OF_THE_MACHINE]);
/** Facts about a failed request, which the adapter's own files name; tenant and system. */
const SPREAD = ['...failure.health.details', '...health.details', '...this.#place()'];

const CALL = /\b(?:[#\w.]*[lL]ogger|log)\.(?:info|warn|error)\(\s*(\w+,|\{)/g;

test('every field of a log line at info and above is known', () => {
  const unknown: string[] = [];
  let calls = 0;
  for (const path of sourceFiles()) {
    if (!path.endsWith('.ts') || path.endsWith('.test.ts') || path.startsWith('packages/tooling/')) {
      continue;
    }
    const source = readText(path) ?? '';
    for (const call of source.matchAll(CALL)) {
      calls += 1;
      const fields = call[1] === '{' ? fieldsAt(source, call.index + call[0].length) : [];
      unknown.push(
        ...fields.filter((field) => !KNOWN.has(field) && !SPREAD.includes(field)).map((field) => `${path}: ${field}`),
      );
    }
  }
  expect(calls).toBeGreaterThan(50);
  expect(unknown).toEqual([]);
});

test('a name stands in one list', () => {
  const all = [...PERSONAL_NAMES, ...RUNNING_TEXT, ...OF_THE_MACHINE];
  expect(all).toHaveLength(new Set(all).size);
});

/** The names in the object literal whose inside begins at `from`. */
function fieldsAt(source: string, from: number): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (let at = from; at < source.length; at += 1) {
    const character = source[at] ?? '';
    if (depth === 0 && character === '}') {
      break;
    }
    depth += '([{'.includes(character) ? 1 : ')]}'.includes(character) ? -1 : 0;
    if (depth === 0 && character === ',') {
      parts.push('');
    } else {
      parts[parts.length - 1] += character;
    }
  }
  return parts.map((part) => part.split(/:(?!:)/)[0]?.trim() ?? '').filter((name) => name !== '');
}
