/** A directory as simple as can be, to compare the store with: people, groups, lines of one PBX, bindings. */
import type { BindingRole } from '@lamplight/domain';
import type { BindingOrigin } from '../ports/bindings.ts';

export interface ModelBinding {
  readonly address: string;
  role: BindingRole;
  primary: boolean;
  origin: BindingOrigin;
  reason: string;
}

export interface ModelPerson {
  name: string;
  left: boolean;
  groups: Set<string>;
  /** Oldest first. */
  bindings: ModelBinding[];
}

const ENDING: readonly BindingOrigin[] = ['login', 'matching', 'list', 'directory'];

export class DirectoryModel {
  /** By the number that the test calls them. */
  readonly people = new Map<number, ModelPerson>();
  readonly groups = new Set<string>();
  readonly lines = new Set<string>();

  create(number: number, name: string, groups: readonly string[]): void {
    this.people.set(number, { name, left: false, groups: new Set(groups), bindings: [] });
  }

  erase(number: number): void {
    const own = this.people.get(number)?.bindings.filter(({ role }) => role === 'owner') ?? [];
    this.people.delete(number);
    for (const { address } of own) {
      if (![...this.people.values()].some(({ bindings }) => bindings.some((binding) => binding.address === address))) {
        this.lines.delete(address);
      }
    }
  }

  leave(person: ModelPerson): void {
    person.left = true;
    person.bindings = person.bindings.filter(({ origin }) => !ENDING.includes(origin));
    this.#settle(person);
  }

  put(person: ModelPerson, given: ModelBinding): void {
    this.lines.add(given.address);
    if (given.primary) {
      for (const binding of person.bindings) {
        binding.primary = false;
      }
    }
    const standing = person.bindings.find(({ address }) => address === given.address);
    if (standing === undefined) {
      person.bindings.push({ ...given });
    } else {
      Object.assign(standing, given);
    }
    this.#settle(person);
  }

  unbind(person: ModelPerson, address: string): void {
    person.bindings = person.bindings.filter((binding) => binding.address !== address);
    this.#settle(person);
  }

  /** Each address for one person at most. */
  replaceMatched(found: ReadonlyMap<string, number>): void {
    for (const address of found.keys()) {
      this.lines.add(address);
    }
    for (const [number, person] of this.people) {
      const wanted = new Set([...found].filter(([, owner]) => owner === number).map(([address]) => address));
      person.bindings = person.bindings.filter(({ origin, address }) => origin !== 'matching' || wanted.has(address));
      for (const address of wanted) {
        if (!person.bindings.some((binding) => binding.address === address)) {
          person.bindings.push({ address, role: 'owner', primary: false, origin: 'matching', reason: 'found' });
        }
      }
      this.#settle(person);
    }
  }

  removeLine(address: string): void {
    this.lines.delete(address);
    for (const person of this.people.values()) {
      this.unbind(person, address);
    }
  }

  removeGroup(id: string): void {
    this.groups.delete(id);
    for (const person of this.people.values()) {
      person.groups.delete(id);
    }
  }

  isOwnedByHand(address: string, except: number): boolean {
    return [...this.people].some(
      ([number, { bindings }]) =>
        number !== except &&
        bindings.some(
          (binding) => binding.address === address && binding.role === 'owner' && binding.origin !== 'matching',
        ),
    );
  }

  #settle(person: ModelPerson): void {
    const first = person.bindings.find(({ role }) => role === 'owner');
    if (first !== undefined && !person.bindings.some(({ primary }) => primary)) {
      first.primary = true;
    }
  }
}
