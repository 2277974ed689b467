import { writeFileSync } from 'node:fs';
import { pageFiles } from './page-files.ts';

for (const [path, text] of pageFiles()) {
  writeFileSync(path, text);
}
