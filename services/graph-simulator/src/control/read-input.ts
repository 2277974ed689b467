import { LamplightError, loadConfig } from '@lamplight/runtime';
import { z } from 'zod';

/**
 * Checks a value against a schema, with the explanations that configuration files get.
 * @throws LamplightError `request_invalid` naming each field, the value found and what is expected.
 */
export function readInput<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    return parsed.data;
  }
  throw new LamplightError('request_invalid', explain(schema, value, what), { cause: parsed.error });
}

/** The values in force with a call's changes over them, checked. */
export function readChanges<Schema extends z.ZodType>(
  schema: Schema,
  current: object,
  body: unknown,
): z.output<Schema> {
  return readInput(schema, { ...current, ...readInput(z.record(z.string(), z.unknown()), body, 'body') }, 'body');
}

/** JSON is YAML: the configuration reader explains it. Its line and column say nothing of a value that was built. */
function explain(schema: z.ZodType, value: unknown, what: string): string {
  try {
    loadConfig({ schema, text: JSON.stringify(value ?? null), fileName: what });
  } catch (failure) {
    const lines = LamplightError.from(failure).message.split('\n');
    return lines.map((line) => line.replace(/^.*?:\d+:\d+: /, '').replace('the configuration', what)).join('; ');
  }
  return `${what} is not valid`;
}
