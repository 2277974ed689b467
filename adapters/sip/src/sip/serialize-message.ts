import { wireName } from './header-fields.ts';
import type { SipMessage } from './message.ts';

/** A message as bytes, with the Content-Length of its body whatever the header fields said. */
export function serializeMessage(message: SipMessage): Uint8Array {
  const start =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`;
  const lines = [start];
  for (const [name, value] of message.headers) {
    if (name !== 'content-length') {
      lines.push(`${wireName(name)}: ${oneLine(value)}`);
    }
  }
  lines.push(`Content-Length: ${message.body.length}`, '', '');
  return Buffer.concat([Buffer.from(lines.join('\r\n'), 'utf8'), message.body]);
}

/** A line end inside a value would begin a header field of somebody else's making. */
function oneLine(value: string): string {
  return value.replace(/[\r\n]+/g, ' ');
}
