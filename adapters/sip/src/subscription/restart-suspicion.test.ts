import { describe, expect, it } from 'vitest';
import { RestartSuspicion } from './restart-suspicion.ts';

describe('refreshes answered 481', () => {
  it('are a suspicion at first and proof at the third, of what is older than the first', () => {
    const suspicion = new RestartSuspicion();
    expect(suspicion.forgotten(100)).toEqual({ kind: 'look-at-all' });
    expect(suspicion.forgotten(110)).toEqual({ kind: 'none' });
    expect(suspicion.forgotten(120)).toEqual({ kind: 'restarted', before: 100 });
  });

  it('prove nothing when one was accepted in between', () => {
    const suspicion = new RestartSuspicion();
    suspicion.forgotten(100);
    suspicion.forgotten(110);
    suspicion.accepted();
    expect(suspicion.forgotten(120)).toEqual({ kind: 'none' });
    expect(suspicion.forgotten(20_000)).toEqual({ kind: 'look-at-all' });
    expect(suspicion.forgotten(20_001)).toEqual({ kind: 'restarted', before: 120 });
  });
});
