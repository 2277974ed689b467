import type { TenantId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { ChangeContext } from '../engine/engine.ts';

/** A page of `changedSince` ends with a whole revision, so a revision may not touch more people than this. */
const PEOPLE_PER_REVISION = 250;

/**
 * The revision that a change gives to what it touches in one tenant. A change raises it once; one that touches more than
 * {@link PEOPLE_PER_REVISION} people raises it again after each so many. Nothing is raised for a change that touches
 * nothing.
 */
export class TenantRevision {
  readonly #context: ChangeContext;
  readonly #tenantId: TenantId;
  #current: number | undefined;
  #people = 0;

  constructor(context: ChangeContext, tenantId: TenantId) {
    this.#context = context;
    this.#tenantId = tenantId;
  }

  /** @throws LamplightError `tenant_unknown` */
  async raise(): Promise<number> {
    this.#current ??= await this.#next();
    return this.#current;
  }

  /** Gives each of these people, however many, a revision: in chunks, each with its own. */
  async raiseFor<Person>(people: readonly Person[]): Promise<readonly RevisedChunk<Person>[]> {
    const chunks: RevisedChunk<Person>[] = [];
    for (let start = 0; start < people.length; ) {
      if (this.#people >= PEOPLE_PER_REVISION) {
        this.#current = undefined;
        this.#people = 0;
      }
      const revision = await this.raise();
      const chunk = people.slice(start, start + PEOPLE_PER_REVISION - this.#people);
      this.#people += chunk.length;
      start += chunk.length;
      chunks.push({ revision, people: chunk });
    }
    return chunks;
  }

  /** The tenant was created by this change, or removed by it: then there is none. */
  begin(revision: number | undefined): void {
    this.#current = revision;
    this.#people = 0;
    this.#context.touch(this.#tenantId);
  }

  async #next(): Promise<number> {
    const row = await this.#context.db
      .updateTable('tenants')
      .set((eb) => ({ revision: eb('revision', '+', 1) }))
      .where('id', '=', this.#tenantId)
      .returning('revision')
      .executeTakeFirst();
    if (row === undefined) {
      throw new LamplightError('tenant_unknown', `tenant ${this.#tenantId} is unknown: create it first`);
    }
    this.#context.touch(this.#tenantId);
    return row.revision;
  }
}

export interface RevisedChunk<Person> {
  readonly revision: number;
  readonly people: readonly Person[];
}
