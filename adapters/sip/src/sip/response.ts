import { HeaderFields } from './header-fields.ts';
import { NO_BODY, type ReceivedRequest, type SipResponse } from './message.ts';

const REASONS: Readonly<Record<number, string>> = Object.freeze({
  200: 'OK',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  415: 'Unsupported Media Type',
  423: 'Interval Too Brief',
  481: 'Subscription Does Not Exist',
  489: 'Bad Event',
  500: 'Server Internal Error',
  503: 'Service Unavailable',
  513: 'Message Too Large',
});

export interface ResponseOptions {
  /** Default: the standard's phrase. */
  readonly reason?: string;
  /** Our tag, added to To where it has none. */
  readonly toTag?: string;
  readonly headers?: Iterable<readonly [string, string]>;
}

/** The response to a request, with the fields that RFC 3261, 8.2.6 copies. */
export function makeResponse(request: ReceivedRequest, status: number, options: ResponseOptions = {}): SipResponse {
  const copied = request.message.headers;
  const headers = new HeaderFields();
  for (const name of ['Via', 'From', 'To', 'Call-ID', 'CSeq', 'Record-Route']) {
    for (const value of copied.all(name)) {
      const needsTag = name === 'To' && options.toTag !== undefined && !/;\s*tag\s*=/i.test(value);
      headers.append(name, needsTag ? `${value};tag=${options.toTag}` : value);
    }
  }
  for (const [name, value] of options.headers ?? []) {
    headers.append(name, value);
  }
  return { kind: 'response', status, reason: options.reason ?? REASONS[status] ?? 'Answer', headers, body: NO_BODY };
}
