/**
 * Reads SIP messages (RFC 3261, 7 and 25) from strangers: everything is limited, and what cannot be read is refused
 * with the field and the reason, never passed on half-read. Tolerated, since the field sends it: bare LF as line end,
 * white space before the colon, empty lines before the start line.
 */
import { LamplightError } from '@lamplight/runtime';
import { canonicalName, HeaderFields, LIST_FIELDS } from './header-fields.ts';
import type { Essentials, Received } from './message.ts';
import { parseNameAddress } from './name-address.ts';
import { splitOutsideQuotes } from './parameters.ts';
import { parseVia } from './via.ts';

/** Limits on one message. */
export interface MessageLimits {
  /** Start line, header and body together, in bytes. Default 98,304. */
  readonly messageBytes: number;
  /** Header values, lists counted one by one. Default 256. */
  readonly headerCount: number;
  /** One unfolded header line, in characters. Default 8,192. */
  readonly lineLength: number;
}

export const DEFAULT_MESSAGE_LIMITS: MessageLimits = Object.freeze({
  messageBytes: 98_304,
  headerCount: 256,
  lineLength: 8_192,
});

/** The header section, read, and where the body begins. */
export interface MessageHead {
  readonly start: StartLine;
  readonly headers: HeaderFields;
  /** Bytes that Content-Length says; undefined when it is absent, as UDP allows. */
  readonly contentLength: number | undefined;
}

type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly uri: string }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string };

