/** What a lamp looks like, and what somebody may change about how a status is shown. */
export const TONES = [
  'unknown',
  'available',
  'ringing',
  'busy',
  'do-not-disturb',
  'away',
  'offline',
  'out-of-office',
  // Nothing that stands out: somebody is known of, and the icon says no more (seed procall, "neutral icon").
  'neutral',
  // Engaged at a platform whose word for it is weaker than busy (seed imagicle, "shown in different way").
  'in-use',
] as const;
/** What a lamp looks like. */
export type Tone = (typeof TONES)[number];

export const REACH_HINTS = ['free', 'second-call', 'voicemail', 'blocked'] as const;
export type ReachHint = (typeof REACH_HINTS)[number];

/**
 * How a status is shown of somebody, instead of what their profile says; null: as the profile says. Neither its name
 * nor do-not-disturb can be changed (seed micollab).
 */
export interface StatusSettings {
  readonly tone: Tone | null;
  /** Of the shipped catalogue, or of the tenant's own labels. */
  readonly labelId: string | null;
  /** The hint for a transfer while this status is shown. */
  readonly reach: ReachHint | null;
}

/**
 * Statuses of which do-not-disturb is a part, at whatever system: nothing may be put through to whoever has one, and
 * {@link StatusSettings} cannot be given for them.
 */
export const DO_NOT_DISTURB_STATUSES: readonly string[] = Object.freeze([
  'DoNotDisturb',
  'Focusing',
  'Presenting',
  'UrgentInterruptionsOnly',
]);

/** Why somebody who tries to edit what cannot be edited is refused: the end of a sentence. */
export const NOT_EDITABLE = "the managing system's and cannot be edited";

/** By activity or availability in Graph's spelling; an activity goes before its availability. */
export type StatusEdits = Readonly<Record<string, StatusSettings>>;
