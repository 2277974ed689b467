/** What runs in a thread of its own: a database, asked by messages. Started by `sqlite-thread.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { FileHeld, SqliteDatabase } from './sqlite-database.ts';
import {
  OPENING_ID,
  type SqliteAnswer,
  type SqliteOpening,
  type SqliteProblem,
  type SqliteRequest,
} from './sqlite-messages.ts';

const opening: SqliteOpening = workerData;

function answer(message: SqliteAnswer<object>): void {
  parentPort?.postMessage(message);
}

function attempt<T>(id: number, work: () => T): T | undefined {
  try {
    return work();
  } catch (failure) {
    answer({ id, problem: problemOf(failure) });
    return undefined;
  }
}

function problemOf(failure: unknown): SqliteProblem {
  const message = failure instanceof Error ? failure.message : String(failure);
  const code =
    failure instanceof Error && 'errcode' in failure && typeof failure.errcode === 'number' ? failure.errcode : 0;
  return { message, code, held: failure instanceof FileHeld };
}

const database = attempt(OPENING_ID, () => new SqliteDatabase(opening));
if (database === undefined) {
  parentPort?.close();
} else {
  parentPort?.on('message', ({ id, task }: SqliteRequest) => {
    attempt(id, () => answer({ id, result: database.perform(task) }));
    if (task.kind === 'close') {
      parentPort?.close();
    }
  });
  answer({ id: OPENING_ID, result: { columns: [], rows: [], changes: 0 } });
}
