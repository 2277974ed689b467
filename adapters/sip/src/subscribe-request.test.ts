import { describe, expect, it } from 'vitest';
import { parseMessage } from './sip/parse-message.ts';
import { serializeMessage } from './sip/serialize-message.ts';
import type { Flow } from './sip/transport.ts';
import { lineUri, subscribeRequest, toSubscribeAnswer } from './subscribe-request.ts';

describe('the URI of a line', () => {
  it.each([
    ['101', 'sip:101@pbx.example.com'],
    ['+4930123', 'sip:+4930123@pbx.example.com'],
    ['alice@other.example.com', 'sip:alice@other.example.com'],
    ['sips:alice@other.example.com;user=phone', 'sips:alice@other.example.com;user=phone'],
    ['a b>;c', 'sip:a%20b%3E;c@pbx.example.com'],
  ])('of %s is %s', (address, uri) => {
    expect(lineUri(address, 'pbx.example.com')).toBe(uri);
  });
});

describe('a SUBSCRIBE', () => {
  const flow: Flow = {
    protocol: 'tcp',
    local: { host: '2001:db8::2', port: 40_000 },
    remote: { host: '2001:db8::1', port: 5_060 },
    send: () => undefined,
    close: () => Promise.resolve(),
  };
  const parties = { lineUri: 'sip:101@x', ownUri: 'sip:watcher@x', username: 'watcher' };

  it('begins a call at the line, with a Contact that the PBX can reach', () => {
    const { uri, headers } = subscribeRequest(
      flow,
      parties,
      { callId: 'c', localTag: 'l', dialog: null, expiresSeconds: 600 },
      1,
    );
    expect(uri).toBe('sip:101@x');
    expect(headers.get('Contact')).toBe('<sip:watcher@[2001:db8::2]:40000;transport=tcp>');
    expect(headers.get('To')).toBe('<sip:101@x>');
    expect(headers.get('Event')).toBe('dialog');
  });

  it('within a dialog goes to its target along its route', () => {
    const dialog = {
      callId: 'c',
      localTag: 'l',
      remoteTag: 'r',
      remoteTarget: 'sip:pbx:5070',
      routes: ['<sip:p1;lr>', '<sip:p2;lr>'],
      remoteSequence: 1,
    };
    const { uri, headers } = subscribeRequest(
      flow,
      parties,
      { callId: 'c', localTag: 'l', dialog, expiresSeconds: 0 },
      2,
    );
    expect(uri).toBe('sip:pbx:5070');
    expect(headers.all('Route')).toEqual(['<sip:p1;lr>', '<sip:p2;lr>']);
    expect(headers.get('To')).toBe('<sip:101@x>;tag=r');
    expect(headers.get('Expires')).toBe('0');
  });
});

describe('the answer to a SUBSCRIBE', () => {
  it('gives tag, target, the route in reverse, and the times', () => {
    const text = [
      'SIP/2.0 200 OK',
      'Via: SIP/2.0/UDP h;branch=z9hG4bKa',
      'Record-Route: <sip:p1;lr>, <sip:p2;lr>',
      'From: <sip:a@x>;tag=l',
      'To: <sip:b@x>;tag=r',
      'Call-ID: c',
      'CSeq: 3 SUBSCRIBE',
      'Contact: nobody',
      'Expires: 300;x=y',
      'Retry-After: 18 (in a meeting)',
      '',
      '',
    ].join('\r\n');
    const received = parseMessage(Buffer.from(text));
    if (received.message.kind !== 'response') {
      throw new Error('expected a response');
    }
    expect(toSubscribeAnswer({ ...received, message: received.message }, 3)).toMatchObject({
      toTag: 'r',
      contact: undefined,
      routes: ['<sip:p2;lr>', '<sip:p1;lr>'],
      expiresSeconds: 300,
      retryAfterSeconds: 18,
      minExpiresSeconds: undefined,
    });
    expect(Buffer.from(serializeMessage(received.message)).toString()).toContain('CSeq: 3 SUBSCRIBE\r\n');
  });
});
