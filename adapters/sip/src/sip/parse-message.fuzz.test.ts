/** Strangers' bytes: whatever arrives is read or refused with a reason, at once, and never anything else. */
import { LamplightError } from '@lamplight/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMessage } from './parse-message.ts';
import { serializeMessage } from './serialize-message.ts';
import { StreamFramer } from './stream-framer.ts';

const SEED = { seed: 4475, numRuns: 3_000 };
const LIMITS = { messageBytes: 2_048, headerCount: 40, lineLength: 400 };
const REASONS = ['sip_malformed', 'sip_too_large'];

const GOOD = `NOTIFY sip:lamplight@192.0.2.1:5060 SIP/2.0
Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK776asdhds;rport
Max-Forwards: 70
From: "Ada \\"L\\"" <sip:201@pbx.example>;tag=1928301774
t: <sip:lamplight@pbx.example>;tag=a6c85cf
Call-ID: a84b4c76e66710@pbx.example
CSeq: 314159 NOTIFY
Contact: <sip:pbx.example>, "B" <sip:b@pbx.example>;q=0.7
Event: dialog
Subscription-State: active;expires=599
Content-Type: application/dialog-info+xml
Content-Length: 4

<a/>`.replaceAll('\n', '\r\n');

/** What separates the pieces of SIP, and names that a table made of an object would know. */
const TOKENS = ['\r\n', '\r\n\r\n', '\n', ' ', '\t', ':', ';', ',', '<', '>', '"', '\\', '=', '\0', 'ü', 'SIP/2.0'];
const NAMES = ['__proto__: 1', 'constructor: 1', 'toString: 1', 'v: x', 'l: 99999999', 'Content-Length: -1', 'CSeq: 1'];
const piece = fc.oneof(
  fc.constantFrom(...TOKENS),
  fc.constantFrom(...NAMES.map((name) => `\r\n${name}\r\n`)),
  fc.string(),
);

/** A good message with some places overwritten, doubled or cut. */
const mutated = fc
  .array(fc.tuple(fc.nat(GOOD.length), fc.nat(30), piece), { minLength: 1, maxLength: 6 })
  .map((changes) =>
    changes.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), GOOD),
  )
  .map((text): Uint8Array => Buffer.from(text));
const bytes = fc.oneof(fc.uint8Array({ maxLength: 3_000 }), mutated);

function refusalOf(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (failure) {
    return failure instanceof LamplightError ? failure.reason : `thrown ${failure}`;
  }
}

test('a datagram is read, or refused as malformed or too large', () => {
  expect(refusalOf(() => parseMessage(Buffer.from(GOOD), LIMITS))).toBe('read');
  fc.assert(
    fc.property(bytes, (datagram) => {
      expect(['read', ...REASONS]).toContain(refusalOf(() => parseMessage(datagram, LIMITS)));
    }),
    SEED,
  );
});

test('what was read can be written and read again', () => {
  fc.assert(
    fc.property(mutated, (datagram) => {
      fc.pre(refusalOf(() => parseMessage(datagram, LIMITS)) === 'read');
      const { callId, sequence, method, message } = parseMessage(datagram, LIMITS);
      const again = parseMessage(serializeMessage(message));
      expect(again).toMatchObject({ callId, sequence, method });
      expect(again.message.body).toEqual(message.body);
    }),
    SEED,
  );
});

test('a stream gives frames, however it is cut, keeps no more than the limit, and says nothing after its end', () => {
  const stream = fc.array(fc.oneof(fc.constant(Buffer.from(GOOD)), bytes), { maxLength: 4 });
  fc.assert(
    fc.property(stream, fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 30 }), (messages, cuts) => {
      const whole = Buffer.concat(messages);
      const kindsOf = (chunks: readonly Uint8Array[]): readonly string[] => {
        const framer = new StreamFramer(LIMITS);
        return chunks.flatMap((chunk) =>
          framer.push(chunk).map((frame) => {
            expect('error' in frame ? REASONS : ['']).toContain('error' in frame ? frame.error.reason : '');
            return frame.kind;
          }),
        );
      };
      const kinds = kindsOf(cut(whole, cuts));
      expect(kinds.slice(0, -1)).not.toContain('broken');
      // Where the cuts fall is no matter, as long as nothing is over the limit.
      if (whole.length <= LIMITS.messageBytes && !kinds.includes('ping')) {
        expect(kinds.filter((kind) => kind !== 'ping')).toEqual(kindsOf([whole]).filter((kind) => kind !== 'ping'));
      }
    }),
    SEED,
  );
});

function cut(whole: Buffer, lengths: readonly number[]): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const length of lengths) {
    chunks.push(whole.subarray(at, at + length));
    at += length;
  }
  return [...chunks, whole.subarray(at)];
}
