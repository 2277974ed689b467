/** Call states of a line. A source says in its hello which of them it can tell apart. */
export const CALL_STATES = [
  'unknown',
  'idle',
  'ringing',
  'dialling',
  'talking',
  'held',
  'conference',
  'parked',
  'unreachable',
] as const;

export type CallState = (typeof CALL_STATES)[number];

export type CallDirection = 'unknown' | 'incoming' | 'outgoing';

export interface RemoteParty {
  /** Number or URI, as the system gave it. */
  readonly address: string;
  readonly displayName: string;
}

/** What a line carries. */
export interface Call {
  readonly state: CallState;
  /** How many calls; a second ringing call counts. 0 when idle, unknown or unreachable. */
  readonly count: number;
  readonly direction: CallDirection;
  readonly remoteParty: RemoteParty | null;
  /** Wall time in ms at which the line came into this state; null where not known. */
  readonly since: number | null;
  /** Rings at several phones at once. */
  readonly groupCall: boolean;
}

/** A call is live when somebody is in it: talking, held or conference. */
export function isLive(state: CallState): boolean {
  return state === 'talking' || state === 'held' || state === 'conference';
}
