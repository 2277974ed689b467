import { personId } from '@lamplight/domain';
import { ManualClock } from '@lamplight/runtime';
import { describe, expect, it } from 'vitest';
import { ConsoleStatuses } from './console-statuses.ts';

const anna = personId('anna');

function open() {
  const clock = new ManualClock();
  const dirty: string[] = [];
  const statuses = new ConsoleStatuses(clock, (id) => dirty.push(id));
  const set = (availability: string, until: number | null = null) =>
    statuses.setStatus(anna, { availability, activity: availability, note: null, until });
  return { clock, dirty, statuses, set };
}

describe('a status', () => {
  it('is a fresh claim at the system of the console, set by the user, since now', () => {
    const { clock, statuses, set } = open();
    expect(statuses.claim(anna)).toBeNull();
    set('Away');
    expect(statuses.claim(anna)).toMatchObject({
      systemId: 'console',
      technology: 'CONSOLE',
      address: 'anna',
      lineKind: null,
      freshness: 'fresh',
      claim: { availability: 'Away', activity: 'Away', howSet: 'user', since: clock.now(), previous: null, call: null },
    });
  });

  it('knows what it was before', () => {
    const { statuses, set } = open();
    set('Away');
    set('Busy');
    expect(statuses.claim(anna)?.claim?.previous).toEqual({ availability: 'Away', activity: 'Away', callState: null });
  });

  it('ends at its time and marks the person', () => {
    const { clock, dirty, statuses, set } = open();
    set('Away', clock.now() + 1_000);
    clock.advance(999);
    expect(statuses.claim(anna)).not.toBeNull();
    clock.advance(1);
    expect(statuses.claim(anna)).toBeNull();
    expect(dirty).toEqual(['anna']);
  });

  it('replaced by one without an end does not end', () => {
    const { clock, statuses, set } = open();
    set('Away', clock.now() + 1_000);
    set('Busy');
    clock.advance(10_000);
    expect(statuses.claim(anna)?.claim?.availability).toBe('Busy');
    expect(clock.pendingCount).toBe(0);
  });

  it('whose end is past clears', () => {
    const { clock, statuses, set } = open();
    set('Away');
    set('Busy', clock.now());
    expect(statuses.claim(anna)).toBeNull();
  });
});

describe("an operator's note", () => {
  it('stands until it ends or is cleared', () => {
    const { clock, dirty, statuses } = open();
    statuses.setOperatorNote(anna, { text: 'out', until: clock.now() + 1_000 });
    expect(statuses.operatorNote(anna)?.text).toBe('out');
    clock.advance(1_000);
    expect(statuses.operatorNote(anna)).toBeNull();
    expect(dirty).toEqual(['anna']);
    statuses.setOperatorNote(anna, { text: 'out', until: null });
    statuses.setOperatorNote(anna, null);
    expect(statuses.operatorNote(anna)).toBeNull();
  });

  it('whose end is past clears', () => {
    const { clock, statuses } = open();
    statuses.setOperatorNote(anna, { text: 'out', until: clock.now() });
    expect(statuses.operatorNote(anna)).toBeNull();
  });
});

it('forgets a person who left, and lets go of its timers when it stops', () => {
  const { clock, statuses, set } = open();
  set('Away', clock.now() + 1_000);
  statuses.setOperatorNote(anna, { text: 'out', until: clock.now() + 1_000 });
  statuses.forget(anna);
  expect([statuses.claim(anna), statuses.operatorNote(anna)]).toEqual([null, null]);
  expect(clock.pendingCount).toBe(0);
  set('Away', clock.now() + 1_000);
  statuses.stop();
  expect(clock.pendingCount).toBe(0);
});
