/** The kinds of rules. Every kind can be limited by `when`, `of` and `except`. */
import type {
  HowSet,
  PREFERRED_PAIRS,
  PresencePair,
  SESSION_PAIRS,
  SystemId,
  Technology,
  TelephonyMode,
  Tone,
} from '@lamplight/domain';
import type { ClaimMatch, RuleCondition } from './condition.ts';

/** A pair that Graph accepts for a session. */
export type SessionPair = (typeof SESSION_PAIRS)[number];

/** A pair that Graph accepts as a status chosen by hand. */
export type PreferredPair = (typeof PREFERRED_PAIRS)[number];

interface RuleBase {
  readonly id: string;
  /** Why the rule is there: the row or sentence that it comes from. For people; decides nothing. */
  readonly why: string;
  /** Null: always. */
  readonly when: RuleCondition | null;
  /** The only claims that the rule looks at; of an effect: its only causes. Null: all. */
  readonly of: ClaimMatch | null;
  /** Claims that it does not look at. Null: none. */
  readonly except: ClaimMatch | null;
}

/** What a claim tells: the presence of the person, the view of its system, what rides along (out-of-office, note, …). */
export const CLAIM_PARTS = ['presence', 'view', 'details'] as const;
export type ClaimPart = (typeof CLAIM_PARTS)[number];

/** Parts of claims that no later rule gets to see. Calls at lines stay calls: lines are shown, and cause effects. */
export interface LeaveOutRule extends RuleBase {
  readonly kind: 'leave-out';
  readonly parts: readonly ClaimPart[];
}

/** A reported activity goes on counting for a while after it has turned into another. */
export interface KeepAfterChangeRule extends RuleBase {
  readonly kind: 'keep-after-change';
  readonly technologies: readonly Technology[];
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly forMs: number;
}

/** One call seen twice ends twice: what the slower system still shows after the hang-up is ignored for a while. */
export interface IgnoreAfterHangUpRule extends RuleBase {
  readonly kind: 'ignore-after-hang-up';
  readonly telephony: readonly TelephonyMode[];
  readonly technologies: readonly Technology[];
  readonly activities: readonly string[];
  readonly forMs: number;
}

/**
 * The strongest claim that fits fills what `fills` names: as it says itself, or as the rule says. A stale claim fills
 * only the lamp, and only where nothing heard has decided. A masked one proves no call.
 */
export interface ShowRule extends RuleBase {
  readonly kind: 'show';
  readonly fills: readonly ('availability' | 'lamp')[];
  /** Null: as the claim says. */
  readonly availability: string | null;
  readonly activity: string | null;
  readonly tone: Tone | null;
  readonly label: string | null;
}

