import { LamplightError } from '@lamplight/runtime';
import { describe, expect, it } from 'vitest';
import { formatUri, parseUri, sameUri } from './uri.ts';

describe('a SIP URI', () => {
  it('is taken apart', () => {
    expect(
      parseUri('sips:ali%63e;day=tue:pw@[2001:db8::1]:5061;transport=TCP;lr?subject=x&priority=urgent'),
    ).toMatchObject({
      scheme: 'sips',
      user: 'ali%63e;day=tue',
      password: 'pw',
      host: '[2001:db8::1]',
      port: 5061,
    });
  });

  it.each(['sip:alice@example.com;transport=tcp', 'sip:example.com:5070', 'sip:a:b@h;lr?x=y'])(
    '%s is written as it was read',
    (text) => {
      expect(formatUri(parseUri(text))).toBe(text);
    },
  );

  it.each([
    '',
    'alice@example.com',
    'tel:123',
    'sip:',
    'sip:@host',
    'sip:a@',
    'sip:a@host:0',
    'sip:a@host:99999',
    'sip:a b@host',
    'sip:a@ho st',
  ])('%j is refused', (text) => {
    expect(() => parseUri(text)).toThrow(LamplightError);
  });
});

describe('comparison by RFC 3261, 19.1.4', () => {
  it.each([
    ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtLanTa.CoM;Transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5'],
    ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;newparam=5'],
    [
      'sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com',
      'sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com',
    ],
    [
      'sip:alice@atlanta.com?subject=project%20x&priority=urgent',
      'sip:alice@atlanta.com?priority=urgent&subject=project%20x',
    ],
  ])('%s is %s', (a, b) => {
    expect(sameUri(parseUri(a), parseUri(b))).toBe(true);
  });

  it.each([
    ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:6000;transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com?Subject=next%20meeting'],
    ['sip:bob@phone21.boxesbybob.com', 'sip:bob@192.0.2.4'],
    ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;security=off'],
  ])('%s is not %s', (a, b) => {
    expect(sameUri(parseUri(a), parseUri(b))).toBe(false);
  });
});
