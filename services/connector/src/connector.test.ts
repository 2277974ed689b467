import { AdapterRunner, type SourceAdapter, type Uplink } from '@lamplight/adapter-kit';
import { SIPSIMPLE, type SourceMessage, sourceId, systemId } from '@lamplight/domain';
import { createEgress, ManualClock, MemoryLogger, seededRandom } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { Connector, type HostedSystem } from './connector.ts';

/** A system whose adapter does nothing, and what it told the gateway; the gateway makes it active at once. */
function hosted(id: string, adapter: Partial<SourceAdapter> = {}): HostedSystem & { readonly sent: SourceMessage[] } {
  const sent: SourceMessage[] = [];
  const uplink: Uplink = {
    open: (events) => ({
      send: (message) => {
        sent.push(message);
        if (message.kind === 'hello') {
          events.onMessage({ kind: 'standby', activeSourceId: sourceId('another') });
        }
        return true;
      },
      close: () => events.onEnd(null),
    }),
  };
  const clock = new ManualClock();
  const runner = new AdapterRunner({
    adapter: {
      description: {
        technology: SIPSIMPLE,
        capabilities: { callStates: [], effects: [], features: [] },
        softwareName: 'nothing',
        softwareVersion: '0',
      },
      start: () => undefined,
      stop: async () => undefined,
      rosterChanged: () => undefined,
      effectsChanged: () => undefined,
      desiredStateComplete: () => undefined,
      linkChanged: () => undefined,
      ...adapter,
    },
    uplink,
    systemId: systemId(id),
    sourceId: sourceId('office'),
    clock,
    random: seededRandom(1),
    logger: new MemoryLogger(),
    egress: createEgress({ clock }),
  });
  return { systemId: systemId(id), runner, sent };
}

describe('a connector', () => {
  test('leaves with handover, so that a restart darkens no lamp', async () => {
    const systems = [hosted('a'), hosted('b')];
    const connector = new Connector(systems, new MemoryLogger());
    await connector.start();
    expect(connector.systems.map(({ systemId: id, link }) => [id, link])).toEqual([
      ['a', 'standby'],
      ['b', 'standby'],
    ]);
    await connector.stop();
    for (const { sent } of systems) {
      expect(sent.at(-1)).toEqual({ kind: 'leaving', handover: true });
    }
  });

  test('that cannot start one system stops those before it', async () => {
    const stopped: string[] = [];
    const good = hosted('good', {
      stop: async () => {
        stopped.push('good');
      },
    });
    const bad = hosted('bad', {
      start: () => {
        throw new RangeError('no such thing');
      },
    });
    await expect(new Connector([good, bad], new MemoryLogger()).start()).rejects.toThrow('no such thing');
    expect(stopped).toEqual(['good']);
  });

  test('stops the others when one does not stop cleanly, and says so', async () => {
    const logger = new MemoryLogger();
    const bad = hosted('bad', { stop: () => Promise.reject(new RangeError('stuck')) });
    const good = hosted('good');
    const connector = new Connector([bad, good], logger);
    await connector.start();
    await connector.stop();
    expect(good.sent.at(-1)).toEqual({ kind: 'leaving', handover: true });
    expect(logger.lines.map(({ message, fields }) => [message, fields['system']])).toEqual([
      ['a system did not stop cleanly', 'bad'],
    ]);
  });
});
