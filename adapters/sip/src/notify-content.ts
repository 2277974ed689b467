import { LamplightError } from '@lamplight/runtime';
import type { DialogInfo } from './dialog-info/dialog-info.ts';
import { parseDialogInfo } from './dialog-info/parse-dialog-info.ts';
import type { SipRequest } from './sip/message.ts';

/** What a NOTIFY carries. */
export type NotifyContent =
  | { readonly kind: 'none' }
  | { readonly kind: 'document'; readonly info: DialogInfo }
  /** `status` answers the NOTIFY, `why` is for the log and the line. */
  | { readonly kind: 'unreadable'; readonly status: number; readonly why: string };

/** Reads the body of a NOTIFY; never throws. */
export function readNotifyContent(request: SipRequest, maxBytes: number): NotifyContent {
  if (request.body.length === 0) {
    return { kind: 'none' };
  }
  const type = request.headers.get('Content-Type') ?? '';
  if (!/^\s*application\/dialog-info\+xml\s*(;|$)/i.test(type)) {
    return { kind: 'unreadable', status: 415, why: `its Content-Type is ${JSON.stringify(type.slice(0, 60))}` };
  }
  const encoding = request.headers.get('Content-Encoding');
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return { kind: 'unreadable', status: 415, why: `its Content-Encoding is ${JSON.stringify(encoding.slice(0, 60))}` };
  }
  try {
    return { kind: 'document', info: parseDialogInfo(request.body, maxBytes) };
  } catch (failure) {
    const error = LamplightError.from(failure);
    return { kind: 'unreadable', status: error.details['why'] === 'too-large' ? 513 : 400, why: error.message };
  }
}
