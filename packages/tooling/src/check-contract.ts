import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { report } from './workspace/report.ts';
import { run } from './workspace/run.ts';
import { ROOT } from './workspace/workspace.ts';

/** The contract as it was last promised: a compiled image, made anew by `npm run contract:promise` at a release. */
const BASELINE = 'proto/presence/v1/baseline.binpb';

report('check:contract', [...findings(['lint']), ...breaking()]);

function breaking(): readonly string[] {
  return existsSync(join(ROOT, BASELINE))
    ? findings(['breaking', '--against', BASELINE])
    : [`${BASELINE} is missing: make it with npm run contract:promise`];
}

function findings(args: readonly string[]): readonly string[] {
  const ran = run('buf', args);
  return ran.code === 0 ? [] : `${ran.output}${ran.errors}`.trim().split('\n');
}
