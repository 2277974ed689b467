import { expect, test } from 'vitest';
import { graphError } from '../graph-errors.ts';
import { isOfPerson, RefusedPeople } from './refused-people.ts';

const failure = (status: number, requestId = '') =>
  graphError({
    operation: 'set',
    status,
    body: JSON.stringify({ error: { innerError: { 'request-id': requestId } } }),
    retryAfterMs: null,
  });

test.each([
  [400, true],
  [404, true],
  [409, true],
  [302, false],
  [401, false],
  [403, false],
  [429, false],
  [503, false],
])('%i is of the person: %s', (status, ofPerson) => {
  expect(isOfPerson(failure(status))).toBe(ofPerson);
});

test('names the first few and how many, and the same again is no news', () => {
  const refused = new RefusedPeople();
  expect(refused.health()).toBeNull();
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
    refused.add(id, failure(404, id));
  }
  const said = refused.health();
  expect(said).toMatchObject({ state: 'degraded', reason: 'person_not_found' });
  expect(said?.message).toMatch(/^nothing can be written for a, b, c, d, e and 2 more: /);
  expect(said?.details).toMatchObject({ people: 'a, b, c, d, e', refusedPeople: '7' });
  refused.add('a', failure(404, 'later'));
  expect(refused.health()).toEqual(said);
  expect(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => refused.forget(id))).toEqual(Array(6).fill(true));
  expect(refused.forget('a')).toBe(false);
  expect(refused.health()?.message).toMatch(/^nothing can be written for g: /);
  refused.forget('g');
  expect(refused.health()).toBeNull();
});
