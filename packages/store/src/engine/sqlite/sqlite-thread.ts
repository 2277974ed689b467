import { Worker } from 'node:worker_threads';
import type { LamplightError } from '@lamplight/runtime';
import { sqliteFailure, threadEnded } from './sqlite-failure.ts';
import {
  OPENING_ID,
  type SqliteAnswer,
  type SqliteOpening,
  type SqliteResult,
  type SqliteTask,
} from './sqlite-messages.ts';

interface Waiting {
  resolve(result: SqliteResult): void;
  reject(failure: LamplightError): void;
}

/** The other end of a {@link SqliteDatabase}: the same tasks, off the event loop. */
export class SqliteThread {
  readonly #path: string;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #lastId = OPENING_ID;
  #endedBecause: LamplightError | undefined;

  private constructor(opening: SqliteOpening) {
    this.#path = opening.path;
    this.#worker = new Worker(workerFile(), {
      workerData: opening,
      // Flags of the process (of a test runner, say) are not for it; and node:sqlite warns that it is young.
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    this.#worker.on('message', (answer: SqliteAnswer) => this.#onAnswer(answer));
    this.#worker.on('error', (failure) => this.#end(threadEnded(this.#path, failure)));
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end(threadEnded(this.#path, undefined));
        resolve();
      });
    });
  }

  /** Resolves once the database is open. */
  static async open(opening: SqliteOpening): Promise<SqliteThread> {
    const thread = new SqliteThread(opening);
    await thread.#answerTo(OPENING_ID);
    return thread;
  }

  perform(task: SqliteTask): Promise<SqliteResult> {
    if (this.#endedBecause !== undefined) {
      return Promise.reject(this.#endedBecause);
    }
    this.#lastId += 1;
    const id = this.#lastId;
    const answer = this.#answerTo(id);
    this.#worker.postMessage({ id, task });
    return answer;
  }

  /** Resolves when the file is let go. */
  async close(): Promise<void> {
    if (this.#endedBecause === undefined) {
      await this.perform({ kind: 'close' });
    }
    await this.#ended;
  }

  #answerTo(id: number): Promise<SqliteResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
  }

  #onAnswer(answer: SqliteAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('result' in answer) {
      waiting?.resolve(answer.result);
    } else {
      waiting?.reject(sqliteFailure(answer.problem, this.#path));
    }
  }

  #end(because: LamplightError): void {
    this.#endedBecause ??= because;
    for (const { reject } of this.#waiting.values()) {
      reject(because);
    }
    this.#waiting.clear();
  }
}

/** Beside this file, in the sources as in the JavaScript made from them: only import paths are rewritten there. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './sqlite-worker.ts' : './sqlite-worker.js', import.meta.url);
}
