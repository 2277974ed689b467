import { seededRandom } from '@lamplight/runtime';
import { describe, expect, it } from 'vitest';
import { Authentication, NOT_CHALLENGED } from './authentication.ts';
import { answerChallenge, computeResponse, type DigestChallenge, isAnsweredRight, parseChallenge } from './digest.ts';
import { HeaderFields } from './header-fields.ts';
import { NO_BODY, type SipResponse } from './message.ts';

function challengeOf(value: string): DigestChallenge {
  const challenge = parseChallenge(value);
  if (challenge === undefined) {
    throw new Error(`not supported: ${value}`);
  }
  return challenge;
}

function challenged(status: 401 | 407, ...values: readonly string[]): SipResponse {
  const name = status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate';
  return {
    kind: 'response',
    status,
    reason: '',
    headers: new HeaderFields(values.map((value) => [name, value])),
    body: NO_BODY,
  };
}

describe('the response to a challenge', () => {
  it('is that of RFC 2617, 3.5', () => {
    const challenge = challengeOf(
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    );
    const credentials = { username: 'Mufasa', password: 'Circle Of Life' };
    const input = { method: 'GET', uri: '/dir/index.html', nonceCount: 1, cnonce: '0a4f113b' };
    expect(computeResponse(challenge, credentials, input)).toBe('6629fae49393a05397450978507c4ef1');
    expect(answerChallenge(challenge, credentials, input)).toContain(
      'qop=auth, nc=00000001, opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    );
  });

  const RFC_7616 =
    'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('is that of RFC 7616, 3.9.1 with %s', (algorithm, response) => {
    const challenge = challengeOf(`Digest ${RFC_7616}, algorithm=${algorithm}`);
    const input = {
      method: 'GET',
      uri: '/dir/index.html',
      nonceCount: 1,
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    };
    expect(computeResponse(challenge, { username: 'Mufasa', password: 'Circle of Life' }, input)).toBe(response);
  });

  it('is that of RFC 2069 where no quality of protection is offered', () => {
    const challenge = challengeOf('Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"');
    const input = { method: 'GET', uri: '/dir/index.html', nonceCount: 1, cnonce: 'unused' };
    const credentials = { username: 'Mufasa', password: 'CircleOfLife' };
    expect(computeResponse(challenge, credentials, input)).toBe('1949323746fe6a43ef61f9606e7febea');
    expect(answerChallenge(challenge, credentials, input)).not.toContain('nc=');
  });

  it('is accepted with the right password only', () => {
    const challenge = challengeOf('Digest realm="pbx", nonce="n", qop="auth", algorithm=SHA-512-256');
    const input = { method: 'SUBSCRIBE', uri: 'sip:1@x', nonceCount: 2, cnonce: 'c' };
    const value = answerChallenge(challenge, { username: 'u', password: 'right' }, input);
    expect(isAnsweredRight(value, challenge, { username: 'u', password: 'right' }, 'SUBSCRIBE')).toBe(true);
    expect(isAnsweredRight(value, challenge, { username: 'u', password: 'wrong' }, 'SUBSCRIBE')).toBe(false);
    expect(isAnsweredRight(value, challenge, { username: 'u', password: 'right' }, 'NOTIFY')).toBe(false);
  });

  it.each([
    'Basic realm="x"',
    'Digest realm="x", nonce="n", algorithm=SHA-1',
    'Digest realm="x", nonce="n", qop="auth-int"',
  ])('%s is not supported', (value) => {
    expect(parseChallenge(value)).toBeUndefined();
  });
});

describe('authentication towards a PBX', () => {
  const credentials = { username: 'u', password: 'p' };
  const digest = (nonce: string, more = '') => `Digest realm="pbx", nonce="${nonce}", qop="auth"${more}`;

  function authorized(authentication: Authentication): HeaderFields {
    const headers = new HeaderFields();
    authentication.authorize(headers, 'SUBSCRIBE', 'sip:1@x');
    return headers;
  }

  it('answers, counts each use of the nonce, and takes the next nonce', () => {
    const authentication = new Authentication(credentials, seededRandom(1));
    expect(authorized(authentication).size).toBe(0);
    expect(authentication.challenge(challenged(401, digest('n1')), NOT_CHALLENGED).kind).toBe('try-again');
    expect(authorized(authentication).get('Authorization')).toContain('nc=00000001');
    expect(authorized(authentication).get('Authorization')).toContain('nc=00000002');
    const accepted = new HeaderFields([['Authentication-Info', 'nextnonce="n2", qop=auth']]);
    authentication.accepted({ kind: 'response', status: 200, reason: '', headers: accepted, body: NO_BODY });
    expect(authorized(authentication).get('Authorization')).toMatch(/nonce="n2".*nc=00000001/);
  });

  it('answers a proxy and the PBX behind it in one request', () => {
    const authentication = new Authentication(credentials, seededRandom(1));
    const first = authentication.challenge(challenged(407, digest('p1')), NOT_CHALLENGED);
    expect(first.kind).toBe('try-again');
    const second = authentication.challenge(
      challenged(401, digest('s1')),
      first.kind === 'try-again' ? first.challenged : NOT_CHALLENGED,
    );
    expect(second.kind).toBe('try-again');
    const headers = authorized(authentication);
    expect(headers.get('Proxy-Authorization')).toContain('nonce="p1"');
    expect(headers.get('Authorization')).toContain('nonce="s1"');
  });

  it('gives up when its answer is refused, and does not offer it again', () => {
    const authentication = new Authentication(credentials, seededRandom(1));
    const first = authentication.challenge(challenged(401, digest('n1')), NOT_CHALLENGED);
    const before = first.kind === 'try-again' ? first.challenged : NOT_CHALLENGED;
    expect(authentication.challenge(challenged(401, digest('n2')), before)).toMatchObject({ kind: 'give-up' });
    expect(authorized(authentication).size).toBe(0);
  });

  it('tries again for a stale nonce, but not for ever', () => {
    const authentication = new Authentication(credentials, seededRandom(1));
    let before = NOT_CHALLENGED;
    const verdicts: string[] = [];
    for (let round = 0; round < 5; round++) {
      const verdict = authentication.challenge(challenged(401, digest(`n${round}`, ', stale=TRUE')), before);
      verdicts.push(verdict.kind);
      before = verdict.kind === 'try-again' ? verdict.challenged : before;
    }
    expect(verdicts).toEqual(['try-again', 'try-again', 'give-up', 'give-up', 'give-up']);
  });

  it('takes the topmost challenge that it supports', () => {
    const authentication = new Authentication(credentials, seededRandom(1));
    authentication.challenge(
      challenged(401, 'Basic realm="x"', digest('n', ', algorithm=SHA-256'), digest('m')),
      NOT_CHALLENGED,
    );
    expect(authorized(authentication).get('Authorization')).toContain('algorithm=SHA-256');
  });

  it('says that no password is configured, or nothing is supported', () => {
    const without = new Authentication(undefined, seededRandom(1));
    expect(without.challenge(challenged(401, digest('n')), NOT_CHALLENGED)).toMatchObject({
      kind: 'give-up',
      why: expect.stringContaining('none is configured'),
    });
    const withOne = new Authentication(credentials, seededRandom(1));
    expect(withOne.challenge(challenged(401, 'Basic realm="x"'), NOT_CHALLENGED)).toMatchObject({
      kind: 'give-up',
      why: expect.stringContaining('not supported'),
    });
  });
});
