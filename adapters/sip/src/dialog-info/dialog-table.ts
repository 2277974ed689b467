/**
 * The dialogs of one line over one subscription (RFC 4235, 4.3), as a pure function of what arrives.
 *
 * A full document is always taken: the NOTIFYs come in the order of their CSeq, so its version can only be lower where
 * a PBX began to count anew, and discarding it would freeze the lamp. A partial one is applied only as the direct
 * successor of what is known; anything else needs the whole state again.
 */
import type { Dialog, DialogInfo } from './dialog-info.ts';

export interface DialogTable {
  readonly version: number;
  /** By dialog id, terminated ones left out. */
  readonly dialogs: ReadonlyMap<string, Dialog>;
}

export type TableChange =
  | { readonly kind: 'applied'; readonly table: DialogTable }
  /** A partial document that is already contained. */
  | { readonly kind: 'old' }
  /** Something before this partial document was missed, or there was nothing to build on. */
  | { readonly kind: 'gap'; readonly had: number | undefined; readonly got: number };

/** A NOTIFY of an active subscription without a body: the line has no dialogs. Its version does not count. */
export const NO_DIALOGS: DialogTable = Object.freeze({ version: -1, dialogs: new Map<string, Dialog>() });

export function applyDialogInfo(table: DialogTable | undefined, info: DialogInfo): TableChange {
  if (info.state === 'full') {
    return { kind: 'applied', table: { version: info.version, dialogs: merged(new Map(), info.dialogs) } };
  }
  // After a NOTIFY without a body any version may be the next.
  const isSuccessor =
    table !== undefined && (table.version === NO_DIALOGS.version || info.version === table.version + 1);
  if (isSuccessor) {
    return { kind: 'applied', table: { version: info.version, dialogs: merged(table.dialogs, info.dialogs) } };
  }
  return table !== undefined && info.version <= table.version
    ? { kind: 'old' }
    : { kind: 'gap', had: table?.version, got: info.version };
}

function merged(before: ReadonlyMap<string, Dialog>, changed: readonly Dialog[]): ReadonlyMap<string, Dialog> {
  const dialogs = new Map(before);
  for (const dialog of changed) {
    if (dialog.state === 'terminated') {
      dialogs.delete(dialog.id);
    } else {
      dialogs.set(dialog.id, dialog);
    }
  }
  return dialogs;
}
