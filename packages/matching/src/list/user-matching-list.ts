/**
 * The list of pairs in the format of estos ProCall's usermatching.csv: `Teams user,PBX user` on each line. It is written
 * by hand, mostly in a spreadsheet, so every encoding, separator and line end that one makes is read, and whatever
 * cannot be read as meant is a problem with its line: nothing is guessed, and nothing is dropped without a word.
 */

/** One line of the list. */
export interface UserPair {
  /** UPN or mail address in Entra. */
  readonly teams: string;
  /** User name, or line, at the PBX. */
  readonly system: string;
}

export type ListEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
export type ListSeparator = ',' | ';' | '\t';

export interface ListProblem {
  /** Counts from 1. */
  readonly line: number;
  readonly message: string;
  readonly remedy: string;
}

export interface UserMatchingList {
  readonly encoding: ListEncoding;
  readonly separator: ListSeparator;
  /** Lines that are good, in their order. */
  readonly pairs: readonly UserPair[];
  /** By line. A list with one is not to be taken over. */
  readonly problems: readonly ListProblem[];
}
