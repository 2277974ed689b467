/** How the status that is shown was edited: by the profile, and over it by the tenant and the person. */
import type { PersonFacts, PresencePair, ReachHint, StatusEdits, StatusSettings } from '@lamplight/domain';
import type { Profile } from './profile.ts';
import type { Lamp } from './technology-lamp.ts';
import { lookUp } from './tone.ts';

interface EditedOf {
  readonly profile: Profile;
  readonly person: PersonFacts;
}

/** The lamp of a status as edited. */
export function editedLamp(pair: PresencePair, lamp: Lamp, of: EditedOf): Lamp {
  return {
    tone: edited(pair, of, (settings) => settings.tone) ?? lamp.tone,
    labelId: edited(pair, of, (settings) => settings.labelId) ?? lamp.labelId,
  };
}

/** The hint for a transfer while a status is shown; null: as the calls say. */
export function editedReach(pair: PresencePair, of: EditedOf): ReachHint | null {
  return edited(pair, of, (settings) => settings.reach);
}

/** Do-not-disturb stays as it is. Otherwise the activity goes before its availability, and for each of them the person's edit before the profile's. */
function edited<Value>(
  pair: PresencePair,
  { profile, person }: EditedOf,
  pick: (settings: StatusSettings) => Value | null,
): Value | null {
  if (pair.availability === 'DoNotDisturb') {
    return null;
  }
  const from = (edits: StatusEdits, status: string) => {
    const settings = lookUp(edits, status);
    return settings === undefined ? null : pick(settings);
  };
  return (
    from(person.statuses, pair.activity) ??
    from(profile.statuses, pair.activity) ??
    from(person.statuses, pair.availability) ??
    from(profile.statuses, pair.availability)
  );
}
