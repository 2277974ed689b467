import { LamplightError, ManualClock, seededRandom } from '@lamplight/runtime';
import { describe, expect, it } from 'vitest';
import { HeaderFields } from './header-fields.ts';
import { NO_BODY, type ReceivedRequest, type SipRequest, type SipResponse } from './message.ts';
import { parseMessage } from './parse-message.ts';
import { makeResponse } from './response.ts';
import { serializeMessage } from './serialize-message.ts';
import { STANDARD_TIMERS } from './sip-timers.ts';
import { type RequestOutcome, TransactionLayer } from './transaction-layer.ts';
import type { Flow } from './transport.ts';

function setUp(protocol: Flow['protocol'] = 'udp') {
  const clock = new ManualClock();
  const sent: Uint8Array[] = [];
  const handled: ReceivedRequest[] = [];
  const responders: ((response: SipResponse) => void)[] = [];
  const flow: Flow = {
    protocol,
    local: { host: '192.0.2.1', port: 5_060 },
    remote: { host: '192.0.2.2', port: 5_060 },
    send: (bytes) => sent.push(bytes),
    close: () => Promise.resolve(),
  };
  const layer = new TransactionLayer(clock, seededRandom(1), STANDARD_TIMERS, (request, _, respond) => {
    handled.push(request);
    responders.push(respond);
  });
  return { clock, sent, handled, responders, flow, layer };
}

function request(method = 'SUBSCRIBE', via?: string): SipRequest {
  const headers = new HeaderFields([
    ...(via === undefined ? [] : ([['Via', via]] as const)),
    ['From', '<sip:a@x>;tag=1'],
    ['To', '<sip:b@x>'],
    ['Call-ID', 'c'],
    ['CSeq', `1 ${method}`],
  ]);
  return { kind: 'request', method, uri: 'sip:b@x', headers, body: NO_BODY };
}

function answerTo(bytes: Uint8Array | undefined, status: number): ReturnType<typeof parseMessage> {
  const received = parseMessage(bytes ?? NO_BODY);
  if (received.message.kind !== 'request') {
    throw new Error('expected a request');
  }
  return parseMessage(serializeMessage(makeResponse({ ...received, message: received.message }, status)));
}

describe('requests that are sent', () => {
  it('are matched to their answer by branch and method, and forgotten after K', () => {
    const { clock, sent, flow, layer } = setUp();
    const outcomes: RequestOutcome[] = [];
    layer.request(flow, request(), (outcome) => outcomes.push(outcome));
    layer.receive(answerTo(sent[0], 100), flow);
    expect(outcomes).toHaveLength(0);
    layer.receive(answerTo(sent[0], 200), flow);
    layer.receive(answerTo(sent[0], 200), flow);
    expect(outcomes).toMatchObject([{ kind: 'response', response: { message: { status: 200 } } }]);
    clock.advance(STANDARD_TIMERS.t4Ms);
    expect(layer.size).toBe(0);
    expect(clock.pendingCount).toBe(0);
  });

  it('are sent again with the same branch until they are given up', () => {
    const { clock, sent, flow, layer } = setUp();
    const outcomes: RequestOutcome[] = [];
    layer.request(flow, request(), (outcome) => outcomes.push(outcome));
    clock.advance(1_500);
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map((bytes) => parseMessage(bytes).via.branch)).size).toBe(1);
    clock.advance(32_000);
    expect(outcomes).toEqual([{ kind: 'timeout' }]);
    expect(layer.size).toBe(0);
  });

  it('fail at once when their way is lost', () => {
    const { flow, layer } = setUp('tcp');
    const outcomes: RequestOutcome[] = [];
    layer.request(flow, request(), (outcome) => outcomes.push(outcome));
    layer.flowLost(flow, new LamplightError('unreachable', 'gone'));
    expect(outcomes).toMatchObject([{ kind: 'transport-failed' }]);
    expect(layer.size).toBe(0);
  });
});

describe('requests that arrive', () => {
  const via = 'SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bKb';

  it('are handed up once, and answered again when they come again', () => {
    const { clock, sent, handled, responders, flow, layer } = setUp();
    const bytes = serializeMessage(request('NOTIFY', via));
    layer.receive(parseMessage(bytes), flow);
    layer.receive(parseMessage(bytes), flow);
    expect([handled.length, sent.length]).toEqual([1, 0]);
    const [first] = handled;
    if (first !== undefined) {
      responders[0]?.(makeResponse(first, 200));
      responders[0]?.(makeResponse(first, 500));
    }
    layer.receive(parseMessage(bytes), flow);
    expect(handled).toHaveLength(1);
    expect(sent.map((answer) => parseMessage(answer).message)).toMatchObject([{ status: 200 }, { status: 200 }]);
    clock.advance(32_000);
    expect(layer.size).toBe(0);
    layer.receive(parseMessage(bytes), flow);
    expect(handled).toHaveLength(2);
  });

  it('without the magic cookie are told apart by what the older standard compares', () => {
    const { handled, flow, layer } = setUp();
    const old = serializeMessage(request('NOTIFY', 'SIP/2.0/UDP 192.0.2.2:5060;branch=1'));
    layer.receive(parseMessage(old), flow);
    layer.receive(parseMessage(old), flow);
    const next = request('NOTIFY', 'SIP/2.0/UDP 192.0.2.2:5060;branch=1');
    next.headers.set('CSeq', '2 NOTIFY');
    layer.receive(parseMessage(serializeMessage(next)), flow);
    expect(handled.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  it('an ACK and an answer to nothing are passed over', () => {
    const { sent, handled, flow, layer } = setUp();
    layer.receive(parseMessage(serializeMessage(request('ACK', via))), flow);
    layer.receive(answerTo(serializeMessage(request('SUBSCRIBE', via)), 200), flow);
    expect([sent.length, handled.length, layer.size]).toEqual([0, 0, 0]);
  });
});
