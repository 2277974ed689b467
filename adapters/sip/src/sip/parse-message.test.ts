/** Torture in the manner of RFC 4475: what is odd but right is read, what is wrong is refused with field and reason. */
import { LamplightError } from '@lamplight/runtime';
import { describe, expect, it } from 'vitest';
import type { Received } from './message.ts';
import { DEFAULT_MESSAGE_LIMITS, parseMessage } from './parse-message.ts';
import { serializeMessage } from './serialize-message.ts';

const FIELDS = {
  Via: 'SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa',
  From: '<sip:a@example.com>;tag=1',
  To: '<sip:b@example.com>',
  'Call-ID': 'x@y',
  CSeq: '1 NOTIFY',
};

function message(
  changes: Readonly<Record<string, string | undefined>> = {},
  more: readonly string[] = [],
  body = '',
): string {
  const start = changes['start'] ?? 'NOTIFY sip:b@example.com SIP/2.0';
  const fields = Object.entries({ ...FIELDS, ...changes }).flatMap(([name, value]) =>
    name === 'start' || value === undefined ? [] : [`${name}: ${value}`],
  );
  return [start, ...fields, ...more, '', body].join('\r\n');
}

function read(text: string | Uint8Array): Received {
  return parseMessage(typeof text === 'string' ? Buffer.from(text) : text);
}

function refusal(text: string | Uint8Array): string {
  try {
    read(text);
  } catch (failure) {
    return failure instanceof LamplightError
      ? `${failure.reason} ${failure.details['field'] ?? ''}`
      : `not ours: ${failure}`;
  }
  return 'read';
}

describe('messages that are read', () => {
  it('folded, compact, in any case, with white space before the colon and around separators', () => {
    const text = [
      'NOTIFY sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0',
      'TO :',
      ' sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n',
      'f   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>',
      '  ;',
      '  tag = 98asjd8',
      'MaX-fOrWaRdS: 0068',
      'i: wsinv.ndaksdj@192.0.2.1',
      'Content-Length   : 4',
      'cseq: 0009',
      '  NOTIFY',
      'v  : SIP  / 2.0  /UDP',
      '    192.0.2.2;branch=390skdjuw',
      's :',
      'NewFangledHeader:   newfangled value',
      ' continued newfangled value',
      'UnknownHeaderWithUnusualValue: ;;,,;;,;',
      'c: application/sdp',
      'Route:',
      ' <sip:services.example.com;lr;unknownwith=value;unknown-no-value>',
      'v:  SIP  / 2.0  / TCP     spindle.example.com   ;',
      '  branch  =   z9hG4bK9ikj8  ,',
      ' SIP  /    2.0   / UDP  192.168.255.111   ; branch=',
      ' z9hG4bK30239',
      'm:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =',
      '      newvalue ;',
      '  secondparam ; q = 0.33',
      '',
      'body and more',
    ].join('\r\n');
    const received = read(text);
    expect(received).toMatchObject({
      callId: 'wsinv.ndaksdj@192.0.2.1',
      sequence: 9,
      method: 'NOTIFY',
      from: { displayName: 'J Rosenberg \\"', uri: 'sip:jdrosen@example.com' },
      via: { transport: 'UDP', host: '192.0.2.2', branch: '390skdjuw' },
    });
    expect(received.to.parameters.get('tag')).toBe('1918181833n');
    expect(received.message.headers.all('Via')).toHaveLength(3);
    expect(received.message.headers.get('NewFangledHeader')).toBe('newfangled value continued newfangled value');
    expect(Buffer.from(received.message.body).toString()).toBe('body');
  });

  it('a comma inside a quoted string or brackets splits no list', () => {
    const { message: notify } = read(message({}, ['Contact: "Doe, J" <sip:j@x;a=b,c>, <sip:k@x>']));
    expect(notify.headers.all('Contact')).toEqual(['"Doe, J" <sip:j@x;a=b,c>', '<sip:k@x>']);
  });

  it('challenges are not split at their commas', () => {
    const challenge = 'Digest realm="a, b", nonce="c"';
    const { message: response } = read(message({ start: 'SIP/2.0 401 ' }, [`WWW-Authenticate: ${challenge}`]));
    expect(response.headers.all('WWW-Authenticate')).toEqual([challenge]);
  });

  it('bare line feeds, leading empty lines, UTF-8, an empty reason, no Content-Length in a datagram', () => {
    const text = `\r\n\r\n${message({ start: 'SIP/2.0 200', From: '"Jürgen 日本" <sip:j@x>;tag=1' }, [], 'rest')}`;
    const received = read(text.replaceAll('\r\n', '\n'));
    expect(received.message).toMatchObject({ status: 200, reason: '' });
    expect(received.from.displayName).toBe('Jürgen 日本');
    expect(received.message.body).toHaveLength(4);
  });

  it('what is written is read again as it was', () => {
    const received = read(message({}, ['Event: dialog', 'Content-Length: 3'], 'abc'));
    const again = read(serializeMessage(received.message));
    expect([...again.message.headers]).toEqual([...received.message.headers]);
    expect(again.message.body).toEqual(received.message.body);
  });

  it('a line end in a value begins no field when it is written', () => {
    const received = read(message());
    received.message.headers.set('Subject', 'a\r\nInjected: yes');
    expect(read(serializeMessage(received.message)).message.headers.get('Injected')).toBeUndefined();
  });
});

