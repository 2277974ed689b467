import { expect, test } from 'vitest';
import { judgeResumeToken, makeResumeToken, readResumeToken } from './resume-token.ts';

const POINT = { epoch: 'epoch-é', revision: 2 ** 40 + 7, mask: 127 };

test('a token says what it was made of', () => {
  expect(readResumeToken(makeResumeToken(POINT))).toEqual(POINT);
});

test('whatever byte is changed, dropped or added, it is not read as another one', () => {
  const token = makeResumeToken(POINT);
  for (let index = 0; index < token.length; index += 1) {
    const altered = Uint8Array.from(token);
    altered[index] = (altered[index] ?? 0) ^ 0x41;
    expect(readResumeToken(altered)).toBeUndefined();
    expect(readResumeToken(token.subarray(0, index))).toBeUndefined();
  }
  expect(readResumeToken(Buffer.concat([token, Buffer.from([0])]))).toBeUndefined();
});

test('a token is accepted in its epoch and under its mask, up to the revision of the log', () => {
  const token = makeResumeToken({ epoch: 'e', revision: 5, mask: 3 });
  expect(judgeResumeToken(null, { epoch: 'e', revision: 5, mask: 3 })).toEqual({ kind: 'none' });
  expect(judgeResumeToken(new Uint8Array(), { epoch: 'e', revision: 5, mask: 3 })).toEqual({ kind: 'none' });
  expect(judgeResumeToken(token, { epoch: 'e', revision: 5, mask: 3 })).toEqual({ kind: 'accepted', revision: 5 });
  expect(judgeResumeToken(token, { epoch: 'e', revision: 4, mask: 3 })).toEqual({
    kind: 'refused',
    reason: 'token_ahead',
  });
  expect(judgeResumeToken(token, { epoch: 'f', revision: 5, mask: 3 })).toEqual({
    kind: 'refused',
    reason: 'token_foreign_epoch',
  });
  expect(judgeResumeToken(token, { epoch: 'e', revision: 5, mask: 2 })).toEqual({
    kind: 'refused',
    reason: 'token_other_mask',
  });
});
