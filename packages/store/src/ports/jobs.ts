import type { Json, Versioned } from './shared.ts';

/** Work that outlasts a request. */
export interface JobRecord extends Versioned {
  readonly id: string;
  /** people-import, line-import, match, directory-sync. */
  readonly kind: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly total: number;
  readonly done: number;
  /** Result or problems, as the API shows them. */
  readonly result: Json;
}

/** An answer that was given to an idempotency key; kept for a day. */
export interface KeptAnswer {
  /** Of method, path and body: the same key with another request is refused. */
  readonly requestHash: string;
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface JobsView {
  get(id: string): Promise<JobRecord | undefined>;
  list(): Promise<readonly JobRecord[]>;
  answer(keyId: string, idempotencyKey: string): Promise<KeptAnswer | undefined>;
}

export interface JobsChange extends JobsView {
  /** Not audited: what the job changes is. */
  start(kind: string, total: number): Promise<JobRecord>;
  progress(id: string, change: Partial<Pick<JobRecord, 'state' | 'done' | 'total' | 'result'>>): Promise<JobRecord>;
  keepAnswer(keyId: string, idempotencyKey: string, answer: KeptAnswer): Promise<void>;
  /** Jobs and kept answers from before. */
  sweep(before: number): Promise<number>;
}
