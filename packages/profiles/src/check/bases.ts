import { type Profile, SHIPPED_PROFILES } from '@lamplight/resolver';
import { LamplightError } from '@lamplight/runtime';
import { parseProfile } from './check-profile.ts';
import { extendedBy } from './named-ids.ts';
import { SHIPPED_SURROUNDINGS } from './surroundings.ts';

/**
 * Bases among texts that may themselves extend others: what `ProfileSurroundings.base` asks. Shipped profiles are found
 * first. To check a text before it replaces the one of the same id, `textOf` gives the new text for that id, so that a
 * circle through it is seen.
 * @param textOf the YAML text of a profile of the tenant; undefined: there is none.
 * @returns throws LamplightError `profile_invalid` for a base that has errors or extends itself in a circle.
 */
export function basesOf(textOf: (id: string) => string | undefined): (id: string) => Profile | undefined {
  const base = (id: string): Profile | undefined => {
    const shipped = SHIPPED_PROFILES.get(id);
    if (shipped !== undefined) {
      return shipped;
    }
    refuseCircle(id, textOf);
    const text = textOf(id);
    return text === undefined ? undefined : parseProfile(text, id, { ...SHIPPED_SURROUNDINGS, base });
  };
  return base;
}

function refuseCircle(id: string, textOf: (id: string) => string | undefined): void {
  const chain = [id];
  const above = (name: string): string | null => extendedBy(textOf(name) ?? '');
  for (let next = above(id); next !== null; next = above(next)) {
    const isCircle = chain.includes(next);
    chain.push(next);
    if (isCircle) {
      throw new LamplightError(
        'profile_invalid',
        `${chain.join(' extends ')}, which is a circle: let one of them extend another profile`,
      );
    }
  }
}
