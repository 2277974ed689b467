import { type LineKind, type PersonId, type SubjectRef, subjectKey } from '@lamplight/domain';

/** What a report says of one line. */
export interface ReportedLogin {
  readonly ref: SubjectRef;
  /** As the system names who is logged in. */
  readonly name: string;
  /** Null: nobody has the name, or several have. */
  readonly personId: PersonId | null;
  /** Of the line; null: the subject is no line. */
  readonly lineKind: LineKind | null;
}

/** Logins that reports made, by line and by person. */
export class ReportedLogins implements Iterable<ReportedLogin> {
  readonly #bySubject = new Map<string, ReportedLogin>();
  readonly #byPerson = new Map<PersonId, Map<string, ReportedLogin>>();

  at(ref: SubjectRef): ReportedLogin | undefined {
    return this.#bySubject.get(subjectKey(ref));
  }

  /** Who is logged in to a line, as far as that can be told. */
  personAt(ref: SubjectRef): PersonId | null {
    return this.at(ref)?.personId ?? null;
  }

  /** Of one person, at however many lines. */
  of(personId: PersonId): Iterable<ReportedLogin> {
    return this.#byPerson.get(personId)?.values() ?? [];
  }

  set(login: ReportedLogin): void {
    const key = subjectKey(login.ref);
    this.delete(login.ref);
    this.#bySubject.set(key, login);
    if (login.personId !== null) {
      const logins = this.#byPerson.get(login.personId) ?? new Map<string, ReportedLogin>();
      this.#byPerson.set(login.personId, logins.set(key, login));
    }
  }

  delete(ref: SubjectRef): void {
    const key = subjectKey(ref);
    const before = this.#bySubject.get(key)?.personId ?? null;
    this.#bySubject.delete(key);
    if (before !== null) {
      const logins = this.#byPerson.get(before);
      logins?.delete(key);
      if (logins?.size === 0) {
        this.#byPerson.delete(before);
      }
    }
  }

  /** A copy is iterated, so that logins may be set meanwhile. */
  [Symbol.iterator](): Iterator<ReportedLogin> {
    return [...this.#bySubject.values()].values();
  }
}
