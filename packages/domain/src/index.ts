export {
  ACTIVITIES,
  AVAILABILITIES,
  CALL_ACTIVITIES,
  inGraphSpelling,
  type ParsedPair,
  type PresencePair,
  parsePair,
  samePair,
} from './availability.ts';
export { CALL_STATES, type Call, type CallDirection, type CallState, isLive, type RemoteParty } from './call.ts';
export {
  type Claim,
  type Forwarding,
  type ForwardingKind,
  type Freshness,
  type HeldClaim,
  type HowSet,
  type Note,
  type OutOfOffice,
  type PreviousState,
  SHOWN_BY_OUR_SESSION_FLAG,
  SILENT_CLAIM,
  type WorkLocation,
} from './claim.ts';
export type { Directory, Group, ListQuery, Resolved } from './directory.ts';
export {
  type Desired,
  type DesiredEffect,
  type Effect,
  type EffectOutcome,
  type EffectResult,
  LEAVE_REASONS,
  type LeaveReason,
  PREFERRED_PAIRS,
  SESSION_PAIRS,
  sameDesired,
} from './effect.ts';
export type { Health, HealthState } from './health.ts';
export {
  isId,
  type LeaseId,
  leaseId,
  type PersonId,
  personId,
  type SourceId,
  type SystemId,
  sourceId,
  systemId,
  type TenantId,
  tenantId,
} from './ids.ts';
export {
  DO_NOT_DISTURB_STATUSES,
  NOT_EDITABLE,
  REACH_HINTS,
  type ReachHint,
  type StatusEdits,
  type StatusSettings,
  TONES,
  type Tone,
} from './lamp.ts';
export {
  type AddressKind,
  AS_THE_TENANT,
  type EntryKind,
  type Pause,
  type Person,
  type PersonAddress,
  type PersonalSettings,
  type TelephonyMode,
} from './person.ts';
export {
  type Line,
  PENDING_PRESENCE,
  type Presence,
  type Reach,
  type View,
} from './presence.ts';
export type { LoggedPresence, PresenceLog } from './presence-log.ts';
export type { Problem } from './problem.ts';
export type {
  Capabilities,
  ClaimItem,
  GatewayMessage,
  Interest,
  ReportHello,
  ReportInlet,
  ReportOutlet,
  ReportPort,
  ReportWelcome,
  RosterEntry,
  SourceMessage,
  SourcePrincipal,
} from './report.ts';
export {
  BEFORE_RULES,
  BESIDE_RULES,
  type BoundClaim,
  type PersonFacts,
  PLAIN_FACTS,
  type Reason,
  type Resolution,
} from './resolution.ts';
export {
  type BindingRole,
  type BoundSubject,
  CONSOLE,
  LINE_KINDS,
  type LineKind,
  MSTEAMS,
  PBX,
  SIPSIMPLE,
  type SubjectRef,
  type System,
  subjectKey,
  type Technology,
} from './subject.ts';
export type { Change, PersonSelector, SubscribeRequest, SubscribeResponse } from './subscription.ts';
export { type TimeZone, timeZone } from './time-zone.ts';
