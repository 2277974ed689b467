import { describe, expect, test } from 'vitest';
import { LamplightError } from '../errors/lamplight-error.ts';
import { listenFailure } from './listen-failure.ts';
import { networkFailure } from './network-failure.ts';

const target = { host: 'graph.test', port: 443 };
const withCode = (code: string): Error => Object.assign(new Error(`${code} happened`), { code });

describe('networkFailure', () => {
  test.each([
    ['ENOTFOUND', 'unreachable', 'has a name that is not known: check its spelling and the DNS of this machine.'],
    ['EAI_AGAIN', 'unreachable', 'has a name that cannot be looked up now: check the DNS of this machine.'],
    ['ECONNREFUSED', 'unreachable', 'refuses connections: check the port, and that the service runs.'],
    [
      'ECONNRESET',
      'unreachable',
      'closed the connection: check that it expects this protocol, and that no firewall between cuts it.',
    ],
    ['EHOSTUNREACH', 'unreachable', 'has no route to it: check the network and the firewall of this machine.'],
    [
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'unreachable',
      'does not speak TLS as expected (ERR_SSL_WRONG_VERSION_NUMBER happened): check the port, and that the port is one for TLS.',
    ],
    ['ESOMETHING', 'unreachable', 'cannot be reached (ESOMETHING happened).'],
    ['ETIMEDOUT', 'timeout', 'did not answer in time: check that it runs, and that no firewall drops the connection.'],
    [
      'UND_ERR_CONNECT_TIMEOUT',
      'timeout',
      'did not answer in time: check that it runs, and that no firewall drops the connection.',
    ],
    [
      'CERT_HAS_EXPIRED',
      'tls_untrusted',
      'shows a certificate that has expired: renew it there, and check the clock of this machine.',
    ],
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'tls_untrusted',
      'shows a certificate that signs itself: if that is right here, add the CA that signed it to the trusted CAs.',
    ],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'tls_untrusted',
      'shows a certificate for another name: use a name that it is good for, or renew it there.',
    ],
  ])('maps %s to %s', (code, reason, words) => {
    const cause = withCode(code);
    const error = networkFailure(cause, target);
    expect(error.reason).toBe(reason);
    expect(error.message).toBe(`graph.test:443 ${words}`);
    expect(error.details).toEqual({ host: 'graph.test', port: '443', code });
    expect(error.cause).toBe(cause);
  });

  test('looks inside what fetch wraps, and inside attempts on several addresses', () => {
    const wrapped = new TypeError('fetch failed', { cause: new AggregateError([withCode('ECONNREFUSED')]) });
    expect(networkFailure(wrapped, { host: '::1', port: 1 }).message).toBe(
      '[::1]:1 refuses connections: check the port, and that the service runs.',
    );
  });

  test('takes a timeout signal as a timeout, and leaves our own errors alone', () => {
    expect(networkFailure(new DOMException('late', 'TimeoutError'), target).reason).toBe('timeout');
    const own = new LamplightError('stopped', 'stopped');
    expect(networkFailure(own, target)).toBe(own);
    expect(networkFailure('odd', target).message).toBe('graph.test:443 cannot be reached (odd).');
  });
});

describe('listenFailure', () => {
  test.each([
    [
      'EADDRINUSE',
      'address_in_use',
      '0.0.0.0:443 is in use by another process: stop that process, or choose another port.',
    ],
    [
      'EADDRNOTAVAIL',
      'config_invalid',
      '0.0.0.0:443 is not an address of this machine: use one that it has, or 0.0.0.0 for all.',
    ],
    [
      'EACCES',
      'config_invalid',
      'this process may not listen on 0.0.0.0:443: choose a port from 1024 up, or give it the right to use lower ones.',
    ],
    ['ENOBUFS', 'unreachable', '0.0.0.0:443 cannot be reached (ENOBUFS happened).'],
  ])('maps %s to %s', (code, reason, message) => {
    const error = listenFailure(withCode(code), { host: '0.0.0.0', port: 443 });
    expect([error.reason, error.message]).toEqual([reason, message]);
  });
});
