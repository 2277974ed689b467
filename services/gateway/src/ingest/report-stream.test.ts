import {
  type ClaimItem,
  leaseId,
  type ReportHello,
  SILENT_CLAIM,
  type SourceMessage,
  sourceId,
  systemId,
} from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { problem } from '../problem.ts';
import { NEW_STREAM, type StreamInput, type StreamState, type StreamStep, stepStream } from './report-stream.ts';

const settings = { leaseMs: 90_000, renewMs: 30_000, credit: 100, maxItemsPerMessage: 2, helloDeadlineMs: 10_000 };
const lease = leaseId('lease-1');

const hello: ReportHello = {
  kind: 'hello',
  systemId: systemId('pbx'),
  sourceId: sourceId('one'),
  instanceId: 'first',
  technology: 'PBX',
  capabilities: { callStates: [], effects: [], features: [] },
  previousLease: null,
  takeOver: false,
  softwareName: '',
  softwareVersion: '',
};

const says = (message: SourceMessage): StreamInput => ({ kind: 'message', message });
const granted: StreamInput = { kind: 'granted', lease, continued: false, acceptedThrough: -1 };
const continued: StreamInput = { kind: 'granted', lease, continued: true, acceptedThrough: 5 };
const item = (address: string): ClaimItem => ({ address, claim: SILENT_CLAIM });
const claims = (sequence: number, ...addresses: readonly string[]): StreamInput =>
  says({ kind: 'claims', sequence, items: addresses.map(item) });

/** Runs the inputs; the effects are those of the last. */
function run(...inputs: readonly StreamInput[]): StreamStep {
  return inputs.reduce<StreamStep>((step, input) => stepStream(step.state, input, settings), {
    state: NEW_STREAM,
    effects: [],
  });
}

const kinds = (step: StreamStep): readonly string[] => step.effects.map(({ kind }) => kind);

describe('awaiting-hello', () => {
  it('hello: asks to join, and is not active yet', () => {
    const step = run(says(hello));
    expect(step.state).toEqual({ kind: 'standby', hello, refusal: 'not_active' });
    expect(step.effects).toEqual([{ kind: 'join', hello }]);
  });

  const others: readonly SourceMessage[] = [
    { kind: 'claims', sequence: 1, items: [] },
    { kind: 'claims-complete', sequence: 1 },
    { kind: 'effect-results', items: [] },
    { kind: 'health', health: { state: 'ok', reason: '', message: '', remedy: '', details: {} } },
    { kind: 'heartbeat' },
    { kind: 'leaving', handover: true },
  ];
  it.each(others)('$kind ends the stream: hello_expected', (message) => {
    const step = run(says(message));
    expect(step.state.kind).toBe('ended');
    expect(step.effects).toMatchObject([{ kind: 'end', problem: { reason: 'hello_expected' } }]);
  });

  it('closed: ends without a word', () => {
    expect(run({ kind: 'closed' })).toEqual({ state: { kind: 'ended' }, effects: [] });
  });

  it.each<StreamInput>([granted, { kind: 'superseded', bySourceId: hello.sourceId }, { kind: 'lapsed' }])(
    'ignores $kind',
    (input) => {
      expect(run(input)).toEqual({ state: NEW_STREAM, effects: [] });
    },
  );
});

describe('standby', () => {
  it('granted: welcome, then roster and effects', () => {
    const step = run(says(hello), granted);
    expect(step.state).toMatchObject({ kind: 'active', lease, acceptedThrough: -1, replaying: false });
    expect(kinds(step)).toEqual(['send', 'feed']);
  });

  it('standing by: is told who is active', () => {
    const step = run(says(hello), { kind: 'standing-by', activeSourceId: sourceId('two') });
    expect(step.effects).toEqual([{ kind: 'send', message: { kind: 'standby', activeSourceId: 'two' } }]);
  });

  it('claims are refused, and it has spoken', () => {
    expect(run(says(hello), claims(1, 'a')).effects).toMatchObject([
      { kind: 'refuse', reason: 'not_active' },
      { kind: 'speak' },
    ]);
  });

  it('leaving: departs and ends in order', () => {
    const step = run(says(hello), says({ kind: 'leaving', handover: false }));
    expect(step.effects).toEqual([
      { kind: 'depart', acceptedThrough: -1 },
      { kind: 'end', problem: null },
    ]);
  });

  it('closed: departs', () => {
    expect(run(says(hello), { kind: 'closed' })).toEqual({
      state: { kind: 'ended' },
      effects: [{ kind: 'depart', acceptedThrough: -1 }],
    });
  });
});

