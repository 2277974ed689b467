import type { WatchedPerson } from '@lamplight/client';
import { PENDING_PRESENCE, type Presence, systemId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import { type Board, renderBoard, type Screen } from './render-board.ts';

const NOW = Date.UTC(2026, 0, 5, 8);
const SCREEN: Screen = { columns: 120, lines: 24, colours: false, now: NOW };

function watched(presence: Presence): WatchedPerson {
  return { key: 'anna', personId: 'anna', requestedAddress: null, revision: 1, presence, problem: null };
}

const TALKING: Presence = {
  ...PENDING_PRESENCE,
  availability: 'Busy',
  activity: 'InACall',
  tone: 'busy',
  labelId: 'in-a-call',
  freshness: 'fresh',
  since: NOW - 67_000,
  lines: [
    {
      systemId: systemId('pbx'),
      address: '101',
      kind: 'desk',
      role: 'owner',
      primary: true,
      call: {
        state: 'talking',
        count: 2,
        direction: 'incoming',
        remoteParty: { address: '+49301234567', displayName: '' },
        since: null,
        groupCall: false,
      },
      freshness: 'fresh',
      staleSince: null,
      registered: null,
      doNotDisturb: null,
      messagesWaiting: null,
      forwarding: [],
      flags: [],
    },
  ],
  views: [
    {
      systemId: systemId('teams'),
      technology: 'MSTEAMS',
      availability: 'Available',
      activity: 'Available',
      tone: 'available',
      labelId: 'available',
      freshness: 'stale',
      since: null,
      staleSince: null,
      howSet: 'inferred',
      masked: true,
    },
  ],
};

function board(rows: Board['rows']): Board {
  return {
    title: 'Lamplight',
    rows,
    words: { reasons: {}, labels: { 'in-a-call': 'In a call' } },
    connection: { kind: 'live' },
    confirmed: true,
  };
}

describe('renderBoard', () => {
  test('a row says lamp, name, label, since, lines, views and how fresh they are', () => {
    const lines = renderBoard(board([{ name: 'Anna Berger', watched: watched(TALKING) }]), { ...SCREEN, columns: 160 });
    expect(lines[3]).toMatch(
      /^■ Anna Berger {2}In a call +1:07 +101 talking ×2 ← \+49301234567 +MSTEAMS Available \(masked\) \(stale\)$/,
    );
  });

  test('people stand in the order of their names', () => {
    const lines = renderBoard(
      board([
        { name: 'Zoe', watched: watched(TALKING) },
        { name: 'Anna', watched: watched(TALKING) },
      ]),
      SCREEN,
    );
    expect(lines.slice(3).map((line) => line.split(/\s+/)[1])).toEqual(['Anna', 'Zoe']);
  });

  test('whoever has not been heard of is dark and pending, not offline', () => {
    const line = renderBoard(board([{ name: 'Anna', watched: watched(PENDING_PRESENCE) }]), SCREEN)[3];
    expect(line).toMatch(/^· Anna .*pending$/);
  });

  test('a call that rings counts its own time, not that of the availability', () => {
    const [line] = TALKING.lines;
    const call = line === undefined ? null : { ...line.call, state: 'ringing' as const, since: NOW - 3_000 };
    const rows = [{ name: 'Anna', watched: watched({ ...TALKING, call }) }];
    expect(renderBoard(board(rows), SCREEN)[3]).toContain('  0:03  ');
  });

  test('a problem stands in place of a state', () => {
    const problem = { code: 7, reason: 'role_missing', message: 'not yours to see', details: {} };
    const row = { name: 'Anna', watched: { ...watched(PENDING_PRESENCE), presence: null, problem } };
    expect(renderBoard(board([row]), SCREEN)[3]).toContain('not yours to see');
  });

  test('no line is wider than the screen, and what does not fit is counted', () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({
      name: `Person number ${index}`,
      watched: watched(TALKING),
    }));
    const lines = renderBoard(board(rows), { ...SCREEN, columns: 80, lines: 10 });
    expect(lines).toHaveLength(9);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
    expect(lines.at(-1)).toContain('and 25 more');
  });

  test('a lost connection says why, when it is tried again, and that the board may be out of date', () => {
    const problem = { code: 14, reason: 'unreachable', message: 'nobody listens at 127.0.0.1:8443', details: {} };
    const connection = { kind: 'waiting', retryInMs: 2_400, problem } as const;
    const lines = renderBoard({ ...board([]), connection, confirmed: false }, SCREEN);
    expect(lines[1]).toBe('nobody listens at 127.0.0.1:8443: trying again in 2 s; what is shown may be out of date');
  });

  test('a name cannot move the cursor', () => {
    const line = renderBoard(board([{ name: 'An\u001b[2Jna', watched: watched(TALKING) }]), SCREEN)[3];
    expect(line).not.toContain('\u001b');
  });
});
