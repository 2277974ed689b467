import { describe, expect, it } from 'vitest';
import { DEFAULT_MESSAGE_LIMITS } from './parse-message.ts';
import { type Frame, StreamFramer } from './stream-framer.ts';

function notify(body: string, length: string | undefined = String(Buffer.byteLength(body))): string {
  return [
    'NOTIFY sip:b@x SIP/2.0',
    'Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bKa',
    'From: <sip:a@x>;tag=1',
    'To: <sip:b@x>',
    'Call-ID: c',
    'CSeq: 1 NOTIFY',
    ...(length === '' ? [] : [`Content-Length: ${length}`]),
    '',
    body,
  ].join('\r\n');
}

const kinds = (frames: readonly Frame[]) =>
  frames.map((frame) => (frame.kind === 'message' ? Buffer.from(frame.received.message.body).toString() : frame.kind));

describe('a stream of messages', () => {
  it('is cut by Content-Length, several in a piece, with empty lines and pings in between', () => {
    const framer = new StreamFramer(DEFAULT_MESSAGE_LIMITS);
    const stream = `${notify('one')}\r\n${notify('zwö')}\r\n\r\n${notify('')}`;
    expect(kinds(framer.push(Buffer.from(stream)))).toEqual(['one', 'zwö', 'ping', '']);
  });

  it('is cut alike when it comes byte by byte', () => {
    const framer = new StreamFramer(DEFAULT_MESSAGE_LIMITS);
    const frames = [...Buffer.from(`${notify('one')}\r\n\r\n${notify('two')}`)].flatMap((byte) =>
      framer.push(Uint8Array.of(byte)),
    );
    expect(kinds(frames)).toEqual(['one', 'ping', 'two']);
  });

  it('passes over the body of a message that is too large and goes on', () => {
    const framer = new StreamFramer(DEFAULT_MESSAGE_LIMITS);
    const frames = framer.push(Buffer.from(notify('x'.repeat(1_048_576)) + notify('after')));
    expect(kinds(frames)).toEqual(['refused', 'after']);
    expect(frames[0]).toMatchObject({ error: { reason: 'sip_too_large' }, head: { start: { method: 'NOTIFY' } } });
  });

  it('goes on after a message whose fields are wrong but whose length is right', () => {
    const framer = new StreamFramer(DEFAULT_MESSAGE_LIMITS);
    const frames = framer.push(Buffer.from(notify('x').replace('CSeq: 1', 'CSeq: z') + notify('after')));
    expect(kinds(frames)).toEqual(['refused', 'after']);
  });

  it.each([
    ['no Content-Length', notify('x', '')],
    ['a length that is none', notify('x', 'ten')],
    ['a length beyond what is passed over', notify('', '999999999')],
    ['noise', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a head without end', `NOTIFY sip:b@x SIP/2.0\r\nSubject: ${'x'.repeat(DEFAULT_MESSAGE_LIMITS.messageBytes)}`],
  ])('%s ends it', (_, text) => {
    const framer = new StreamFramer(DEFAULT_MESSAGE_LIMITS);
    expect(kinds(framer.push(Buffer.from(text + notify('after'))))).toEqual(['broken']);
    expect(framer.push(Buffer.from(notify('after')))).toEqual([]);
  });
});
