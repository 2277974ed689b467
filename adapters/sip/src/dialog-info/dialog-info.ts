/** What application/dialog-info+xml says (RFC 4235, 4), as data. */

export type DialogState = 'trying' | 'proceeding' | 'early' | 'confirmed' | 'terminated';

/** The line's own side of a dialog or the other one. */
export interface Participant {
  /** URI as written; undefined where not said. */
  readonly identity: string | undefined;
  readonly displayName: string | undefined;
  /** URI of the target (the Contact). */
  readonly target: string | undefined;
  /** Parameters of the target by lower-case name, `+sip.` taken off as well as `sip.`, values in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

export interface Dialog {
  /** Unique for one line over its subscription; not the id of the SIP dialog. */
  readonly id: string;
  readonly callId: string | undefined;
  readonly localTag: string | undefined;
  readonly remoteTag: string | undefined;
  readonly direction: 'initiator' | 'recipient' | undefined;
  /** `other`: a word that the standard does not know, which tells nothing. */
  readonly state: DialogState | 'other';
  /** What led to the state: cancelled, rejected, replaced, local-bye, remote-bye, error, timeout. */
  readonly event: string | undefined;
  /** The SIP status that led to the state. */
  readonly code: number | undefined;
  readonly durationSeconds: number | undefined;
  readonly local: Participant;
  readonly remote: Participant;
}

export interface DialogInfo {
  readonly version: number;
  readonly state: 'full' | 'partial';
  /** The line as the PBX names it. Which line is meant is decided by the subscription, not by this. */
  readonly entity: string;
  readonly dialogs: readonly Dialog[];
}
