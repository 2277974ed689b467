import { z } from 'zod';
import { LamplightError } from '../errors/lamplight-error.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The shape of the schema's input, to look up which keys are known where. */
export function inputShape(schema: z.ZodType): JsonSchema {
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  refuseOpenObjects(shape, []);
  return shape;
}

/** The keys that the mapping at `path` may have; empty where the schema does not tell. */
export function knownKeys(shape: JsonSchema, path: readonly PropertyKey[]): readonly string[] {
  let candidates = alternatives(shape);
  for (const segment of path) {
    candidates = candidates.flatMap((candidate) => children(candidate, segment)).flatMap(alternatives);
  }
  return [...new Set(candidates.flatMap((candidate) => Object.keys(candidate.properties ?? {})))];
}

/** The candidate that `word` was most likely meant to be; undefined when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    // With every letter changed it is another word.
    const most = Math.min(Math.max(2, Math.floor(candidate.length / 3)), candidate.length - 1);
    if (distance <= most && distance < (best?.distance ?? Infinity)) {
      best = { candidate, distance };
    }
  }
  return best?.candidate;
}

/** z.object drops unknown keys in silence, and a misspelt option with them: a configuration schema may not. */
function refuseOpenObjects(shape: JsonSchema, path: readonly string[]): void {
  if (shape.properties !== undefined && shape.additionalProperties === undefined) {
    const place = path.length === 0 ? 'at its top' : `at ${path.join('.')}`;
    throw new LamplightError(
      'unexpected',
      `the configuration schema ignores unknown keys ${place}: use z.strictObject`,
    );
  }
  for (const [name, inner] of innerShapes(shape)) {
    refuseOpenObjects(inner, [...path, name]);
  }
}

function innerShapes(shape: JsonSchema): (readonly [string, JsonSchema])[] {
  const inner: (readonly [string, unknown])[] = [
    ...Object.entries(shape.properties ?? {}),
    ['*', shape.additionalProperties],
    ['*', shape.items],
    ...[...(shape.anyOf ?? []), ...(shape.oneOf ?? []), ...(shape.allOf ?? [])].map((option) => ['|', option] as const),
  ];
  return inner.flatMap(([name, value]) => (isShape(value) ? [[name, value] as const] : []));
}

function alternatives(shape: JsonSchema): JsonSchema[] {
  const options = [...(shape.anyOf ?? []), ...(shape.oneOf ?? []), ...(shape.allOf ?? [])].filter(isShape);
  return [shape, ...options.flatMap(alternatives)];
}

function children(shape: JsonSchema, segment: PropertyKey): JsonSchema[] {
  const named = shape.properties?.[String(segment)];
  return [named ?? (typeof segment === 'number' ? shape.items : shape.additionalProperties)].filter(isShape);
}

function isShape(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours each cost one. */
function editDistance(left: string, right: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[right.length] ?? 0;
}
