import { type PersonId, type SubjectRef, subjectKey } from '@lamplight/domain';

const NOBODY: ReadonlySet<PersonId> = new Set();

/** Lines to which the directory itself has people logged in. */
export class StoredLogins {
  readonly #byPerson = new Map<PersonId, readonly SubjectRef[]>();
  readonly #bySubject = new Map<string, Set<PersonId>>();

  at(ref: SubjectRef): ReadonlySet<PersonId> {
    return this.#bySubject.get(subjectKey(ref)) ?? NOBODY;
  }

  /** Answers the lines to which the person was logged in before. */
  replace(personId: PersonId, lines: readonly SubjectRef[]): readonly SubjectRef[] {
    const before = this.#byPerson.get(personId) ?? [];
    for (const ref of before) {
      const key = subjectKey(ref);
      const left = this.#bySubject.get(key);
      left?.delete(personId);
      if (left?.size === 0) {
        this.#bySubject.delete(key);
      }
    }
    if (lines.length === 0) {
      this.#byPerson.delete(personId);
    } else {
      this.#byPerson.set(personId, lines);
    }
    for (const ref of lines) {
      const key = subjectKey(ref);
      this.#bySubject.set(key, (this.#bySubject.get(key) ?? new Set()).add(personId));
    }
    return before;
  }
}
