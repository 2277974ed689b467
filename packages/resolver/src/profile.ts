/**
 * A profile: the rules as data. `resolve` looks at the rules in order; each kind has one small interpreter in `rules/`
 * or `effects/`, chosen by `kind`. A presence has two slots, availability with activity, and the lamp (tone and label):
 * the first rule that can fill a slot fills it, and a lamp that no rule fills follows availability.
 */
import type { HowSet, LineKind, PresencePair, SESSION_PAIRS, Technology, TelephonyMode, Tone } from '@lamplight/domain';
import type { LabelId } from './label.ts';

/** A pair that Graph accepts for a session. */
export type SessionPair = (typeof SESSION_PAIRS)[number];

/** A reported activity goes on counting for a while after it has turned into another. */
export interface KeepAfterChangeRule {
  readonly id: string;
  readonly kind: 'keep-after-change';
  readonly technologies: readonly Technology[];
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly forMs: number;
}

/** One call seen twice ends twice: what the slower system still shows after the hang-up is ignored for a while. */
export interface IgnoreAfterHangUpRule {
  readonly id: string;
  readonly kind: 'ignore-after-hang-up';
  readonly telephony: readonly TelephonyMode[];
  readonly technologies: readonly Technology[];
  readonly activities: readonly string[];
  readonly forMs: number;
}

/** What was chosen by hand fills availability. */
export interface ChosenStateRule {
  readonly id: string;
  readonly kind: 'chosen-state';
  /** Strongest first. */
  readonly availabilities: readonly string[];
  /** How the claim says that it was set, for it to count as chosen. */
  readonly howSet: readonly HowSet[];
  /** Availabilities that count however they were set. */
  readonly always: readonly string[];
  /** Pairs that nothing but a choice by hand can make: they count where the system does not say how they were set. */
  readonly onlyByHand: readonly PresencePair[];
  /** Pairs that a choice by hand never makes: they count only where the claim says `user`. */
  readonly neverByHand: readonly PresencePair[];
}

/** A live call at a line of the person fills the lamp, and availability where that is open. */
export interface LiveCallRule {
  readonly id: string;
  readonly kind: 'live-call';
  readonly pairs: { readonly talking: PresencePair; readonly held: PresencePair; readonly conference: PresencePair };
}

/** A call that is ringing or being dialled fills the lamp only. */
export interface RingingCallRule {
  readonly id: string;
  readonly kind: 'ringing-call';
}

/** Do-not-disturb of a phone, or one last heard of before its source lapsed, fills the lamp only. */
export interface DoNotDisturbRule {
  readonly id: string;
  readonly kind: 'do-not-disturb';
}

/** A call that a system reports of the person without a line fills availability. */
export interface ReportedCallRule {
  readonly id: string;
  readonly kind: 'reported-call';
  readonly activities: readonly string[];
}

/** The first technology in the profile's order that knows something fills availability. */
export interface WinningTechnologyRule {
  readonly id: string;
  readonly kind: 'winning-technology';
  /** Nobody is shown as free for so long after a line of theirs was lost out of sight in mid-call. */
  readonly callOutOfSightMs: number;
}

/** A flag for whoever has no subject of a technology. */
export interface MissingTechnologyRule {
  readonly id: string;
  readonly kind: 'missing-technology';
  readonly technology: Technology;
  readonly flag: string;
}

/** A live call at a line is written as a session to accounts of a technology. */
export interface WriteSessionRule {
  readonly id: string;
  readonly kind: 'write-session';
  readonly technology: Technology;
  readonly pairs: { readonly talking: SessionPair; readonly conference: SessionPair };
  /**
   * `dnd` writes DoNotDisturb/Presenting instead of the pairs, so that a second Teams call does not ring (Teams' busy
   * on busy ignores a written Busy). What it costs: every Teams chat notification is silenced for the length of the call
   * and colleagues read "Presenting".
   */
  readonly protectCalls: 'off' | 'dnd';
  /** Whether somebody who is signed out there is written too. */
  readonly whenOffline: 'write' | 'skip';
  /** Nothing is written while the account itself shows one of these. */
  readonly unlessActivities: readonly string[];
  readonly unlessAvailabilities: readonly string[];
  /** Pairs chosen by hand that outrank every session: a write would change nothing. */
  readonly unlessPairs: readonly PresencePair[];
  /** Telephony modes that are never written. */
  readonly exceptTelephony: readonly TelephonyMode[];
}

/** A call in one system is told, as talking, to the person's lines in other systems. */
export interface TellTalkingRule {
  readonly id: string;
  readonly kind: 'tell-talking';
  /** Technologies whose reported activity proves a call. */
  readonly technologies: readonly Technology[];
  readonly activities: readonly string[];
  /** Claims with one of these flags prove nothing until they are confirmed. */
  readonly unconfirmedFlags: readonly string[];
  /** Modes in which a reported call beside a live line is that line's own call. */
  readonly sameCallTelephony: readonly TelephonyMode[];
}

export type Rule =
  | KeepAfterChangeRule
  | IgnoreAfterHangUpRule
  | ChosenStateRule
  | LiveCallRule
  | RingingCallRule
  | DoNotDisturbRule
  | ReportedCallRule
  | WinningTechnologyRule
  | MissingTechnologyRule
  | WriteSessionRule
  | TellTalkingRule;

/** How a lamp looks: lookups by availability and activity in Graph's spelling; what is not listed follows availability. */
export interface Lamps {
  readonly toneByAvailability: Readonly<Record<string, Tone>>;
  readonly toneByActivity: Readonly<Record<string, Tone>>;
  readonly labelByAvailability: Readonly<Record<string, LabelId>>;
  readonly labelByActivity: Readonly<Record<string, LabelId>>;
}

export interface Profile {
  readonly id: string;
  readonly version: number;
  /** Highest first; a technology that is not listed comes after all that are. */
  readonly winningTechnology: readonly Technology[];
  /** Lines of these kinds count only for the person who is on them. */
  readonly sharedKinds: readonly LineKind[];
  /** Lines of these kinds can be watched, but are no person: they cause no effect and get none. */
  readonly placeKinds: readonly LineKind[];
  readonly lamps: Lamps;
  readonly rules: readonly Rule[];
}
