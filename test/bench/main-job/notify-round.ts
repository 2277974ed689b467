/** From the NOTIFY leaving the PBX: to a console's view, and to the write that Graph has accepted. */
import { AdapterRunner, GrpcUplink } from '@lamplight/adapter-kit';
import { createClient, type LamplightClient } from '@lamplight/client';
import { sourceId, systemId } from '@lamplight/domain';
import type { RunningGraphSimulator } from '@lamplight/graph-simulator';
import { createEgress, silentLogger, systemClock, systemRandom } from '@lamplight/runtime';
import { parseSipAdapterConfig, SipAdapter } from '@lamplight/sip-adapter';
import { SmallPbx, type SmallPbxCall } from '@lamplight/sip-adapter/small-pbx';
import type { BenchFolder } from '../bench-folder.ts';
import { PBX, SOURCE_KEY, WATCHER_KEY } from './bench-site.ts';
import { Stopwatch } from './stopwatch.ts';

export interface NotifyPerson {
  readonly id: string;
  readonly extension: string;
  readonly objectId: string;
}

export class NotifyRound {
  readonly #people: readonly NotifyPerson[];
  readonly #pbx: SmallPbx;
  readonly #runner: AdapterRunner;
  readonly #client: LamplightClient;
  readonly #shown = new Stopwatch();
  readonly #written = new Stopwatch();
  #onSettled: () => void = () => undefined;

  private constructor(people: readonly NotifyPerson[], pbx: SmallPbx, runner: AdapterRunner, client: LamplightClient) {
    this.#people = people;
    this.#pbx = pbx;
    this.#runner = runner;
    this.#client = client;
  }

  static async open(
    port: number,
    folder: BenchFolder,
    people: readonly NotifyPerson[],
    simulator: RunningGraphSimulator,
  ): Promise<NotifyRound> {
    const clock = systemClock();
    const random = systemRandom();
    const egress = createEgress({ clock, caPem: [folder.caPem] });
    const modules = { clock, random, egress, logger: silentLogger };
    const pbx = new SmallPbx({
      ...modules,
      lines: Object.fromEntries(people.map((person) => [person.extension, person.id])),
    });
    await pbx.start();
    const runner = new AdapterRunner({
      ...modules,
      adapter: new SipAdapter({ config: parseSipAdapterConfig({ host: pbx.host, port: pbx.port }) }),
      uplink: new GrpcUplink({ ...modules, target: `localhost:${port}`, key: SOURCE_KEY }),
      systemId: systemId(PBX),
      sourceId: sourceId('bench'),
    });
    const client = createClient({
      gateway: `localhost:${port}`,
      key: WATCHER_KEY,
      egress,
      clientName: 'bench',
      clientVersion: '1',
    });
    const round = new NotifyRound(people, pbx, runner, client);
    simulator.control.onWrite((write) => round.#written.arrived(`${write.userId} ${write.action}`));
    await runner.start();
    return round;
  }

  /** Resolves when every line is idle and every account known, as the console sees it. */
  ready(): Promise<void> {
    return new Promise((resolve) => {
      this.#onSettled = resolve;
      this.#client.subscribe(
        this.#people.map((person) => ({ by: 'id', personId: person.id })),
        {
          onChange: (view, keys) => {
            for (const key of keys) {
              this.#shown.arrived(`${key} ${view.get(key)?.presence?.lines[0]?.call.state}`);
            }
            const settled = [...view.people()].filter(
              ({ presence }) =>
                presence?.lines[0]?.call.state === 'idle' && presence.views.some((one) => one.freshness === 'fresh'),
            );
            if (settled.length === this.#people.length) {
              this.#onSettled();
            }
          },
        },
        { minUpdateIntervalMs: 1 },
      );
    });
  }

  /** One call from outside to each person; the times from answering it, in ms. */
  async callEach(): Promise<{ readonly toWatcher: readonly number[]; readonly toWrite: readonly number[] }> {
    const toWatcher: number[] = [];
    const toWrite: number[] = [];
    for (const person of this.#people) {
      const call = await this.#ringing(person);
      const written = this.#written.measure(`${person.objectId} setPresence`, () => undefined);
      toWatcher.push(await this.#shown.measure(`${person.id} talking`, () => call.answer()));
      toWrite.push(await written);
      const cleared = this.#written.measure(`${person.objectId} clearPresence`, () => undefined);
      await this.#shown.measure(`${person.id} idle`, () => call.hangUp());
      await cleared;
    }
    return { toWatcher, toWrite };
  }

  async close(): Promise<void> {
    await this.#client.close();
    await this.#runner.stop();
    await this.#pbx.stop();
  }

  async #ringing(person: NotifyPerson): Promise<SmallPbxCall> {
    const call = this.#pbx.call('+4930555', person.extension);
    await this.#shown.measure(`${person.id} ringing`, () => call.ring());
    return call;
  }
}