const REQUEST_LINE = /^([A-Za-z0-9\-.!%*_+`'~]+) ([A-Za-z][A-Za-z0-9+.-]*:\S+) SIP\/2\.0$/i;
const STATUS_LINE = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i;
const HEADER_LINE = /^([A-Za-z0-9\-.!%*_+`'~]+)[ \t]*:[ \t]*(.*)$/s;
const HEAD_END = /\r?\n\r?\n/;

/**
 * Reads one datagram.
 * @throws LamplightError `sip_malformed` or `sip_too_large`, the field in `details.field`.
 */
export function parseMessage(bytes: Uint8Array, limits: MessageLimits = DEFAULT_MESSAGE_LIMITS): Received {
  if (bytes.length > limits.messageBytes) {
    throw tooLarge('message', `${bytes.length} bytes, at most ${limits.messageBytes} are read`);
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Latin-1 keeps one character a byte, so that offsets in the text are offsets in the bytes.
  const text = buffer.toString('latin1');
  const lead = /^(?:\r?\n)*/.exec(text)?.[0].length ?? 0;
  const end = HEAD_END.exec(text.slice(lead));
  if (end === null) {
    throw malformed('message', 'the empty line after the header fields is missing');
  }
  const headEnd = lead + end.index;
  const bodyStart = headEnd + end[0].length;
  const head = parseHead(buffer.toString('utf8', lead, headEnd), limits);
  const available = bytes.length - bodyStart;
  const length = head.contentLength ?? available;
  if (length > available) {
    throw malformed('Content-Length', `it says ${length} bytes, the datagram holds ${available}`);
  }
  return withBody(head, bytes.subarray(bodyStart, bodyStart + length));
}

/** Reads start line and header fields, without the empty line that ends them. */
export function parseHead(text: string, limits: MessageLimits = DEFAULT_MESSAGE_LIMITS): MessageHead {
  const lines = unfold(text);
  const start = parseStartLine(lines[0] ?? '');
  const headers = new HeaderFields();
  let count = 0;
  for (const line of lines.slice(1)) {
    if (line.length > limits.lineLength) {
      throw tooLarge(line.slice(0, 20), `a line of ${line.length} characters, at most ${limits.lineLength} are read`);
    }
    const match = HEADER_LINE.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) {
      throw malformed(line.slice(0, 20), 'a header line is not "name: value"');
    }
    const name = canonicalName(match[1]);
    const values = LIST_FIELDS.has(name) ? splitList(name, match[2]) : [match[2].trim()];
    count += values.length;
    if (count > limits.headerCount) {
      throw tooLarge('header', `more than ${limits.headerCount} header values`);
    }
    for (const value of values) {
      headers.append(name, value);
    }
  }
  return { start, headers, contentLength: readContentLength(headers) };
}

/** Puts head and body together and reads what every message must carry. */
export function withBody(head: MessageHead, body: Uint8Array): Received {
  const essentials = readEssentials(head.headers);
  const { start, headers } = head;
  if (start.kind === 'request') {
    if (start.method !== essentials.method) {
      throw malformed('CSeq', `its method ${essentials.method} is not the request's ${start.method}`);
    }
    return { ...essentials, message: { ...start, headers, body } };
  }
  return { ...essentials, message: { ...start, headers, body } };
}

/** Reads what RFC 3261, 8.1.1 asks of every message. */
export function readEssentials(headers: HeaderFields): Essentials {
  const [sequenceText = '', method = '', ...more] = required(headers, 'CSeq').split(/\s+/);
  const sequence = /^\d{1,10}$/.test(sequenceText) ? Number(sequenceText) : Number.NaN;
  // RFC 3261, 8.1.1.5 allows less than 2**31; RFC 4475 shows that some count on to 2**32.
  if (!(sequence < 2 ** 32) || !/^[A-Za-z0-9\-.!%*_+`'~]+$/.test(method) || more.length > 0) {
    throw malformed('CSeq', 'it is not a number below 2^32 and a method');
  }
  for (const name of ['From', 'To', 'Call-ID', 'CSeq']) {
    if (headers.all(name).length > 1) {
      throw malformed(name, 'it stands more than once');
    }
  }
  const callId = required(headers, 'Call-ID');
  if (/\s/.test(callId)) {
    throw malformed('Call-ID', 'it holds white space');
  }
  return {
    via: parseVia(required(headers, 'Via')),
    from: inField('From', () => parseNameAddress(required(headers, 'From'))),
    to: inField('To', () => parseNameAddress(required(headers, 'To'))),
    callId,
    sequence,
    method,
  };
}

/** Joins folded lines (RFC 3261, 7.3.1) with one space. */
function unfold(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const last = lines.length - 1;
    if (last >= 1 && /^[ \t]/.test(line)) {
      lines[last] = `${lines[last]} ${line.trim()}`;
    } else {
      lines.push(line);
    }
  }
  return lines;
}

function parseStartLine(line: string): StartLine {
  const request = REQUEST_LINE.exec(line);
  if (request?.[1] !== undefined && request[2] !== undefined) {
    return { kind: 'request', method: request[1], uri: request[2] };
  }
  const status = STATUS_LINE.exec(line);
  if (status?.[1] !== undefined) {
    return { kind: 'response', status: Number(status[1]), reason: status[2] ?? '' };
  }
  throw malformed('start line', `${JSON.stringify(line.slice(0, 60))} is neither a request of SIP/2.0 nor a status`);
}

function splitList(name: string, value: string): string[] {
  const values = inField(name, () => splitOutsideQuotes(value, ','));
  return values.map((part) => part.trim()).filter((part) => part !== '');
}

function readContentLength(headers: HeaderFields): number | undefined {
  const values = new Set(headers.all('Content-Length'));
  const [value] = values;
  if (value === undefined) {
    return undefined;
  }
  if (values.size > 1 || !/^\d{1,9}$/.test(value)) {
    throw malformed('Content-Length', `${JSON.stringify([...values].join(', ').slice(0, 40))} is not one length`);
  }
  return Number(value);
}

function required(headers: HeaderFields, name: string): string {
  const value = headers.get(name);
  if (value === undefined || value === '') {
    throw malformed(name, 'it is missing');
  }
  return value;
}

/** Says in which field something could not be read. */
function inField<Result>(field: string, read: () => Result): Result {
  try {
    return read();
  } catch (failure) {
    throw malformed(field, LamplightError.from(failure).message);
  }
}

function malformed(field: string, why: string): LamplightError {
  return new LamplightError('sip_malformed', `a SIP message cannot be read: ${field}: ${why}`, { details: { field } });
}

function tooLarge(field: string, why: string): LamplightError {
  return new LamplightError('sip_too_large', `a SIP message is refused: ${field}: ${why}`, { details: { field } });
}
