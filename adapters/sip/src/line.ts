import { applyDialogInfo, type DialogTable, NO_DIALOGS } from './dialog-info/dialog-table.ts';
import type { LineState, PbxCapabilities } from './dialog-info/to-line.ts';
import { toLine } from './dialog-info/to-line.ts';
import type { NotifyContent } from './notify-content.ts';
import type { LineProblem, SubscriptionState } from './subscription/subscription.ts';

/** What is known of one watched line. */
export type LineKnowledge =
  /** Not answered yet. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'known'; readonly line: LineState }
  | { readonly kind: 'unknown'; readonly problem: LineProblem };

/** One watched line: its subscription, its dialogs and what they say. Changed only by the client. */
export class Line {
  readonly address: string;
  readonly uri: string;
  subscription: SubscriptionState;
  knowledge: LineKnowledge = { kind: 'pending' };
  /** Content of the NOTIFY that is being taken. */
  content: NotifyContent = { kind: 'none' };
  /** Call-ID and tag by which NOTIFYs find this line. */
  call: { readonly callId: string; readonly localTag: string } | undefined;
  #table: DialogTable | undefined;

  constructor(address: string, uri: string, subscription: SubscriptionState) {
    this.address = address;
    this.uri = uri;
    this.subscription = subscription;
  }

  /** Applies the content of the NOTIFY; the new state where there is one. */
  takeContent(capabilities: PbxCapabilities): { outcome: 'applied'; line: LineState } | { outcome: 'old' | 'gap' } {
    if (this.content.kind !== 'document') {
      this.#table = NO_DIALOGS;
      return { outcome: 'applied', line: toLine([], capabilities) };
    }
    const change = applyDialogInfo(this.#table, this.content.info);
    if (change.kind !== 'applied') {
      return { outcome: change.kind };
    }
    this.#table = change.table;
    return { outcome: 'applied', line: toLine(change.table.dialogs.values(), capabilities) };
  }

  /** A new subscription builds on nothing. */
  forgetDialogs(): void {
    this.#table = undefined;
  }
}
