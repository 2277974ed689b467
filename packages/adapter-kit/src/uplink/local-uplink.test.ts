import type { GatewayMessage, Problem, ReportOutlet, ReportPort, SourceMessage } from '@lamplight/domain';
import { ManualClock } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import { SUITE_PRINCIPAL } from '../compliance/bench.ts';
import { LocalUplink } from './local-uplink.ts';

const heartbeat = { kind: 'heartbeat', serverTime: 1 } as const;

function openStream() {
  const log: unknown[] = [];
  let outlet: ReportOutlet | undefined;
  const port: ReportPort = {
    open: (principal, opened) => {
      log.push(['open', principal.keyId]);
      outlet = opened;
      return {
        receive: (message: SourceMessage) => log.push(['received', message.kind]),
        closed: () => log.push('closed'),
      };
    },
  };
  const stream = new LocalUplink(port, SUITE_PRINCIPAL).open({
    onMessage: (message: GatewayMessage) => log.push(['message', message.kind]),
    onWritable: () => log.push('writable'),
    onEnd: (problem: Problem | null) => log.push(['end', problem?.reason ?? null]),
  });
  const settle = (): Promise<void> => new ManualClock().advanceAsync(0);
  return { log, stream, settle, gateway: () => outlet ?? expect.unreachable('the stream is open') };
}

test('messages arrive in order, and never inside the call that sends them', async () => {
  const { log, stream, settle, gateway } = openStream();
  expect(stream.send({ kind: 'heartbeat' })).toBe(true);
  stream.send({ kind: 'leaving', handover: false });
  expect(log).toEqual([]);
  await settle();
  gateway().send(heartbeat);
  expect(log).toEqual([
    ['open', 'key-1'],
    ['received', 'heartbeat'],
    ['received', 'leaving'],
  ]);
  await settle();
  expect(log.at(-1)).toEqual(['message', 'heartbeat']);
});

test('closing comes after what was sent, ends once, and nothing follows', async () => {
  const { log, stream, settle, gateway } = openStream();
  stream.send({ kind: 'heartbeat' });
  stream.close();
  stream.close();
  await settle();
  gateway().send(heartbeat);
  gateway().end(null);
  await settle();
  expect(log.slice(1)).toEqual([['received', 'heartbeat'], 'closed', ['end', null]]);
});

test('the end from the gateway carries its problem, after what it said', async () => {
  const { log, stream, settle, gateway } = openStream();
  await settle();
  gateway().send(heartbeat);
  gateway().end({ code: 9, reason: 'lease_superseded', message: '', details: {} });
  stream.send({ kind: 'heartbeat' });
  await settle();
  stream.close();
  await settle();
  expect(log.slice(1)).toEqual([
    ['message', 'heartbeat'],
    ['end', 'lease_superseded'],
  ]);
});
