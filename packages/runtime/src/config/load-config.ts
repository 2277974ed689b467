import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { LamplightError } from '../errors/lamplight-error.ts';
import { type DeepReadonly, deepFreeze } from './deep-freeze.ts';
import { describeExpectation, explainIssues } from './explain-issue.ts';
import { type Problem, parseYaml } from './yaml-source.ts';

/** The frozen value that {@link loadConfig} gives for a schema. */
export type ConfigOf<Schema extends z.ZodType> = DeepReadonly<z.output<Schema>>;

export type LoadConfigOptions<Schema extends z.ZodType> =
  | {
      /** Every mapping in it a z.strictObject, so that a misspelt key is an error. */
      readonly schema: Schema;
      /** Path of a YAML file. */
      readonly file: string;
    }
  | {
      readonly schema: Schema;
      /** The YAML text itself. */
      readonly text: string;
      /** How messages name the text. */
      readonly fileName: string;
    };

/**
 * Reads a configuration once, whole and strictly: one YAML file, one schema, one frozen value.
 * @throws LamplightError `config_unreadable` when there is no file to read, `config_invalid` listing every problem as
 *   `file:line:column: field, value found, what is expected`.
 */
export function loadConfig<Schema extends z.ZodType>(options: LoadConfigOptions<Schema>): ConfigOf<Schema> {
  const fileName = 'file' in options ? options.file : options.fileName;
  const source = parseYaml('file' in options ? readText(options.file) : options.text);
  if (source.problems.length > 0) {
    throw invalid(fileName, source.problems);
  }
  const result = options.schema.safeParse(source.value, { error: describeExpectation });
  if (!result.success) {
    throw invalid(fileName, explainIssues(result.error.issues, options.schema, source));
  }
  return deepFreeze(result.data);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (failure) {
    const code = failure instanceof Error && 'code' in failure ? String(failure.code) : '';
    throw new LamplightError(
      'config_unreadable',
      READ_FAILURES[code]?.(file) ?? `${file} cannot be read (${failure})`,
      {
        details: { file },
        cause: failure,
      },
    );
  }
}

const READ_FAILURES: Readonly<Record<string, (file: string) => string>> = {
  ENOENT: (file) => `there is no configuration file ${file}: create it, or name one that exists`,
  EISDIR: (file) => `the configuration file ${file} is a folder: name a file`,
  EACCES: (file) => `this process may not read the configuration file ${file}: let its user read it`,
};

function invalid(fileName: string, problems: readonly Problem[]): LamplightError {
  const lines = problems.map((problem) => `${fileName}:${problem.line}:${problem.column}: ${problem.message}`);
  return new LamplightError('config_invalid', lines.join('\n'), {
    details: { file: fileName, problems: String(problems.length) },
  });
}
