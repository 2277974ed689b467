import { dependencyProblems, type Source } from './checks/dependency-use.ts';
import { report } from './workspace/report.ts';
import { type Manifest, readManifest, readText, sourceFiles, workspacePackages } from './workspace/workspace.ts';

/** Packages that are development only: all their files count as sources, tests too. */
const ALL_SOURCES = ['test', 'packages/tooling'];

const files = sourceFiles().filter((path) => path.endsWith('.ts'));
const shared = new Set(Object.keys(readManifest('.').devDependencies));

report(
  'check:dependencies',
  workspacePackages().flatMap(({ folder, manifest }) => {
    const sources = files
      .filter((path) => path.startsWith(`${folder}/`))
      .map(
        (path): Source => ({
          path,
          text: readText(path) ?? '',
          isTest: isTest(path) || isKeptBack(path, folder, manifest),
        }),
      );
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

/** What the package leaves out of what it ships, such as a suite for its own engines. */
function isKeptBack(path: string, folder: string, { files: shipped }: Manifest): boolean {
  return shipped.some((entry) => entry.startsWith('!dist/') && path.startsWith(`${folder}/src/${entry.slice(6)}/`));
}
