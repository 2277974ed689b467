import { type Expression, type SqlBool, sql } from 'kysely';
import { likePattern } from './search-text.ts';

/**
 * Rows whose text contains any of the words, as they stand or as JSON writes them. `lower` knows ASCII only where text is
 * compared by its bytes, which is everywhere; other letters count with their case.
 */
export function namesAny(column: Expression<string | null>, words: readonly string[]): Expression<SqlBool> {
  const forms = new Set(words.flatMap((word) => [word, JSON.stringify(word).slice(1, -1)]));
  const tests = [...forms].map((form) => sql`lower(${column}) like ${likePattern(lowerAscii(form))} escape '\\'`);
  return sql<SqlBool>`(${sql.join(tests, sql` or `)})`;
}

function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
