import { forbiddenWords, machineWords } from './checks/machine-words.ts';
import { report } from './workspace/report.ts';
import { ROOT, readText, sourceFiles } from './workspace/workspace.ts';

const forbidden = forbiddenWords(ROOT);

report(
  'check:words',
  sourceFiles().flatMap((path) => machineWords(path, readText(path) ?? '', forbidden)),
);
