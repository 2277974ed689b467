/** What a host makes of the pages of a directory: a small twin of the gateway's own. */
import type { DirectoryOrigin, OriginPage, OriginPerson } from '@lamplight/adapter-kit';

export class DirectoryReader {
  readonly people = new Map<string, OriginPerson>();
  readonly groups = new Map<string, Set<string>>();
  cursor: string | null = null;
  pages: OriginPage[] = [];

  /**
   * @param lost the end does not arrive, as where the process dies before it is kept
   * @returns who was removed
   */
  async read(origin: DirectoryOrigin, lost = false): Promise<ReadonlySet<string>> {
    const named = new Set<string>();
    const gone = new Set<string>();
    this.pages = [];
    for await (const page of origin.read(this.cursor, new AbortController().signal)) {
      this.pages.push(page);
      if (page.kind === 'end') {
        if (lost) {
          return new Set();
        }
        this.cursor = page.cursor;
        const removed = new Set([...this.people.keys()].filter((id) => gone.has(id) || (page.full && !named.has(id))));
        for (const id of removed) {
          this.people.delete(id);
          for (const members of this.groups.values()) {
            members.delete(id);
          }
        }
        return removed;
      }
      this.#take(page, named, gone);
    }
    return new Set();
  }

  membersOf(groupId: string): readonly string[] {
    return [...(this.groups.get(groupId) ?? [])].sort();
  }

  #take(page: OriginPage, named: Set<string>, gone: Set<string>): void {
    switch (page.kind) {
      case 'people':
        for (const person of page.people) {
          this.people.set(person.anchor, person);
          named.add(person.anchor);
          gone.delete(person.anchor);
        }
        break;
      case 'kept':
        for (const anchor of page.anchors) {
          named.add(anchor);
        }
        break;
      case 'gone':
        for (const anchor of page.anchors) {
          gone.add(anchor);
          named.delete(anchor);
        }
        break;
      case 'groups':
        for (const id of [...this.groups.keys()].filter((known) => !page.groups.some((group) => group.id === known))) {
          this.groups.delete(id);
        }
        break;
      case 'members': {
        const before = page.complete ? [] : [...(this.groups.get(page.groupId) ?? [])];
        const known = page.added.filter((id) => this.people.has(id));
        const now = new Set([...before, ...known].filter((id) => !page.removed.includes(id)));
        this.groups.set(page.groupId, now);
        break;
      }
      default:
        break;
    }
  }
}
