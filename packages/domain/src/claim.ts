import type { Call, CallState } from './call.ts';
import type { SubjectRef } from './subject.ts';

/** How a state came about. Graph does not say; what is concluded is `inferred`. */
export type HowSet = 'unknown' | 'user' | 'application' | 'inferred';

export type ForwardingKind = 'always' | 'busy' | 'no-answer' | 'unreachable';

export interface Forwarding {
  readonly kind: ForwardingKind;
  readonly target: string;
}

export interface OutOfOffice {
  readonly active: boolean;
  readonly message: string;
  /** Wall time in ms; null: no end known. */
  readonly until: number | null;
}

export interface Note {
  readonly text: string;
  /** Wall time in ms; null: no end. */
  readonly until: number | null;
}

export interface WorkLocation {
  /** Open set, in Graph's spelling: office, remote, timeOff, unspecified. */
  readonly type: string;
  readonly place: string;
  /** How it is known; open set, in Graph's spelling: manual, automatic, scheduled, none. Empty: not said. */
  readonly source: string;
}

/** What the claim said before: the only history that the resolver knows. */
export interface PreviousState {
  readonly availability: string | null;
  readonly activity: string | null;
  readonly callState: CallState | null;
}

/** What the active source says of one subject. Null means that the system does not say. */
export interface Claim {
  /** In Graph's spelling. */
  readonly availability: string | null;
  readonly activity: string | null;
  /** Null where the subject is no line. */
  readonly call: Call | null;
  readonly registered: boolean | null;
  readonly doNotDisturb: boolean | null;
  /** Number of new messages. */
  readonly messagesWaiting: number | null;
  /** Empty: the system says that nothing is forwarded. */
  readonly forwarding: readonly Forwarding[] | null;
  readonly outOfOffice: OutOfOffice | null;
  readonly note: Note | null;
  readonly workLocation: WorkLocation | null;
  readonly howSet: HowSet;
  /** The system shows our own write; the claim is the last state that was surely independent of us. */
  readonly masked: boolean;
  /** Wall time in ms at which availability or call state last changed; null where not known. */
  readonly since: number | null;
  readonly previous: PreviousState | null;
  /** Open set: agent-paused, wrap-up, inferred-call, … */
  readonly flags: readonly string[];
  /**
   * Who is logged in here (a hot desk), as the system names them: UPN, mail, user name, number, extension or SIP URI; its
   * own address: its owner. Empty: nobody or not said.
   */
  readonly loggedIn: string;
}

/**
 * A flag for decisions, not for people: what the claim says of the account shows only because a session of ours stands
 * there. Without it the account shows that nobody is signed in.
 */
export const SHOWN_BY_OUR_SESSION_FLAG = 'shown-by-our-session';

/** A claim that says nothing yet; adapters start from it. */
export const SILENT_CLAIM: Claim = Object.freeze({
  availability: null,
  activity: null,
  call: null,
  registered: null,
  doNotDisturb: null,
  messagesWaiting: null,
  forwarding: null,
  outOfOffice: null,
  note: null,
  workLocation: null,
  howSet: 'unknown',
  masked: false,
  since: null,
  previous: null,
  flags: Object.freeze([]),
  loggedIn: '',
});

/** See DESIGN: PENDING until a source has answered, STALE once it has lapsed. */
export type Freshness = 'pending' | 'fresh' | 'stale' | 'withdrawn';

/** A claim as the ledger holds it for one subject. */
export interface HeldClaim extends SubjectRef {
  readonly freshness: Freshness;
  /** Null exactly when pending or withdrawn. */
  readonly claim: Claim | null;
  /** Wall time in ms at which the source lapsed; null unless stale. */
  readonly staleSince: number | null;
}