describe('active', () => {
  const active = [says(hello), granted] as const;

  it('claims renew the lease, are taken and confirmed', () => {
    const step = run(...active, claims(3, 'a', 'b'));
    expect(step.effects).toEqual([
      { kind: 'renew' },
      { kind: 'take', sequence: 3, items: [item('a'), item('b')] },
      { kind: 'confirm', through: 3 },
    ]);
    expect(step.state).toMatchObject({ acceptedThrough: 3 });
  });

  it('claims beyond the announced number are refused', () => {
    expect(run(...active, claims(1, 'a', 'b', 'c')).effects).toMatchObject([
      { kind: 'renew' },
      { kind: 'take', items: [item('a'), item('b')] },
      { kind: 'refuse', reason: 'request_limit', items: [item('c')] },
      { kind: 'confirm' },
    ]);
  });

  it.each([2, 3])('claims under sequence %i after 3 are refused', (sequence) => {
    const step = run(...active, claims(3, 'a'), claims(sequence, 'a'));
    expect(step.effects).toMatchObject([{ kind: 'renew' }, { kind: 'refuse', reason: 'claim_out_of_order', sequence }]);
    expect(step.state).toMatchObject({ acceptedThrough: 3 });
  });

  it('a continued lease confirms what was taken, and takes repetitions as taken until something new comes', () => {
    expect(kinds(run(says(hello), continued))).toEqual(['send', 'confirm', 'feed']);
    expect(run(says(hello), continued, claims(4, 'a')).effects).toEqual([
      { kind: 'renew' },
      { kind: 'confirm', through: 5 },
    ]);
    expect(run(says(hello), continued, claims(6, 'a'), claims(5, 'a')).effects).toMatchObject([
      { kind: 'renew' },
      { kind: 'refuse', reason: 'claim_out_of_order' },
    ]);
  });

  it('claims-complete completes the snapshot and confirms', () => {
    const step = run(...active, claims(3, 'a'), says({ kind: 'claims-complete', sequence: 3 }));
    expect(step.effects).toEqual([{ kind: 'renew' }, { kind: 'complete' }, { kind: 'confirm', through: 3 }]);
  });

  it('superseded: is told, stands by, and its claims are refused as of a superseded lease', () => {
    const superseded: StreamInput = { kind: 'superseded', bySourceId: sourceId('two') };
    expect(kinds(run(...active, superseded))).toEqual(['stop-feed', 'send']);
    expect(run(...active, superseded, claims(1, 'a')).effects[0]).toMatchObject({ reason: 'lease_superseded' });
  });

  it('lapsed: stands by unsaid, and its claims are refused as after the lease', () => {
    expect(kinds(run(...active, { kind: 'lapsed' }))).toEqual(['stop-feed']);
    expect(run(...active, { kind: 'lapsed' }, claims(1, 'a')).effects).toMatchObject([
      { kind: 'refuse', reason: 'lease_lapsed' },
      { kind: 'speak' },
    ]);
  });

  it('leaving: hands over and ends in order, without departing as a lost one would', () => {
    const step = run(...active, says({ kind: 'leaving', handover: true }));
    expect(kinds(step)).toEqual(['stop-feed', 'leave', 'end']);
    expect(step.state.kind).toBe('ended');
  });

  it('closed: departs with what it had taken', () => {
    expect(run(...active, claims(3, 'a'), { kind: 'closed' }).effects).toEqual([
      { kind: 'stop-feed' },
      { kind: 'depart', acceptedThrough: 3 },
    ]);
  });

  it('draining: departs, says when to come back, and ends as unavailable', () => {
    const step = run(...active, { kind: 'draining', minMs: 1, maxMs: 2 });
    expect(kinds(step)).toEqual(['stop-feed', 'depart', 'send', 'end']);
    expect(step.effects.at(-1)).toMatchObject({ problem: { reason: 'draining', code: 14 } });
  });

  it('ended by the gateway: departs and says why', () => {
    const step = run(...active, { kind: 'end', problem: problem('key_revoked', '') });
    expect(kinds(step)).toEqual(['stop-feed', 'depart', 'end']);
  });
});

describe('ended', () => {
  const state: StreamState = { kind: 'ended' };
  it.each<StreamInput>([
    says(hello),
    granted,
    { kind: 'closed' },
    { kind: 'lapsed' },
    { kind: 'end', problem: problem('draining', '') },
    { kind: 'draining', minMs: 0, maxMs: 0 },
  ])('stays as it is: $kind', (input) => {
    expect(stepStream(state, input, settings)).toEqual({ state, effects: [] });
  });
});