describe('messages that are refused', () => {
  it.each([
    ['nothing', ''],
    ['noise', '\u0000\u0001\u0002'],
    ['no empty line', 'NOTIFY sip:b@x SIP/2.0\r\nVia: x'],
  ])('%s', (_, text) => {
    expect(refusal(text)).toBe('sip_malformed message');
  });

  it.each([
    ['another version', 'NOTIFY sip:b@x SIP/7.0'],
    ['two spaces', 'NOTIFY  sip:b@x  SIP/2.0'],
    ['white space in the URI', 'NOTIFY sip:b@x; lr SIP/2.0'],
    ['brackets around the URI', 'NOTIFY <sip:b@x> SIP/2.0'],
    ['a status that is none', 'SIP/2.0 4294967301 better not break'],
    ['a status below 100', 'SIP/2.0 099 low'],
    ['HTTP', 'GET / HTTP/1.1'],
  ])('a start line with %s', (_, start) => {
    expect(refusal(message({ start }))).toBe('sip_malformed start line');
  });

  it.each(['Via', 'From', 'To', 'Call-ID', 'CSeq'])('%s missing', (name) => {
    expect(refusal(message({ [name]: undefined }))).toBe(`sip_malformed ${name}`);
  });

  it.each([
    ['CSeq', '36893488147419103232 NOTIFY'],
    ['CSeq', '-1 NOTIFY'],
    ['CSeq', '1 INVITE'],
    ['CSeq', 'NOTIFY'],
    ['Via', 'SIP/2.0/UDP'],
    ['Via', 'SIP/1.0/UDP host'],
    ['From', '"open <sip:a@x>;tag=1'],
    ['From', '<sip:a@x;tag=1'],
    ['From', 'nobody'],
    ['To', '"Bell, A <sip:a.g.bell@example.com>'],
    ['Call-ID', 'a b'],
    ['Content-Length', '-999'],
    ['Content-Length', '9999'],
    ['Content-Length', 'many'],
  ])('%s: %s', (name, value) => {
    expect(refusal(message({ [name]: value }))).toBe(`sip_malformed ${name}`);
  });

  it('a field that may stand once and stands twice', () => {
    expect(refusal(message({}, ['Call-ID: other@y']))).toBe('sip_malformed Call-ID');
    expect(refusal(message({}, ['Content-Length: 0', 'Content-Length: 1'], 'x'))).toBe('sip_malformed Content-Length');
  });

  it('a line that is no field', () => {
    expect(refusal(message({}, ['no colon here']))).toBe('sip_malformed no colon here');
  });

  it('more fields, a longer line, a larger message than the limits', () => {
    const many = Array.from({ length: DEFAULT_MESSAGE_LIMITS.headerCount }, (_, index) => `X-${index}: y`);
    expect(refusal(message({}, many))).toBe('sip_too_large header');
    expect(refusal(message({}, [`Contact: ${Array.from({ length: 300 }, () => '<sip:a@x>').join()}`]))).toBe(
      'sip_too_large header',
    );
    expect(refusal(message({}, [`Subject: ${'x'.repeat(DEFAULT_MESSAGE_LIMITS.lineLength)}`]))).toBe(
      'sip_too_large Subject: xxxxxxxxxxx',
    );
    expect(refusal(Buffer.alloc(DEFAULT_MESSAGE_LIMITS.messageBytes + 1))).toBe('sip_too_large message');
  });

  it('cut or changed anywhere, it is read or refused, and nothing else happens', () => {
    const bytes = Buffer.from(message({}, ['Contact: "a" <sip:b@c;d>;e=f', 'Content-Length: 3'], 'abc'));
    for (let index = 0; index < bytes.length; index++) {
      for (const byte of [0x00, 0x0d, 0x22, 0x3c, 0x3a, 0xff]) {
        const changed = Buffer.from(bytes);
        changed[index] = byte;
        expect(refusal(changed)).toMatch(/^(read|sip_malformed)/);
      }
      expect(refusal(bytes.subarray(0, index))).toMatch(/^(read|sip_malformed)/);
    }
  });
});
