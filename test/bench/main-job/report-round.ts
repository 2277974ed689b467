/** Report to watcher: a claim written to the gateway's Report until a console's view shows it. */
import type { UplinkStream } from '@lamplight/adapter-kit';
import { GrpcUplink } from '@lamplight/adapter-kit';
import { createClient, type LamplightClient } from '@lamplight/client';
import { type CallState, type GatewayMessage, SILENT_CLAIM, SIPSIMPLE, sourceId, systemId } from '@lamplight/domain';
import { createEgress, silentLogger, systemClock } from '@lamplight/runtime';
import type { BenchFolder } from '../bench-folder.ts';
import { PBX, SOURCE_KEY, WATCHER_KEY } from './bench-site.ts';
import { Stopwatch } from './stopwatch.ts';

export function benchPeople(count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `person-${index}`,
    displayName: `Person ${index}`,
    bindings: [{ system: PBX, address: String(1000 + index) }],
  }));
}

export class ReportRound {
  readonly #client: LamplightClient;
  readonly #stream: UplinkStream;
  readonly #stopwatch = new Stopwatch();
  readonly #people: number;
  #welcome: () => void = () => undefined;
  #sequence = 0;
  #turn = 0;

  constructor(port: number, folder: BenchFolder, people: number) {
    const clock = systemClock();
    const egress = createEgress({ clock, caPem: [folder.caPem] });
    this.#people = people;
    this.#client = createClient({
      gateway: `localhost:${port}`,
      key: WATCHER_KEY,
      egress,
      clientName: 'bench',
      clientVersion: '1',
    });
    const uplink = new GrpcUplink({
      target: `localhost:${port}`,
      key: SOURCE_KEY,
      egress,
      clock,
      logger: silentLogger,
    });
    this.#stream = uplink.open({
      onMessage: (message) => this.#take(message),
      onWritable: () => undefined,
      onEnd: () => undefined,
    });
  }

  /** Resolves when the source is active and the watcher has caught up. */
  async ready(): Promise<void> {
    const welcome = new Promise<void>((resolve) => {
      this.#welcome = resolve;
    });
    this.#stream.send({
      kind: 'hello',
      systemId: systemId(PBX),
      sourceId: sourceId('bench'),
      instanceId: 'bench-1',
      technology: SIPSIMPLE,
      capabilities: { callStates: ['idle', 'talking'], effects: [], features: [] },
      previousLease: null,
      takeOver: false,
      softwareName: 'bench',
      softwareVersion: '1',
    });
    await welcome;
    for (let index = 0; index < this.#people; index += 1) {
      this.#report(index, 'idle');
    }
    this.#stream.send({ kind: 'claims-complete', sequence: this.#sequence });
    await new Promise<void>((resolve) => {
      const people = Array.from({ length: this.#people }, (_, index) => ({
        by: 'id' as const,
        personId: `person-${index}`,
      }));
      this.#client.subscribe(
        people,
        {
          onChange: (view, keys) => {
            for (const key of keys) {
              this.#stopwatch.arrived(`${key} ${view.get(key)?.presence?.lines[0]?.call.state}`);
            }
          },
          onState: (state) => {
            if (state.kind === 'live') {
              resolve();
            }
          },
        },
        { minUpdateIntervalMs: 1 },
      );
    });
  }

  /** One change of one person, each in turn; its time in ms. */
  sample(): Promise<number> {
    const index = this.#turn % this.#people;
    const state = Math.floor(this.#turn / this.#people) % 2 === 0 ? 'talking' : 'idle';
    this.#turn += 1;
    return this.#stopwatch.measure(`person-${index} ${state}`, () => this.#report(index, state));
  }

  async close(): Promise<void> {
    this.#stream.close();
    await this.#client.close();
  }

  #report(index: number, state: CallState): void {
    this.#sequence += 1;
    const count = state === 'talking' ? 1 : 0;
    const call = { state, count, direction: 'incoming', remoteParty: null, since: null, groupCall: false } as const;
    const items = [{ address: String(1000 + index), claim: { ...SILENT_CLAIM, call } }];
    this.#stream.send({ kind: 'claims', sequence: this.#sequence, items });
  }

  #take(message: GatewayMessage): void {
    if (message.kind === 'welcome') {
      this.#welcome();
    }
    if (message.kind === 'heartbeat') {
      this.#stream.send({ kind: 'heartbeat' });
    }
  }
}
