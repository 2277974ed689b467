import type { Pause, Person } from '@lamplight/domain';
import { type DirectoryEntry, personEntry } from '@lamplight/wire';
import type { Mask } from '../privacy/mask.ts';

/**
 * A person as the directory shows them under a mask. Where somebody is logged in tells where they sit and that they have
 * come, so it is left out where lines are hidden, and for whoever is not to be shown at present.
 *
 * @param now wall time in ms
 */
export function visibleEntry(person: Person, mask: Mask, now: number): DirectoryEntry {
  const tellsLogins = mask.shows.line && !isPaused(person.pause, now);
  return personEntry(
    tellsLogins ? person : { ...person, bindings: person.bindings.filter(({ role }) => role !== 'logged-in') },
  );
}

function isPaused(pause: Pause | null, now: number): boolean {
  return pause !== null && (pause.until === null || now < pause.until);
}
