import { addressKey, foldName } from '@lamplight/addresses';
import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';
import { decodeList } from './decode-list.ts';
import { findSeparator } from './find-separator.ts';
import type { ListProblem, ListSeparator, UserMatchingList, UserPair } from './user-matching-list.ts';

/** 16 MiB: some 300,000 lines. */
const MOST_BYTES = 16_777_216;
/** As long as a UPN may be, and some. */
const LONGEST_NAME = 512;
/** Each problem is an answer that somebody reads. */
const MOST_PROBLEMS = 1_000;

export interface ReadListOptions {
  /** Whether MMU@domain.de and mmu@domain.de are two users, as in ProCall. Default: they are one. */
  readonly caseSensitive?: boolean;
}

/**
 * Reads a list: see the design in user-matching-list.ts. A header row, blank lines and empty columns at the end are
 * passed over; names are trimmed; line ends within quotes become LF. At most 1,000 problems are named.
 */
export function readUserMatchingList(bytes: Uint8Array, options: ReadListOptions = {}): UserMatchingList {
  if (bytes.length > MOST_BYTES) {
    return failed(`the file has ${bytes.length} bytes: expected at most ${MOST_BYTES}`, 'Split it into several lists.');
  }
  const { encoding, text } = decodeList(bytes);
  if (text === null) {
    return {
      ...failed(`the bytes are no ${encoding.toUpperCase()} text`, 'Save it anew as "CSV UTF-8 (comma delimited)".'),
      encoding,
    };
  }
  const { separator, declared } = findSeparator(text);
  const body = declared ? text.slice(text.indexOf('\n') === -1 ? text.length : text.indexOf('\n') + 1) : text;
  const { rows, broken } = parseRows(body, separator, declared ? 2 : 1);
  const reader = new RowReader(options.caseSensitive ?? false);
  rows.forEach((row, index) => {
    reader.read(row, index === 0);
  });
  const problems = broken === null ? reader.problems : [...reader.problems, broken];
  return { encoding, separator, pairs: reader.pairs, problems: problems.slice(0, MOST_PROBLEMS) };
}

function failed(message: string, remedy: string): UserMatchingList {
  return { encoding: 'utf-8', separator: ',', pairs: [], problems: [{ line: 1, message, remedy }] };
}

interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

function parseRows(text: string, separator: ListSeparator, firstLine: number) {
  const rows: Row[] = [];
  let line = firstLine;
  const keep = (fields: readonly string[], { lines }: InfoRecord): null => {
    rows.push({ line, fields });
    line = firstLine + lines;
    return null;
  };
  try {
    parse(text, {
      delimiter: separator,
      record_delimiter: '\n',
      relax_column_count: true,
      ltrim: separator !== '\t',
      rtrim: separator !== '\t',
      on_record: keep,
    });
    return { rows, broken: null };
  } catch (error) {
    if (!(error instanceof CsvError)) {
      throw error;
    }
    return { rows, broken: brokenQuotes(line) };
  }
}

function brokenQuotes(line: number): ListProblem {
  return {
    line,
    message: 'a quotation mark stands alone, and nothing behind it could be read',
    remedy: 'Close it; write a quotation mark that belongs to a name twice, and put the name in quotation marks.',
  };
}

class RowReader {
  readonly pairs: UserPair[] = [];
  readonly problems: ListProblem[] = [];
  readonly #teamsLines = new Map<string, number>();
  readonly #systemLines = new Map<string, number>();
  readonly #caseSensitive: boolean;

  constructor(caseSensitive: boolean) {
    this.#caseSensitive = caseSensitive;
  }

  read({ line, fields }: Row, first: boolean): void {
    const names = fields.map((field) => field.trim());
    const columns = names.findLastIndex((name) => name !== '') + 1;
    const [teams = '', system = ''] = names;
    // A line of another separator alone is as blank as one of this.
    const blank = columns === 0 || (columns === 1 && /^[,;]*$/.test(teams));
    if (blank || (first && isHeader(names.slice(0, columns)))) {
      return;
    }
    const problem = rowProblem(names.slice(0, columns)) ?? this.#twice(line, teams, system);
    if (problem === null) {
      this.pairs.push({ teams, system });
    } else {
      this.problems.push({ line, ...problem });
    }
  }

  #twice(line: number, teams: string, system: string): Omit<ListProblem, 'line'> | null {
    const teamsLine = firstLine(this.#teamsLines, this.#key(teams), line);
    const systemLine = firstLine(this.#systemLines, this.#key(system), line);
    if (teamsLine === line && systemLine === line) {
      return null;
    }
    const [user, name, before] =
      teamsLine === line ? ['PBX user', system, systemLine] : ['Teams user', teams, teamsLine];
    return {
      message: `the ${user} ${shown(name)} stands in line ${before} already`,
      remedy: `Remove line ${before} or line ${line}.`,
    };
  }

  #key(name: string): string {
    return addressKey('upn', name, { caseSensitive: this.#caseSensitive });
  }
}

function firstLine(lines: Map<string, number>, key: string, line: number): number {
  const before = lines.get(key);
  if (before === undefined) {
    lines.set(key, line);
  }
  return before ?? line;
}

function rowProblem(names: readonly string[]): Omit<ListProblem, 'line'> | null {
  const [teams = '', system = ''] = names;
  if (teams !== '' && names.length === 1) {
    return {
      message: `one column, ${shown(teams)}: expected a Teams user and a PBX user`,
      remedy: 'Enter the PBX user behind a separator, or remove the line.',
    };
  }
  if (names.length > 2) {
    return {
      message: `${names.length} columns: expected two, a Teams user and a PBX user`,
      remedy: 'Remove what is too much; put a name that holds the separator in quotation marks.',
    };
  }
  if (teams === '') {
    return { message: `the PBX user ${shown(system)} has no Teams user`, remedy: 'Enter the UPN of the Teams user.' };
  }
  for (const name of names) {
    if (/(?![\n\t])\p{Cc}/u.test(name)) {
      return {
        message: `${shown(name)} holds a control character`,
        remedy: 'Type the name anew, and save the file as "CSV UTF-8 (comma delimited)".',
      };
    }
    if (name.length > LONGEST_NAME) {
      return {
        message: `${shown(name)} has ${name.length} characters: expected at most ${LONGEST_NAME}`,
        remedy: 'Look for a quotation mark that was not closed, or correct the name.',
      };
    }
  }
  return null;
}

const TEAMS_HEADER = /\b(?:teams|azure|entra|aad|upn|microsoft)\b/;
const SYSTEM_HEADER = /\b(?:pbx|ucserver|system|user|username|benutzer|benutzername|line|extension|telefonanlage)\b/;

/** Words of a header, none of which can be a UPN: that has an @. */
function isHeader([teams = '', system = '', ...more]: readonly string[]): boolean {
  return (
    more.length === 0 &&
    !teams.includes('@') &&
    !system.includes('@') &&
    TEAMS_HEADER.test(foldName(teams)) &&
    SYSTEM_HEADER.test(foldName(system))
  );
}

function shown(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
}
