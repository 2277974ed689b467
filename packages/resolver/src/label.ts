import type { PresencePair } from '@lamplight/domain';
import type { Lamps } from './lamps.ts';
import { lookUp } from './tone.ts';

/** The label ids that the catalogue has words for; a tenant may have labels of its own beside them. */
export const LABEL_IDS = [
  'pending',
  'paused',
  'unknown',
  'other',
  'available',
  'available-idle',
  'available-inactive',
  'busy',
  'busy-idle',
  'in-a-call',
  'in-a-conference-call',
  'in-a-meeting',
  'presenting',
  'do-not-disturb',
  'focusing',
  'urgent-interruptions-only',
  'away',
  'be-right-back',
  'offline',
  'off-work',
  'out-of-office',
  'call-talking',
  'call-held',
  'call-conference',
  'call-ringing',
  'call-dialling',
  'call-parked',
  'line-unreachable',
  // Words of other products for what their profiles show.
  'present',
  'absent',
  'in-call',
  // Notices of who manages a presence.
  'managed-by-teams',
] as const;

export type LabelId = (typeof LABEL_IDS)[number];

/**
 * The label of a pair. An activity that only repeats its availability yields to it, so that BusyIdle/Busy is named
 * idle; a pair of which nothing is known is `other`: the console shows the words as the system gave them.
 */
export function labelOfPair(pair: PresencePair, lamps: Lamps): string {
  return listedLabel(pair, lamps) ?? 'other';
}

/** The same; undefined where `lamps` list neither. */
export function listedLabel(pair: PresencePair, lamps: Lamps): string | undefined {
  return lookUp(lamps.labelByActivity, pair.activity) ?? lookUp(lamps.labelByAvailability, pair.availability);
}
