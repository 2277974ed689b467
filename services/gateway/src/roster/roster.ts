import type {
  Directory,
  Interest,
  LineKind,
  Person,
  PersonId,
  RosterEntry,
  SubjectRef,
  SystemId,
} from '@lamplight/domain';

interface Subject {
  lineKind: LineKind | null;
  /** People bound to it. */
  bound: number;
  /** How many of them are watched. */
  watched: number;
}

interface Member {
  readonly bindings: Person['bindings'];
  readonly watched: boolean;
}

/**
 * Which subjects of each system somebody needs: every subject that the directory binds to a person is synced, and
 * watched while one of its people is watched. Keeps counts, so a change costs the bindings of one person.
 */
export class Roster {
  readonly #directory: Directory;
  readonly #systems = new Map<SystemId, Map<string, Subject>>();
  readonly #members = new Map<PersonId, Member>();
  readonly #watched = new Set<PersonId>();
  /** Set once the people of the start are in: until then nobody has a roster to change. */
  #onChange: (systemId: SystemId, address: string) => void = () => undefined;

  constructor(directory: Directory, onChange: (systemId: SystemId, address: string) => void) {
    this.#directory = directory;
    for (const person of directory.people()) {
      this.#enter(person);
    }
    this.#onChange = onChange;
  }

  addresses(systemId: SystemId): Iterable<string> {
    return this.#systems.get(systemId)?.keys() ?? [];
  }

  entry(systemId: SystemId, address: string): RosterEntry | undefined {
    const subject = this.#systems.get(systemId)?.get(address);
    return subject === undefined ? undefined : { address, interest: interestOf(subject), lineKind: subject.lineKind };
  }

  /** Somebody began or ceased to watch the person; also before the directory knows them. */
  setWatched(personId: PersonId, watched: boolean): void {
    if (watched === this.#watched.has(personId)) {
      return;
    }
    if (watched) {
      this.#watched.add(personId);
    } else {
      this.#watched.delete(personId);
    }
    const member = this.#members.get(personId);
    if (member !== undefined) {
      this.#members.set(personId, { ...member, watched });
      for (const bound of member.bindings) {
        const subject = this.#systems.get(bound.systemId)?.get(bound.address);
        if (subject !== undefined) {
          this.#changing(bound, subject, () => {
            subject.watched += watched ? 1 : -1;
          });
        }
      }
    }
  }

  /** People were added, changed or removed. Answers the subjects to which nobody is bound any more. */
  directoryChanged(personIds: readonly PersonId[]): readonly SubjectRef[] {
    const touched: SubjectRef[] = [];
    for (const personId of personIds) {
      const before = this.#members.get(personId);
      const person = this.#directory.person(personId);
      if (person !== undefined) {
        // Entered before it is left, so that a binding that stays never falls to nobody.
        this.#enter(person);
      }
      if (before !== undefined) {
        this.#leave(before);
        touched.push(...before.bindings);
      }
      if (person === undefined) {
        this.#members.delete(personId);
      }
    }
    return touched.filter((ref) => this.#systems.get(ref.systemId)?.has(ref.address) !== true);
  }

  #enter(person: Person): void {
    const watched = this.#watched.has(person.id);
    this.#members.set(person.id, { bindings: person.bindings, watched });
    for (const bound of person.bindings) {
      const subjects = this.#systems.get(bound.systemId) ?? new Map<string, Subject>();
      this.#systems.set(bound.systemId, subjects);
      const known = subjects.get(bound.address);
      const subject = known ?? { lineKind: bound.lineKind, bound: 0, watched: 0 };
      subjects.set(bound.address, subject);
      this.#changing(bound, subject, () => {
        subject.lineKind = bound.lineKind ?? subject.lineKind;
        subject.bound += 1;
        subject.watched += watched ? 1 : 0;
      });
    }
  }

  #leave(member: Member): void {
    for (const bound of member.bindings) {
      const subjects = this.#systems.get(bound.systemId);
      const subject = subjects?.get(bound.address);
      if (subject !== undefined) {
        this.#changing(bound, subject, () => {
          subject.bound -= 1;
          subject.watched -= member.watched ? 1 : 0;
          if (subject.bound === 0) {
            subjects?.delete(bound.address);
          }
        });
      }
    }
  }

  /** Tells of a change only if what the roster says of the subject is another thing afterwards. */
  #changing(ref: SubjectRef, subject: Subject, change: () => void): void {
    const before = describe(subject);
    change();
    if (describe(subject) !== before) {
      this.#onChange(ref.systemId, ref.address);
    }
  }
}

function interestOf(subject: Subject): Interest {
  return subject.watched > 0 ? 'watched' : 'synced';
}

function describe(subject: Subject): string {
  return subject.bound === 0 ? '' : `${interestOf(subject)} ${subject.lineKind ?? ''}`;
}
