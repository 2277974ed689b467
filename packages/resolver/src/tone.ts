import type { PresencePair, Tone } from '@lamplight/domain';
import type { Lamps } from './lamps.ts';

/** A record's own entry: names such as `constructor` come from outside. */
export function lookUp<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The tone of a pair: by activity where the profile gives it one of its own, else by availability, else unknown. */
export function toneOfPair(pair: PresencePair, lamps: Lamps): Tone {
  return listedTone(pair, lamps) ?? 'unknown';
}

/** The same; undefined where `lamps` list neither. */
export function listedTone(pair: PresencePair, lamps: Lamps): Tone | undefined {
  return lookUp(lamps.toneByActivity, pair.activity) ?? lookUp(lamps.toneByAvailability, pair.availability);
}
