import { ManualClock, seededRandom } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { LatencyModel } from '../latency/latency-model.ts';
import { SwitchBoard } from '../switches/switch-board.ts';
import { PresenceEngine } from './presence-engine.ts';

function engineAt() {
  const clock = new ManualClock();
  const switches = new SwitchBoard();
  const latency = new LatencyModel(seededRandom(3));
  const engine = new PresenceEngine(clock, switches, latency);
  engine.add('ada');
  const setSession = (availability: string, activity: string, sessionId = 'app'): void => {
    engine.apply('ada', { kind: 'setSession', sessionId, pair: { availability, activity }, durationMs: 3_600_000 });
  };
  const shown = (): string => {
    const version = engine.read('ada');
    return `${version?.pair.availability}/${version?.pair.activity}`;
  };
  return { clock, switches, latency, engine, setSession, shown };
}

describe('PresenceEngine', () => {
  test('stamps each visible change with a number that sorts after the one before', () => {
    const { clock, engine, setSession } = engineAt();
    const numbers = [engine.read('ada')?.sequenceNumber ?? ''];
    const stamp = (): void => {
      numbers.push(engine.read('ada')?.sequenceNumber ?? '');
    };
    setSession('Available', 'Available');
    stamp();
    clock.advance(300_000);
    stamp();
    engine.apply('ada', { kind: 'setOutOfOffice', outOfOffice: { isOutOfOffice: true, message: 'away' } });
    stamp();
    engine.apply('ada', { kind: 'setStatusMessage', statusMessage: { content: 'hello', publishedOn: 0 } });
    stamp();
    expect(numbers).toEqual([...new Set(numbers)].sort());
    expect(numbers.every((number) => /^A\d{16}$/.test(number))).toBe(true);
  });

  test('keeps the number while nothing visible changes', () => {
    const { engine, setSession } = engineAt();
    setSession('Busy', 'InACall');
    const before = engine.read('ada')?.sequenceNumber;
    setSession('Busy', 'InACall');
    setSession('Away', 'Away', 'weaker');
    expect(engine.read('ada')?.sequenceNumber).toBe(before);
  });

  test('numbers what time changed while nobody looked, one by one', () => {
    const { clock, engine, setSession } = engineAt();
    setSession('Available', 'Available');
    const before = Number(engine.read('ada')?.sequenceNumber.slice(1));
    clock.advance(3_600_000);
    // AvailableInactive, Away, Offline.
    expect(Number(engine.read('ada')?.sequenceNumber.slice(1))).toBe(before + 3);
  });

  test('shows a change only when the visibility model lets it, and nothing older after it', () => {
    const { clock, latency, setSession, shown } = engineAt();
    latency.change({ on: true, visibilityMinMs: 500, visibilityMaxMs: 2000 });
    const order = ['Offline/Offline', 'Busy/InACall', 'DoNotDisturb/Presenting'];
    let newest = 0;
    setSession('Busy', 'InACall');
    clock.advance(499);
    expect(shown()).toBe('Offline/Offline');
    setSession('DoNotDisturb', 'Presenting');
    for (let waited = 0; waited < 2000; waited += 10) {
      clock.advance(10);
      expect(order.indexOf(shown())).toBeGreaterThanOrEqual(newest);
      newest = order.indexOf(shown());
    }
    expect(newest).toBe(2);
  });

  test('forgets an expired session unless the switch keeps it', () => {
    const { clock, engine, switches, setSession } = engineAt();
    setSession('Busy', 'InACall');
    clock.advance(3_600_000);
    expect(engine.apply('ada', { kind: 'clearSession', sessionId: 'app' })).toBe('unknownSession');
    switches.change({ expiredSession: 'kept' });
    setSession('Busy', 'InACall');
    clock.advance(3_600_000);
    expect(engine.apply('ada', { kind: 'clearSession', sessionId: 'APP' })).toBe('changed');
  });

  test('shows what a changed switch makes of things at once', () => {
    const { clock, switches, setSession, shown } = engineAt();
    setSession('Available', 'Available');
    clock.advance(400_000);
    expect(shown()).toBe('Available/AvailableInactive');
    switches.change({ fadeActivity: 'Available' });
    expect(shown()).toBe('Available/Available');
  });

  test('keeps no timer, and knows nobody who was removed', () => {
    const { clock, engine, setSession } = engineAt();
    setSession('Available', 'Available');
    expect(clock.pendingCount).toBe(0);
    engine.remove('ada');
    expect(engine.read('ada')).toBeUndefined();
    expect(engine.apply('ada', { kind: 'clearPreferred' })).toBe('unknownPerson');
  });
});
