import { describe, expect, test } from 'vitest';
import { AVAILABLE, CONFERENCE, IN_A_CALL, OFFLINE } from '../testing/attributed-person.ts';
import { foreignWriterHealth } from './foreign-writer-health.ts';
import {
  DEFAULT_FOREIGN_WRITER_TIMING,
  foreignWriterOf,
  nextSuspicionTickAt,
  type Suspicion,
  type SuspicionInput,
  stepSuspicion,
} from './foreign-writers.ts';

const DAY = 86_400_000;
const AT_NINE = Date.UTC(2026, 10, 20, 9);

class Suspected {
  state: Suspicion | null = null;

  at(now: number, input: SuspicionInput): this {
    this.state = stepSuspicion(this.state, input, now, DEFAULT_FOREIGN_WRITER_TIMING);
    return this;
  }

  shows(now: number, pair: typeof IN_A_CALL, before = OFFLINE): this {
    return this.at(now, { kind: 'shown', before, pair, since: AT_NINE + now });
  }

  /** A call from and to somebody signed in nowhere. */
  signedOutCall(now: number, lasts: number): this {
    return this.shows(now, IN_A_CALL).shows(now + lasts, OFFLINE, IN_A_CALL);
  }

  get writer() {
    return foreignWriterOf(this.state, DEFAULT_FOREIGN_WRITER_TIMING);
  }

  get message(): string {
    return (this.writer && foreignWriterHealth([{ ...this.writer, address: 'ada' }])?.message) ?? '';
  }
}

describe('another application', () => {
  test('is suspected once the latch breaker has found it so', () => {
    expect(new Suspected().at(0, { kind: 'kept-up' }).writer).toMatchObject({ pair: null, followsOurs: false });
  });

  test('is suspected for calls of somebody signed in nowhere, the second time', () => {
    const once = new Suspected().signedOutCall(0, 60_000);
    expect(once.writer).toBeNull();
    expect(once.signedOutCall(3_600_000, 60_000).writer).toEqual({
      pair: IN_A_CALL,
      since: AT_NINE + 3_600_000,
      lastedMs: 60_000,
      followsOurs: false,
      signedOut: true,
    });
  });

  test('is not suspected for calls of somebody signed in before or after, nor for any number after our own writes', () => {
    const innocent = new Suspected();
    for (let call = 0; call < 5; call += 1) {
      innocent
        .shows(call * 1000, IN_A_CALL, AVAILABLE)
        .shows(call * 1000 + 300, OFFLINE, IN_A_CALL)
        .shows(call * 1000 + 400, IN_A_CALL, OFFLINE)
        .shows(call * 1000 + 700, AVAILABLE, IN_A_CALL)
        .at(call * 1000 + 800, { kind: 'after-ours' });
    }
    expect(innocent.writer).toBeNull();
  });

  test('one call that becomes a conference is one call', () => {
    const person = new Suspected()
      .signedOutCall(0, 1000)
      .shows(2000, IN_A_CALL)
      .shows(3000, CONFERENCE, IN_A_CALL)
      .shows(4000, AVAILABLE, CONFERENCE);
    expect(person.writer).toBeNull();
  });

  test('is forgotten a day after the last evidence, and nothing is kept then', () => {
    const person = new Suspected().at(0, { kind: 'kept-up' }).at(1000, { kind: 'kept-up' });
    expect(nextSuspicionTickAt(person.state, DEFAULT_FOREIGN_WRITER_TIMING)).toBe(DAY);
    expect(person.at(DAY, { kind: 'tick' }).writer).not.toBeNull();
    expect(person.at(DAY + 1000, { kind: 'tick' }).state).toBeNull();
  });

  test('of somebody who was never suspected nothing is kept but a call that goes on', () => {
    const person = new Suspected().shows(0, IN_A_CALL, AVAILABLE);
    expect(person.state).not.toBeNull();
    expect(person.shows(1000, AVAILABLE, IN_A_CALL).state).toBeNull();
  });
});

describe('health', () => {
  test('names whom, what shows, since when, and that it copies the line', () => {
    const person = new Suspected()
      .at(0, { kind: 'after-ours' })
      .at(1, { kind: 'after-ours' })
      .shows(5, IN_A_CALL, AVAILABLE)
      .at(6, { kind: 'kept-up' });
    expect(person.message).toBe(
      'another application seems to write the Teams presence of ada (ada: shows Busy/InACall since 2026-11-20T09:00:00.005Z, follows our own writes, so it copies the line)',
    );
  });

  test.each([
    [300_000, 5],
    [312_000, 5],
    [3_590_000, 60],
    [14_400_000, 240],
  ])('names the life of a session: %i ms', (lasts, minutes) => {
    const person = new Suspected().at(0, { kind: 'kept-up' }).shows(0, IN_A_CALL).shows(lasts, OFFLINE, IN_A_CALL);
    expect(person.message).toContain(`as long as a session of ${minutes} minutes`);
  });

  test('says nothing of a session where the time is none of one, and nothing at all of nobody', () => {
    const person = new Suspected().at(0, { kind: 'kept-up' }).shows(0, IN_A_CALL).shows(200_000, OFFLINE, IN_A_CALL);
    expect(person.message).toContain('for 200 s');
    expect(person.message).not.toContain('as long as a session');
    expect(foreignWriterHealth([])).toBeNull();
  });
});

test('who was found out stays suspected, however many calls follow ours', () => {
  const suspected = new Suspected().at(0, { kind: 'kept-up' });
  for (let call = 1; call <= 50; call += 1) {
    suspected.at(call * 60_000, { kind: 'after-ours' });
  }
  expect(suspected.writer).toMatchObject({ followsOurs: true });
  expect(suspected.state?.evidence.length).toBeLessThanOrEqual(12);
  expect(suspected.at(DAY, { kind: 'tick' }).writer).toBeNull();
});

test('of a call whose end nobody saw nothing is concluded', () => {
  const suspected = new Suspected().signedOutCall(0, 60_000).shows(3_600_000, IN_A_CALL);
  suspected.at(3_700_000, { kind: 'forgotten' }).shows(7_200_000, OFFLINE, IN_A_CALL);
  expect(suspected.writer).toBeNull();
  expect(new Suspected().shows(0, IN_A_CALL).at(1000, { kind: 'forgotten' }).state).toBeNull();
});
