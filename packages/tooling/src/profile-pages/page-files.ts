import { join } from 'node:path';
import { SHIPPED_PROFILES } from '@lamplight/resolver';
import { ROOT } from '../workspace/workspace.ts';
import { profilePage } from './profile-page.ts';

export const PAGES = 'docs/profiles';

/** The text of every page, by its path in the file system. */
export function pageFiles(): ReadonlyMap<string, string> {
  return new Map(
    [...SHIPPED_PROFILES.values()].map((profile) => [join(ROOT, PAGES, `${profile.id}.md`), profilePage(profile)]),
  );
}