/** What was chosen by hand fills availability; where `fills` says so the lamp too, so that no call shows through it. */
export interface ChosenStateRule extends RuleBase {
  readonly kind: 'chosen-state';
  readonly fills: readonly ('availability' | 'lamp')[];
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
export interface LiveCallRule extends RuleBase {
  readonly kind: 'live-call';
  readonly pairs: { readonly talking: PresencePair; readonly held: PresencePair; readonly conference: PresencePair };
  /** Whether the lamp names the call at the line (on hold, in a conference), or the pair as a status. */
  readonly lamp: 'line' | 'status';
}

/** A call that is ringing or being dialled fills the lamp only. */
export interface RingingCallRule extends RuleBase {
  readonly kind: 'ringing-call';
}

/** Do-not-disturb of a phone, or one last heard of before its source lapsed, fills the lamp only. */
export interface DoNotDisturbRule extends RuleBase {
  readonly kind: 'do-not-disturb';
}

/** A call that a system reports of the person without a line fills availability. */
export interface ReportedCallRule extends RuleBase {
  readonly kind: 'reported-call';
  readonly activities: readonly string[];
}

/** The first technology in the profile's order that knows something fills availability. No rule after it shows anything. */
export interface WinningTechnologyRule extends RuleBase {
  readonly kind: 'winning-technology';
  /** Nobody is shown as free for so long after a line of theirs was lost out of sight in mid-call. */
  readonly callOutOfSightMs: number;
}

/** A flag for whoever has no subject of a technology. */
export interface MissingTechnologyRule extends RuleBase {
  readonly kind: 'missing-technology';
  readonly technology: Technology;
  readonly flag: string;
}

/** A technology manages the presence of whoever has an account there: it is said who, what is locked, and a notice. */
export interface ManagedByRule extends RuleBase {
  readonly kind: 'managed-by';
  readonly technology: Technology;
  /** Names of fields of the presence. */
  readonly lockedFields: readonly string[];
  /** Label id; empty: no notice. */
  readonly notice: string;
}

/** What every rule that writes a session may ask for. */
interface WritesSession {
  /**
   * The system is read after each write, and the write counts as applied only once it shows; otherwise it is told what
   * stands in its way.
   */
  readonly readBack: boolean;
}

/** A live call at a line, and where it says so one that a system reports, is written as a session to accounts of a technology. */
export interface WriteSessionRule extends RuleBase, WritesSession {
  readonly kind: 'write-session';
  readonly technology: Technology;
  readonly pairs: { readonly talking: SessionPair; readonly conference: SessionPair };
  /** Activities that other technologies report of the person without a line, and that are written too. Empty: none. */
  readonly reportedTalking: readonly string[];
  readonly reportedConference: readonly string[];
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
  /** Telephony modes that are never written. */
  readonly exceptTelephony: readonly TelephonyMode[];
}

/**
 * Do-not-disturb of a phone is written to accounts of a technology as the session DoNotDisturb/Presenting, only while
 * somebody is signed in there. Our session would hide that they signed out, so it lapses from time to time, the account
 * is read, and it is decided again.
 */
export interface WriteDoNotDisturbRule extends RuleBase, WritesSession {
  readonly kind: 'write-do-not-disturb';
  readonly technology: Technology;
  readonly lookAgainEveryMs: number;
  /** How long it stays away each time: longer than settling and the next read take. */
  readonly lookAgainForMs: number;
  readonly unlessActivities: readonly string[];
  readonly unlessAvailabilities: readonly string[];
  readonly exceptTelephony: readonly TelephonyMode[];
}

/**
 * While a claim of another system fits `of`, the status that the person would choose by hand is written. It replaces
 * what they chose: that is put back afterwards where it is known, and where it is not the reasons say so.
 */
export interface PreferPresenceRule extends RuleBase {
  readonly kind: 'prefer-presence';
  readonly technology: Technology;
  readonly pair: PreferredPair;
  readonly exceptTelephony: readonly TelephonyMode[];
}

/** A call in one system is told, as talking, to the person's lines in other systems. */
export interface TellTalkingRule extends RuleBase {
  readonly kind: 'tell-talking';
  /** Technologies whose reported activity proves a call. */
  readonly technologies: readonly Technology[];
  readonly activities: readonly string[];
  /** Claims with one of these flags prove nothing until they are confirmed. */
  readonly unconfirmedFlags: readonly string[];
  /** Modes in which a reported call beside a live line is that line's own call. */
  readonly sameCallTelephony: readonly TelephonyMode[];
  /** Systems whose lines are told; null: all. */
  readonly toSystems: readonly SystemId[] | null;
}

/** Do-not-disturb in one system is imposed on the person's lines in other systems. */
export interface TellDoNotDisturbRule extends RuleBase {
  readonly kind: 'tell-do-not-disturb';
  /** Technologies whose do-not-disturb counts. */
  readonly technologies: readonly Technology[];
  /** Addresses whose calls still come through: emergency call-back, superior, supervisor. */
  readonly exceptions: readonly string[];
  readonly toSystems: readonly SystemId[] | null;
}

export type Rule =
  | LeaveOutRule
  | KeepAfterChangeRule
  | IgnoreAfterHangUpRule
  | ShowRule
  | ChosenStateRule
  | LiveCallRule
  | RingingCallRule
  | DoNotDisturbRule
  | ReportedCallRule
  | WinningTechnologyRule
  | MissingTechnologyRule
  | ManagedByRule
  | WriteSessionRule
  | WriteDoNotDisturbRule
  | PreferPresenceRule
  | TellTalkingRule
  | TellDoNotDisturbRule;

export type RuleKind = Rule['kind'];

/** Kinds that fill availability or the lamp; none does so after the winning technology. */
export const SHOWING_KINDS: readonly RuleKind[] = Object.freeze([
  'show',
  'chosen-state',
  'live-call',
  'ringing-call',
  'do-not-disturb',
  'reported-call',
  'winning-technology',
]);
