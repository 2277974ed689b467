/**
 * The dialogs of a line as one line state: the dialog-info row of call-states.md, pure. What a PBX cannot tell apart
 * is not guessed: see {@link PbxCapabilities}. Each rule is a vector in test/vectors/sip/to-line.json.
 */
import type { CallDirection, CallState, RemoteParty } from '@lamplight/domain';
import type { Dialog, Participant } from './dialog-info.ts';

/** What the PBX's dialog-info means where PBXs differ. */
export interface PbxCapabilities {
  /** It says by the target parameter `+sip.rendering` that a call is held. Where false, no line is ever held. */
  readonly rendering: boolean;
  /**
   * It publishes a caller's dialog as confirmed while the other end still rings (Kamailio pua_dialoginfo,
   * `caller_confirmed=1`). A confirmed dialog as initiator then proves only that somebody is calling out: the line is
   * dialling until the PBX proves more, which a confirmed dialog as recipient does.
   */
  readonly callerConfirmed: boolean;
  /**
   * It publishes ringing as confirmed ("in use"). A confirmed dialog then proves nothing but that the line is in use:
   * it is ringing as recipient, else dialling, and never talking.
   */
  readonly earlyAsConfirmed: boolean;
}

/** One line as its dialogs show it. */
export interface LineState {
  readonly state: CallState;
  /** All dialogs that have not ended, also those that wait. */
  readonly count: number;
  readonly direction: CallDirection;
  readonly remoteParty: RemoteParty | null;
  /** How long the deciding dialog has been in its state, in seconds, where the PBX says so. */
  readonly durationSeconds: number | null;
}

type Phase = 'connected' | 'dialling' | 'ringing' | 'unclear';

interface Judged {
  readonly dialog: Dialog;
  readonly phase: Phase;
}

export function toLine(dialogs: Iterable<Dialog>, capabilities: PbxCapabilities): LineState {
  const live: Judged[] = [];
  for (const dialog of dialogs) {
    if (dialog.state !== 'terminated') {
      live.push({ dialog, phase: toPhase(dialog, capabilities) });
    }
  }
  const connected = live.filter(({ phase }) => phase === 'connected').map(({ dialog }) => dialog);
  const active = connected.find((dialog) => !isHeld(dialog, capabilities));
  const deciding =
    active ??
    connected[0] ??
    live.find(({ phase }) => phase === 'dialling')?.dialog ??
    live.find(({ phase }) => phase === 'ringing')?.dialog;
  if (deciding === undefined) {
    return live.length === 0 ? line('idle', 0, undefined) : line('unknown', 0, undefined);
  }
  return line(toState(connected, live, capabilities), live.length, deciding);
}

/** A line of which nothing is known. */
export const UNKNOWN_LINE: LineState = Object.freeze({
  state: 'unknown',
  count: 0,
  direction: 'unknown',
  remoteParty: null,
  durationSeconds: null,
});

/** The states that a PBX with these capabilities can tell apart, for hello. */
export function tellableStates(capabilities: PbxCapabilities): readonly CallState[] {
  const connected: readonly CallState[] = capabilities.earlyAsConfirmed
    ? []
    : ['talking', ...(capabilities.rendering ? (['held'] as const) : []), 'conference'];
  return ['unknown', 'idle', 'ringing', 'dialling', ...connected];
}

function toState(connected: readonly Dialog[], live: readonly Judged[], capabilities: PbxCapabilities): CallState {
  if (connected.length > 0) {
    // Held only when every connected dialog is: with one that is heard the person is talking. Two connected dialogs
    // are a consultation or a call waiting; only a focus is evidence of a conference.
    if (connected.every((dialog) => isHeld(dialog, capabilities))) {
      return 'held';
    }
    return connected.some((dialog) => isFocus(dialog.local) || isFocus(dialog.remote)) ? 'conference' : 'talking';
  }
  return live.some(({ phase }) => phase === 'dialling') ? 'dialling' : 'ringing';
}

function toPhase(dialog: Dialog, capabilities: PbxCapabilities): Phase {
  switch (dialog.state) {
    case 'confirmed':
      if (capabilities.earlyAsConfirmed) {
        return dialog.direction === 'recipient' ? 'ringing' : 'dialling';
      }
      return capabilities.callerConfirmed && dialog.direction === 'initiator' ? 'dialling' : 'connected';
    case 'early':
      // Without a direction it is a lamp that blinks: Asterisk names the direction only with the caller.
      return dialog.direction === 'initiator' ? 'dialling' : 'ringing';
    case 'trying':
    case 'proceeding':
      return dialog.direction === 'recipient' ? 'ringing' : 'dialling';
    default:
      return 'unclear';
  }
}

function isHeld(dialog: Dialog, capabilities: PbxCapabilities): boolean {
  return capabilities.rendering && ['no', 'false'].includes(dialog.local.parameters.get('rendering') ?? '');
}

function isFocus(participant: Participant): boolean {
  const value = participant.parameters.get('isfocus');
  return value !== undefined && value !== 'false' && value !== 'no';
}

function line(state: CallState, count: number, dialog: Dialog | undefined): LineState {
  const directions = { initiator: 'outgoing', recipient: 'incoming' } as const;
  const address = dialog?.remote.identity ?? dialog?.remote.target;
  return Object.freeze({
    state,
    count,
    direction: dialog?.direction === undefined ? 'unknown' : directions[dialog.direction],
    remoteParty: address === undefined ? null : { address, displayName: dialog?.remote.displayName ?? '' },
    durationSeconds: dialog?.durationSeconds ?? null,
  });
}
