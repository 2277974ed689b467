import { type FileSize, tooLong } from './checks/file-sizes.ts';
import { report } from './workspace/report.ts';
import { readText, sourceFiles } from './workspace/workspace.ts';

const GENERATED = 'packages/wire/src/gen/';

const sizes = sourceFiles()
  .filter((path) => path.endsWith('.ts') && !path.startsWith(GENERATED))
  .flatMap((path): FileSize[] => {
    const text = readText(path);
    return text === undefined ? [] : [{ path, lines: text.split('\n').length - 1 }];
  });

report('check:files', tooLong(sizes));
