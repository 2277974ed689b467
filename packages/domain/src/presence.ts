import type { Call } from './call.ts';
import type { Forwarding, Freshness, HowSet, Note, OutOfOffice, WorkLocation } from './claim.ts';
import type { PersonId, SystemId } from './ids.ts';
import type { ReachHint, Tone } from './lamp.ts';
import type { TelephonyMode } from './person.ts';
import type { BindingRole, LineKind, Technology } from './subject.ts';

export interface Line {
  readonly systemId: SystemId;
  readonly address: string;
  readonly kind: LineKind;
  readonly role: BindingRole;
  readonly primary: boolean;
  readonly call: Call;
  readonly freshness: Freshness;
  readonly staleSince: number | null;
  readonly registered: boolean | null;
  readonly doNotDisturb: boolean | null;
  readonly messagesWaiting: number | null;
  readonly forwarding: readonly Forwarding[];
  readonly flags: readonly string[];
}

/** What one system shows of the person: the icon and the tooltip. */
export interface View {
  readonly systemId: SystemId;
  readonly technology: Technology;
  readonly availability: string;
  readonly activity: string;
  readonly tone: Tone;
  readonly labelId: string;
  readonly freshness: Freshness;
  readonly since: number | null;
  readonly staleSince: number | null;
  readonly howSet: HowSet;
  readonly masked: boolean;
}

/** The hint for a transfer to this person at one system. */
export interface Reach {
  readonly systemId: SystemId;
  readonly hint: ReachHint;
  readonly reasonId: string;
}

/** What the gateway concludes of a person. Times are wall time in ms; null: not known. */
export interface Presence {
  readonly availability: string;
  readonly activity: string;
  readonly tone: Tone;
  /** Key of the catalogue. */
  readonly labelId: string;
  readonly since: number | null;
  readonly freshness: Freshness;
  readonly staleSince: number | null;
  /** Empty when no system decided. */
  readonly winningTechnology: Technology;
  readonly winningSystemId: SystemId | null;
  /** The strongest live or ringing call over owned and logged-in lines; null when there is none. */
  readonly call: Call | null;
  readonly lines: readonly Line[];
  readonly views: readonly View[];
  readonly doNotDisturb: boolean;
  readonly forwarding: readonly Forwarding[];
  readonly messagesWaiting: number;
  readonly outOfOffice: OutOfOffice | null;
  readonly note: Note | null;
  readonly operatorNote: Note | null;
  readonly workLocation: WorkLocation | null;
  readonly until: number | null;
  readonly nextFree: number | null;
  readonly absentUntil: number | null;
  readonly substitute: PersonId | null;
  readonly managedBy: SystemId | null;
  readonly lockedFields: readonly string[];
  /** Key of the catalogue: what the person is to be told about who manages their presence; empty: nothing. */
  readonly noticeId: string;
  readonly reach: readonly Reach[];
  readonly telephony: TelephonyMode;
  /** Open set: no-teams, agent-paused, wrap-up, … */
  readonly flags: readonly string[];
  /** Mask fields that this watcher may not see: an open set. Empty in what the gateway concludes. */
  readonly hiddenFields: readonly string[];
}

/** A dark lamp: what is shown of somebody who has not been heard of. Label `pending` is of the catalogue. */
export const PENDING_PRESENCE: Presence = Object.freeze({
  availability: 'PresenceUnknown',
  activity: 'PresenceUnknown',
  tone: 'unknown',
  labelId: 'pending',
  since: null,
  freshness: 'pending',
  staleSince: null,
  winningTechnology: '',
  winningSystemId: null,
  call: null,
  lines: Object.freeze([]),
  views: Object.freeze([]),
  doNotDisturb: false,
  forwarding: Object.freeze([]),
  messagesWaiting: 0,
  outOfOffice: null,
  note: null,
  operatorNote: null,
  workLocation: null,
  until: null,
  nextFree: null,
  absentUntil: null,
  substitute: null,
  managedBy: null,
  lockedFields: Object.freeze([]),
  noticeId: '',
  reach: Object.freeze([]),
  telephony: 'pbx',
  flags: Object.freeze([]),
  hiddenFields: Object.freeze([]),
});
