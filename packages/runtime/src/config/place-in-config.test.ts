import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeInConfig, placeInText } from './place-in-config.ts';

test('names line and column of a value, and does without where the file is gone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamplight-place-'));
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, 'listen:\n  certificate:\n    certFile: gone.pem\n');
  const path = ['listen', 'certificate', 'certFile'];
  expect(placeInConfig(file, path)).toBe(`${file}:3:15: listen.certificate.certFile`);
  expect(placeInText('a:\n  - b: 1\n', 'text', ['a', 0, 'b'])).toBe('text:2:8: a[0].b');
  rmSync(folder, { recursive: true });
  expect(placeInConfig(file, path)).toBe(`${file}: listen.certificate.certFile`);
});
