import { dependencyProblems, type Source } from './checks/dependency-use.ts';
import { report } from './workspace/report.ts';
import { readManifest, readText, sourceFiles, workspacePackages } from './workspace/workspace.ts';

/** Packages that are development only: all their files count as sources, tests too. */
const ALL_SOURCES = ['test', 'packages/tooling'];

const files = sourceFiles().filter((path) => path.endsWith('.ts'));
const shared = new Set(Object.keys(readManifest('.').devDependencies));

report(
  'check:dependencies',
  workspacePackages().flatMap(({ folder, manifest }) => {
    const sources = files
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path): Source => ({ path, text: readText(path) ?? '', isTest: isTest(path) }));
    if (!ALL_SOURCES.includes(folder)) {
      return dependencyProblems(manifest, sources, shared);
    }
    const declared = {
      ...manifest,
      dependencies: {},
      devDependencies: { ...manifest.dependencies, ...manifest.devDependencies },
    };
    return dependencyProblems(
      declared,
      sources.map((source) => ({ ...source, isTest: true })),
      shared,
    );
  }),
);

/** What only tests load: the tests, what stands in for the other end, and the suites that all of a kind must pass. */
function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.includes('/testing/') || path.endsWith('compliance.ts');
}
