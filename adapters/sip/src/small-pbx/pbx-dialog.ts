import type { DialogState } from '../dialog-info/dialog-info.ts';

/** One dialog of a line at the small PBX, as it is published. */
export interface PbxDialog {
  readonly id: string;
  readonly callId: string;
  readonly direction: 'initiator' | 'recipient';
  readonly state: DialogState;
  /** What led to `terminated`. */
  readonly event?: 'cancelled' | 'rejected' | 'replaced' | 'local-bye' | 'remote-bye';
  readonly code?: number;
  /** The line does not hear the other side: a call on hold. */
  readonly isHeld: boolean;
  readonly remote: { readonly address: string; readonly displayName: string };
}

/** The document of RFC 4235, 4 about a line. */
export function writeDialogInfo(
  line: { readonly uri: string; readonly displayName: string },
  version: number,
  state: 'full' | 'partial',
  dialogs: readonly PbxDialog[],
): Uint8Array {
  const elements = dialogs.map((dialog) => {
    const event = dialog.event === undefined ? '' : ` event="${dialog.event}"`;
    const code = dialog.code === undefined ? '' : ` code="${dialog.code}"`;
    const rendering = dialog.isHeld ? 'no' : 'yes';
    return [
      `<dialog id="${escapeXml(dialog.id)}" call-id="${escapeXml(dialog.callId)}" direction="${dialog.direction}">`,
      `<state${event}${code}>${dialog.state}</state>`,
      `<local><identity display="${escapeXml(line.displayName)}">${escapeXml(line.uri)}</identity>`,
      `<target uri="${escapeXml(line.uri)}"><param pname="+sip.rendering" pvalue="${rendering}"/></target></local>`,
      `<remote><identity display="${escapeXml(dialog.remote.displayName)}">${escapeXml(dialog.remote.address)}</identity></remote>`,
      '</dialog>',
    ].join('');
  });
  const open = `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="${state}"`;
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n${open} entity="${escapeXml(line.uri)}">${elements.join('')}</dialog-info>`,
  );
}

function escapeXml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
  };
  return text.replace(/[&<>"']/g, (character) => names[character] ?? character);
}
