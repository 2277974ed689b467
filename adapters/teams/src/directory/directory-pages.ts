/** Pages for a host, out of what was read. */
import type { OriginPage, OriginPerson } from '@lamplight/adapter-kit';
import type { Membership } from './group-members.ts';

/** What became of one record. */
export type Judged =
  | { readonly kind: 'person'; readonly person: OriginPerson }
  | { readonly kind: 'left-out' | 'gone' | 'kept'; readonly id: string }
  | { readonly kind: 'nameless' };

export function* pagesOf(judged: readonly Judged[]): Generator<OriginPage> {
  const people = judged.flatMap((each) => (each.kind === 'person' ? [each.person] : []));
  const kept = judged.flatMap((each) => (each.kind === 'kept' ? [each.id] : []));
  const gone = judged.flatMap((each) => (each.kind === 'gone' || each.kind === 'left-out' ? [each.id] : []));
  if (people.length > 0) {
    yield { kind: 'people', people };
  }
  if (kept.length > 0) {
    yield { kind: 'kept', anchors: kept };
  }
  if (gone.length > 0) {
    yield { kind: 'gone', anchors: gone };
  }
}

/** @param people who was named now: whoever comes back has to be put into their groups again */
export function* groupPages(
  before: Membership | null,
  now: Membership,
  people: readonly string[] | 'all',
): Generator<OriginPage> {
  const groups = [...now.groups.values()];
  yield { kind: 'groups', groups: groups.map(({ id, displayName }) => ({ id, displayName })) };
  for (const { id: groupId, members } of groups) {
    const were = before?.groups.get(groupId)?.members;
    if (were === undefined || people === 'all') {
      yield { kind: 'members', groupId, complete: true, added: [...members], removed: [] };
    } else {
      const named = people.filter((id) => members.has(id));
      const added = [...new Set([...named, ...[...members].filter((id) => !were.has(id))])];
      const removed = [...were].filter((id) => !members.has(id));
      if (added.length + removed.length > 0) {
        yield { kind: 'members', groupId, complete: false, added, removed };
      }
    }
  }
}
