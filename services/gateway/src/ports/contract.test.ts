import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CONTRACT_FILE } from './grpc-server.ts';

test('the descriptors for reflection are those of proto/ (else: npm run contract, in this package)', () => {
  const root = fileURLToPath(new URL('../../../..', import.meta.url));
  const built = execFileSync(
    `${root}node_modules/.bin/buf`,
    ['build', '--as-file-descriptor-set', '--exclude-source-info', '-o', '-'],
    { cwd: root },
  );
  expect(readFileSync(CONTRACT_FILE).equals(built)).toBe(true);
});
