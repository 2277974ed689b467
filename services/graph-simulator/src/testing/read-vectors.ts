import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Reads the rows of a vector file of `test/vectors/graph`. */
export function readVectors<Row extends z.ZodType>(name: string, row: Row): readonly z.output<Row>[] {
  const file = new URL(`../../../../test/vectors/graph/${name}.json`, import.meta.url);
  return z.object({ rows: z.array(row) }).parse(JSON.parse(readFileSync(file, 'utf8'))).rows;
}

export const pairSchema = z.string().transform((text) => {
  const [availability = '', activity = ''] = text.split('/');
  return { availability, activity };
});
