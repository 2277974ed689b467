import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../workspace/workspace.ts';
import { teamsFiles } from './teams-files.ts';

for (const [path, text] of teamsFiles()) {
  writeFileSync(join(ROOT, path), text);
}
