/** How a pair looks at one technology: its own table first, then the profile's. */
import type { Call, PresencePair, Technology, Tone } from '@lamplight/domain';
import { labelOfPair, listedLabel } from './label.ts';
import { LINE_LOOKS } from './line-state.ts';
import type { Profile } from './profile.ts';
import { listedTone, lookUp, toneOfPair } from './tone.ts';

export interface Lamp {
  readonly tone: Tone;
  /** Of the shipped catalogue, or of the tenant's own labels. */
  readonly labelId: string;
}

/** The lamp of a status. */
export function lampOfPair(pair: PresencePair, technology: Technology, profile: Profile): Lamp {
  const own = lookUp(profile.lampsByTechnology, technology);
  const { lamps } = profile;
  if (own === undefined) {
    return { tone: toneOfPair(pair, lamps), labelId: labelOfPair(pair, lamps) };
  }
  return {
    tone: listedTone(pair, own) ?? toneOfPair(pair, lamps),
    labelId: listedLabel(pair, own) ?? labelOfPair(pair, lamps),
  };
}

/**
 * The lamp of a line by the state of its call. Ringing and dialling look the same everywhere; of the others a table of
 * the technology's own may change the tone, while the label goes on naming the call.
 */
export function lampOfLine({ state }: Call, technology: Technology, profile: Profile): Lamp {
  const look = LINE_LOOKS[state];
  const own = lookUp(profile.lampsByTechnology, technology);
  if (own === undefined || state === 'ringing' || state === 'dialling') {
    return look;
  }
  const labelId = state === 'idle' ? listedLabel(look, own) : undefined;
  return { tone: listedTone(look, own) ?? look.tone, labelId: labelId ?? look.labelId };
}
