import { builtinModules } from 'node:module';
import { parseSync } from 'oxc-parser';
import type { Manifest } from '../workspace/workspace.ts';

/** A source file of a package. */
export interface Source {
  readonly path: string;
  readonly text: string;
  /** Whether only the package's own tests load it. */
  readonly isTest: boolean;
}

/** Every package that a source imports, by the name it is declared under. */
export function importedPackages(text: string): ReadonlySet<string> {
  const { module } = parseSync('source.ts', text);
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest?.value)),
    ...module.dynamicImports.map(({ moduleRequest }) => literal(text.slice(moduleRequest.start, moduleRequest.end))),
    ...module.importMetas.map(({ end }) => literal(/^\.resolve\(\s*([^)]*?)\s*\)/.exec(text.slice(end))?.[1] ?? '')),
  ];
  return new Set(specifiers.flatMap((specifier) => packageOf(specifier ?? '.') ?? []));
}

/** The value of a string literal; undefined for any other expression. */
function literal(expression: string): string | undefined {
  return /^(['"])([^'"]+)\1$/.exec(expression)?.[2];
}

/**
 * Where what a package imports and what it declares differ: an undeclared import works only by luck, and an unused
 * dependency is a risk without use. Tests may also import what the root declares for all.
 */
export function dependencyProblems(
  manifest: Manifest,
  sources: readonly Source[],
  shared: ReadonlySet<string>,
): string[] {
  const runtime = { ...manifest.dependencies, ...manifest.peerDependencies };
  const problems: string[] = [];
  const usedBySource = new Set<string>();
  const usedByTests = new Set<string>();
  for (const source of sources) {
    for (const name of importedPackages(source.text)) {
      (source.isTest ? usedByTests : usedBySource).add(name);
      const declared =
        name === manifest.name ||
        name in runtime ||
        (source.isTest && (name in manifest.devDependencies || shared.has(name)));
      if (!declared) {
        problems.push(`${source.path} imports ${name}, which ${manifest.name} does not declare`);
      }
    }
  }
  for (const name of Object.keys(manifest.dependencies)) {
    if (!usedBySource.has(typed(name))) {
      const where = usedByTests.has(typed(name))
        ? 'only its tests import: make it a devDependency'
        : 'nothing imports: remove it';
      problems.push(`${manifest.name} declares ${name}, which ${where}`);
    }
  }
  for (const name of Object.keys(manifest.devDependencies)) {
    if (!usedByTests.has(typed(name)) && !usedBySource.has(typed(name))) {
      problems.push(`${manifest.name} declares ${name} for development, which nothing imports: remove it`);
    }
  }
  return problems;
}

/** `@types/x` is used where `x` is. */
function typed(name: string): string {
  return name.replace(/^@types\/(?:(\w[\w.-]*)__)?/, (_whole, scope: string | undefined) =>
    scope === undefined ? '' : `@${scope}/`,
  );
}

function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:') || builtinModules.includes(specifier)) {
    return undefined;
  }
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
}
