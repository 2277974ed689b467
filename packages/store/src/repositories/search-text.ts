import { foldName } from '@lamplight/addresses';
import { type Expression, type SqlBool, sql } from 'kysely';

/** What {@link containsWords} looks in: each value folded, apart from the next. */
export function searchText(values: readonly string[]): string {
  return [...new Set(values.map(foldName))].filter((value) => value !== '').join('\n');
}

/** The words of a query, folded as the text is. */
export function searchWords(query: string): readonly string[] {
  return foldName(query)
    .split(' ')
    .filter((word) => word !== '');
}

/**
 * Rows whose `column` contains the word as it stands: `%` and `_` that somebody typed are themselves. Both sides are
 * folded, so that it does not matter that SQLite's LIKE ignores the case of ASCII and PostgreSQL's does not.
 */
export function containsWord(column: Expression<string>, word: string): Expression<SqlBool> {
  return sql<SqlBool>`${column} like ${likePattern(word)} escape '\\'`;
}

/** Text that contains the word, for `like … escape '\\'`. */
export function likePattern(word: string): string {
  return `%${word.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;
}
