/** The enums of the contract beside the words of the domain. What has no word here is an unknown value. */
import type {
  BindingRole,
  CallDirection,
  CallState,
  EffectOutcome,
  ForwardingKind,
  Freshness,
  HealthState,
  HowSet,
  Interest,
  LineKind,
  ReachHint,
  TelephonyMode,
  Tone,
} from '@lamplight/domain';
import type { DirectoryKind } from './directory-nouns.ts';
import { EntryKind as WireEntryKind } from './gen/presence/v1/directory.ts';
import {
  BindingRole as WireBindingRole,
  CallDirection as WireCallDirection,
  CallState as WireCallState,
  ForwardingKind as WireForwardingKind,
  Freshness as WireFreshness,
  HowSet as WireHowSet,
  LineKind as WireLineKind,
  ReachHint as WireReachHint,
  TelephonyMode as WireTelephonyMode,
  Tone as WireTone,
} from './gen/presence/v1/presence.ts';
import {
  EffectOutcome as WireEffectOutcome,
  HealthState as WireHealthState,
  Interest as WireInterest,
} from './gen/presence/v1/source.ts';

export interface EnumMapping<Word extends string, Wire extends number> {
  toWire(word: Word): Wire;
  /** Undefined for the unspecified value and for values that are not known here. */
  fromWire(value: number): Word | undefined;
}

function enumMapping<Word extends string, Wire extends number>(
  table: Readonly<Record<Word, Wire>>,
): EnumMapping<Word, Wire> {
  const isWord = (key: string): key is Word => Object.hasOwn(table, key);
  const words = new Map<number, Word>(
    Object.keys(table)
      .filter(isWord)
      .map((word) => [table[word], word]),
  );
  return { toWire: (word) => table[word], fromWire: (value) => words.get(value) };
}

export const freshnesses = enumMapping<Freshness, WireFreshness>({
  pending: WireFreshness.FRESHNESS_PENDING,
  fresh: WireFreshness.FRESHNESS_FRESH,
  stale: WireFreshness.FRESHNESS_STALE,
  withdrawn: WireFreshness.FRESHNESS_WITHDRAWN,
});

export const tones = enumMapping<Tone, WireTone>({
  unknown: WireTone.TONE_UNKNOWN,
  available: WireTone.TONE_AVAILABLE,
  ringing: WireTone.TONE_RINGING,
  busy: WireTone.TONE_BUSY,
  'do-not-disturb': WireTone.TONE_DO_NOT_DISTURB,
  away: WireTone.TONE_AWAY,
  offline: WireTone.TONE_OFFLINE,
  'out-of-office': WireTone.TONE_OUT_OF_OFFICE,
  neutral: WireTone.TONE_NEUTRAL,
  'in-use': WireTone.TONE_IN_USE,
});

export const callStates = enumMapping<CallState, WireCallState>({
  unknown: WireCallState.CALL_STATE_UNKNOWN,
  idle: WireCallState.CALL_STATE_IDLE,
  ringing: WireCallState.CALL_STATE_RINGING,
  dialling: WireCallState.CALL_STATE_DIALLING,
  talking: WireCallState.CALL_STATE_TALKING,
  held: WireCallState.CALL_STATE_HELD,
  conference: WireCallState.CALL_STATE_CONFERENCE,
  parked: WireCallState.CALL_STATE_PARKED,
  unreachable: WireCallState.CALL_STATE_UNREACHABLE,
});

export const callDirections = enumMapping<CallDirection, WireCallDirection>({
  unknown: WireCallDirection.CALL_DIRECTION_UNSPECIFIED,
  incoming: WireCallDirection.CALL_DIRECTION_INCOMING,
  outgoing: WireCallDirection.CALL_DIRECTION_OUTGOING,
});

export const lineKinds = enumMapping<LineKind, WireLineKind>({
  desk: WireLineKind.LINE_KIND_DESK,
  soft: WireLineKind.LINE_KIND_SOFT,
  mobile: WireLineKind.LINE_KIND_MOBILE,
  dect: WireLineKind.LINE_KIND_DECT,
  shared: WireLineKind.LINE_KIND_SHARED,
  room: WireLineKind.LINE_KIND_ROOM,
  park: WireLineKind.LINE_KIND_PARK,
  queue: WireLineKind.LINE_KIND_QUEUE,
});

export const bindingRoles = enumMapping<BindingRole, WireBindingRole>({
  owner: WireBindingRole.BINDING_ROLE_OWNER,
  shared: WireBindingRole.BINDING_ROLE_SHARED,
  'logged-in': WireBindingRole.BINDING_ROLE_LOGGED_IN,
});

export const telephonyModes = enumMapping<TelephonyMode, WireTelephonyMode>({
  pbx: WireTelephonyMode.TELEPHONY_MODE_PBX,
  teams: WireTelephonyMode.TELEPHONY_MODE_TEAMS,
  twinned: WireTelephonyMode.TELEPHONY_MODE_TWINNED,
});

export const howSets = enumMapping<HowSet, WireHowSet>({
  unknown: WireHowSet.HOW_SET_UNSPECIFIED,
  user: WireHowSet.HOW_SET_USER,
  application: WireHowSet.HOW_SET_APPLICATION,
  inferred: WireHowSet.HOW_SET_INFERRED,
});

export const reachHints = enumMapping<ReachHint, WireReachHint>({
  free: WireReachHint.REACH_HINT_FREE,
  'second-call': WireReachHint.REACH_HINT_SECOND_CALL,
  voicemail: WireReachHint.REACH_HINT_VOICEMAIL,
  blocked: WireReachHint.REACH_HINT_BLOCKED,
});

export const forwardingKinds = enumMapping<ForwardingKind, WireForwardingKind>({
  always: WireForwardingKind.FORWARDING_KIND_ALWAYS,
  busy: WireForwardingKind.FORWARDING_KIND_BUSY,
  'no-answer': WireForwardingKind.FORWARDING_KIND_NO_ANSWER,
  unreachable: WireForwardingKind.FORWARDING_KIND_UNREACHABLE,
});

export const interests = enumMapping<Interest, WireInterest>({
  synced: WireInterest.INTEREST_SYNCED,
  watched: WireInterest.INTEREST_WATCHED,
});

export const effectOutcomes = enumMapping<EffectOutcome, WireEffectOutcome>({
  applied: WireEffectOutcome.EFFECT_OUTCOME_APPLIED,
  refused: WireEffectOutcome.EFFECT_OUTCOME_REFUSED,
  'without-effect': WireEffectOutcome.EFFECT_OUTCOME_WITHOUT_EFFECT,
});

export const healthStates = enumMapping<HealthState, WireHealthState>({
  starting: WireHealthState.HEALTH_STATE_STARTING,
  ok: WireHealthState.HEALTH_STATE_OK,
  degraded: WireHealthState.HEALTH_STATE_DEGRADED,
  down: WireHealthState.HEALTH_STATE_DOWN,
  'action-needed': WireHealthState.HEALTH_STATE_ACTION_NEEDED,
});

export const directoryKinds = enumMapping<DirectoryKind, WireEntryKind>({
  person: WireEntryKind.ENTRY_KIND_PERSON,
  guest: WireEntryKind.ENTRY_KIND_GUEST,
  room: WireEntryKind.ENTRY_KIND_ROOM,
  resource: WireEntryKind.ENTRY_KIND_RESOURCE,
  group: WireEntryKind.ENTRY_KIND_GROUP,
});
