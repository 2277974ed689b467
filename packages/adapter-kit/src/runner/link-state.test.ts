import { type GatewayMessage, leaseId, type Problem, sourceId } from '@lamplight/domain';
import { expect, test } from 'vitest';
import { INITIAL_LINK, type Link, type LinkInput, type LinkStep, linkStateOf, stepLink } from './link-state.ts';

const LEASE = leaseId('lease-1');
const welcome = {
  kind: 'welcome',
  lease: LEASE,
  leaseMs: 90_000,
  renewMs: 30_000,
  credit: 10,
  continued: false,
  maxItemsPerMessage: 5,
} as const satisfies GatewayMessage;
const opened: LinkInput = { kind: 'opened' };
const said = (message: GatewayMessage): LinkInput => ({ kind: 'message', message });
const superseded = said({ kind: 'superseded', bySourceId: sourceId('other') });
const standby = said({ kind: 'standby', activeSourceId: sourceId('other') });
const ended = (code: number): LinkInput => ({ kind: 'ended', problem: problem(code) });

function problem(code: number): Problem {
  return { code, reason: 'r', message: 'm', details: {} };
}

/** The step of the last input after all the others. */
function after(...inputs: readonly LinkInput[]): LinkStep {
  let step: LinkStep = { link: INITIAL_LINK, effects: [] };
  for (const input of inputs) {
    step = stepLink(step.link, input);
  }
  return step;
}

const phaseOf = (link: Link): string => link.state.phase;

test('a stream that opens is not active before the gateway says so', () => {
  const { link, effects } = after(opened);
  expect([phaseOf(link), linkStateOf(link.state), effects]).toEqual(['greeting', 'offline', []]);
});

test('welcome makes it active, tells the adapter first and keeps the lease', () => {
  const { link, effects } = after(opened, said(welcome));
  expect(link.lease).toBe(LEASE);
  expect(effects).toEqual([
    { kind: 'tell', state: 'active' },
    { kind: 'activate', welcome },
  ]);
});

test('standby is told, and a welcome on the same stream makes it active', () => {
  expect(after(opened, standby).effects).toEqual([{ kind: 'tell', state: 'standby' }]);
  expect(phaseOf(after(opened, standby, said(welcome)).link)).toBe('active');
});

test('the backoff is reset once by proof, not by a connection', () => {
  expect(after(opened, said(welcome), { kind: 'proven' }).effects).toEqual([{ kind: 'reset-backoff' }]);
  expect(after(opened, said(welcome), { kind: 'proven' }, { kind: 'proven' }).effects).toEqual([]);
  expect(after(opened, standby, { kind: 'proven' }).effects).toEqual([{ kind: 'reset-backoff' }]);
  expect(after(opened, { kind: 'proven' }).effects).toEqual([]);
});

test('superseded stands by, forgets the lease and comes back slowly', () => {
  const step = after(opened, said(welcome), superseded);
  expect([phaseOf(step.link), step.link.lease]).toEqual(['standby', null]);
  expect(stepLink(step.link, { kind: 'ended', problem: null }).effects).toEqual([
    { kind: 'tell', state: 'offline' },
    { kind: 'reconnect', after: { kind: 'slow' } },
  ]);
});

test('a lost stream keeps the lease and comes back by backoff', () => {
  const { link, effects } = after(opened, said(welcome), ended(14));
  expect(link.lease).toBe(LEASE);
  expect(effects).toEqual([
    { kind: 'tell', state: 'offline' },
    { kind: 'reconnect', after: { kind: 'backoff' } },
  ]);
});

test('after draining it comes back inside the window that was announced, once', () => {
  const draining = said({ kind: 'draining', reason: 'upgrade', reconnectAfterMinMs: 100, reconnectAfterMaxMs: 900 });
  const step = after(opened, said(welcome), draining, ended(14));
  expect(step.effects).toContainEqual({ kind: 'reconnect', after: { kind: 'window', minMs: 100, maxMs: 900 } });
  expect(step.link.window).toBeNull();
});

test.each([3, 5, 6, 7, 9, 12, 16])('a refusal with code %i is reported and retried slowly', (code) => {
  expect(after(opened, ended(code)).effects).toEqual([
    { kind: 'report-refusal', problem: problem(code) },
    { kind: 'reconnect', after: { kind: 'slow' } },
  ]);
});

test('an overloaded gateway is left alone for long, without blame', () => {
  expect(after(opened, ended(8)).effects).toEqual([{ kind: 'reconnect', after: { kind: 'slow' } }]);
});

test('a stopped link stays so', () => {
  const { effects } = after(opened, said(welcome), { kind: 'stopped' });
  expect(effects).toEqual([{ kind: 'tell', state: 'offline' }]);
  expect(after(opened, { kind: 'stopped' }, ended(14), opened, said(welcome))).toMatchObject({
    link: { state: { phase: 'stopped' } },
    effects: [],
  });
});
