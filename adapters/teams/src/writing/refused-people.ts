/** Whose writes Graph refuses because of the person (400, 404 and the like), while others are written. */
import type { Health } from '@lamplight/domain';
import type { GraphFailure } from '../graph-api.ts';

/** More names help nobody; the log has them all. */
const MOST_NAMED = 5;

/** Whether the failure says something of one person, and nothing of the tenant, the registration or the network. */
export function isOfPerson({ retry, unsent, health }: GraphFailure): boolean {
  return unsent === undefined && retry.kind === 'slowly' && health.state === 'degraded';
}

export class RefusedPeople {
  /** In the order in which they were first refused. */
  readonly #people = new Map<string, GraphFailure>();

  add(id: string, failure: GraphFailure): void {
    // Each answer has a request id of its own: the same refusal again is no news.
    if (this.#people.get(id)?.reason !== failure.reason) {
      this.#people.set(id, failure);
    }
  }

  /** They were written, or nothing is wanted for them any more. Answers whether they had been refused. */
  forget(id: string): boolean {
    return this.#people.delete(id);
  }

  /** What health says: of whom, and why the first of them; null: nobody is refused. */
  health(): Health | null {
    const [first] = this.#people.values();
    if (first === undefined) {
      return null;
    }
    const named = [...this.#people.keys()].slice(0, MOST_NAMED).join(', ');
    const more = this.#people.size - MOST_NAMED;
    return {
      ...first.health,
      message: `nothing can be written for ${named}${more > 0 ? ` and ${more} more` : ''}: ${first.health.message}`,
      details: { ...first.health.details, people: named, refusedPeople: String(this.#people.size) },
    };
  }
}
