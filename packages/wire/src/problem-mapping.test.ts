import { Metadata } from '@grpc/grpc-js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problems } from '../../../test/fakes/domain-arbitraries.ts';
import { Problem as WireProblemMessage } from './gen/presence/v1/presence.ts';
import {
  problemFromStatus,
  problemFromWire,
  problemToServiceError,
  problemToStatus,
  problemToWire,
  STATUS_DETAILS_TRAILER,
} from './problem-mapping.ts';
import { encodeRpcStatus } from './rpc-status.ts';

test('a problem comes back as it was sent, in a message and as the status of a call', () => {
  fc.assert(
    fc.property(problems, (problem) => {
      const bytes = WireProblemMessage.encode(problemToWire(problem)).finish();
      expect(problemFromWire(WireProblemMessage.decode(bytes))).toEqual(problem);
      expect(problemFromStatus(problemToStatus(problem))).toEqual(problem);
    }),
  );
});

test('the error for grpc-js carries code, text and trailer', () => {
  const problem = { code: 8, reason: 'slow_consumer', message: 'the client does not read', details: {} };
  const error = problemToServiceError(problem);
  expect(error).toBeInstanceOf(Error);
  expect(problemFromStatus(error)).toEqual(problem);
});

test('an overlong text is cut so that the trailer arrives', () => {
  const status = problemToStatus({ code: 3, reason: 'r', message: 'x'.repeat(5000), details: {} });
  expect(status.details).toHaveLength(1024);
});

test('without an ErrorInfo of ours the reason follows from the code', () => {
  const foreign = new Metadata();
  foreign.set(
    STATUS_DETAILS_TRAILER,
    Buffer.from(
      encodeRpcStatus({
        code: 14,
        message: '',
        info: { reason: 'theirs', domain: 'example.org', metadata: { a: 'b' } },
      }),
    ),
  );
  const garbage = new Metadata();
  garbage.set(STATUS_DETAILS_TRAILER, Buffer.from([0xff, 0xff, 0xff]));
  for (const metadata of [foreign, garbage, new Metadata()]) {
    expect(problemFromStatus({ code: 14, details: 'gone', metadata })).toEqual({
      code: 14,
      reason: 'unreachable',
      message: 'gone',
      details: {},
    });
  }
  expect(problemFromStatus({ code: 16, details: '' })?.reason).toBe('key_unknown');
});

test('an orderly end is no problem', () => {
  expect(problemFromStatus({ code: 0, details: '' })).toBeNull();
});
