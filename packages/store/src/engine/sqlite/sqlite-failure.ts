import { LamplightError } from '@lamplight/runtime';
import type { SqliteProblem } from './sqlite-messages.ts';

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const UNAVAILABLE: Readonly<Record<number, string>> = {
  5: 'is busy with another connection: close whatever else has it open',
  8: 'cannot be written: give this process the right to, and look whether the disk is mounted read-only',
  10: 'could not be read or written: look after the disk',
  13: 'is on a disk that is full: make room',
  14: 'cannot be opened: give a file in a folder that exists and that this process may write in',
};
const UNREADABLE: Readonly<Record<number, string>> = {
  11: 'is damaged: restore a backup',
  24: 'is not a database: give the file of a store, or a new one',
  26: 'is not a database: give the file of a store, or a new one',
};
const CONSTRAINT = 19;
const CONSTRAINT_FOREIGN_KEY = 787;

/** The one place that knows what SQLite calls a failure. */
export function sqliteFailure(problem: SqliteProblem, path: string): LamplightError {
  const primary = problem.code & 0xff;
  const details = { file: path, ...(problem.code === 0 ? {} : { sqlite: String(problem.code) }) };
  const fail = (reason: 'store_unavailable' | 'store_unreadable', text: string): LamplightError =>
    new LamplightError(reason, `the store ${path} ${text}`, { details, cause: new Error(problem.message) });
  if (problem.held === true) {
    return fail('store_unavailable', 'is held by another process: stop that one first, or give it another file');
  }
  if (UNAVAILABLE[primary] !== undefined) {
    return fail('store_unavailable', UNAVAILABLE[primary]);
  }
  if (UNREADABLE[primary] !== undefined) {
    return fail('store_unreadable', UNREADABLE[primary]);
  }
  if (primary === CONSTRAINT) {
    return problem.code === CONSTRAINT_FOREIGN_KEY
      ? new LamplightError('record_unknown', 'a record refers to another that is not there: make that one first', {
          details,
          cause: new Error(problem.message),
        })
      : new LamplightError('request_conflict', `a record is there already (${problem.message}): change that one`, {
          details,
        });
  }
  if (problem.code === 0 && /^(?:EACCES|ENOENT|ENOTDIR|EISDIR|EROFS|ENOSPC|EPERM)\b/.test(problem.message)) {
    return fail('store_unavailable', `cannot be opened (${problem.message}): give a file that this process may write`);
  }
  return new LamplightError('unexpected', `the store ${path}: ${problem.message}`, { details });
}

/** The thread itself has ended, with whatever it was asked. */
export function threadEnded(path: string, cause: unknown): LamplightError {
  return new LamplightError('store_unavailable', `the store ${path} is closed: open it again`, {
    details: { file: path },
    cause,
  });
}
