import { LamplightError } from '@lamplight/runtime';
import { type Parameters, parseParameters, splitOutsideQuotes } from './parameters.ts';

/** One value of Via (RFC 3261, 20.42). */
export interface Via {
  /** `UDP`, `TCP`, …, upper case. */
  readonly transport: string;
  readonly host: string;
  readonly port: number | undefined;
  /** Empty when there is none, as before RFC 3261. */
  readonly branch: string;
  readonly parameters: Parameters;
}

/** What a branch begins with that is unique across time and space (RFC 3261, 8.1.1.7). */
export const MAGIC_COOKIE = 'z9hG4bK';

const SENT_PROTOCOL = /^SIP\s*\/\s*2\.0\s*\/\s*([A-Za-z0-9-]+)\s+(.+)$/i;
const SENT_BY = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)\s*(?::\s*(\d{1,5}))?$/;

/** @throws LamplightError `sip_malformed` when protocol, version or sender cannot be read. */
export function parseVia(text: string): Via {
  const [sent = '', ...parameters] = splitOutsideQuotes(text, ';');
  const protocol = SENT_PROTOCOL.exec(sent.trim());
  const sentBy = SENT_BY.exec(protocol?.[2]?.trim() ?? '');
  if (protocol?.[1] === undefined || sentBy?.[1] === undefined) {
    throw new LamplightError('sip_malformed', `Via cannot be read: ${JSON.stringify(text.slice(0, 80))}`, {
      details: { field: 'Via' },
    });
  }
  const read = parseParameters(parameters);
  return Object.freeze({
    transport: protocol[1].toUpperCase(),
    host: sentBy[1],
    port: sentBy[2] === undefined ? undefined : Number(sentBy[2]),
    branch: read.get('branch') ?? '',
    parameters: read,
  });
}
