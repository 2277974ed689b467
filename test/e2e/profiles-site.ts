/**
 * An installation whose people have a line at a PBX each and an account in Teams, with the simulated Graph behind it:
 * what somebody does in Teams or at a line goes in, what consoles show, Graph is written and the PBX is told comes out.
 */
import type { LamplightClient } from '@lamplight/client';
import type { Claim, Desired } from '@lamplight/domain';
import { makeKey } from '@lamplight/gateway';
import {
  DEFAULT_TENANT,
  type RunningGraphSimulator,
  type SimulatorControl,
  startGraphSimulator,
} from '@lamplight/graph-simulator';
import { systemClock, systemRandom } from '@lamplight/runtime';
import { Recorded } from '../fakes/recorded.ts';
import type { ScriptedSubscriber } from '../fakes/scripted-subscriber.ts';
import { atSimulator, QUICK_TIMES } from '../fakes/simulated-teams.ts';
import type { WireSource } from '../fakes/wire-source.ts';
import { Installation } from './installation.ts';
import type { Done } from './run-command.ts';

const clock = systemClock();
const random = systemRandom();
const BOARD = ['watcher', 'explain', 'status'];

export interface ProfilesSiteOptions {
  /** By id, which is also the name: what else the configuration says of them. */
  readonly people: Readonly<Record<string, object>>;
  /** More of the tenant, such as settings and profiles. */
  readonly tenant?: object;
}

export class ProfilesSite {
  readonly installation: Installation;
  readonly pbx: WireSource;
  /** Of a console that may watch, ask why and set statuses. */
  readonly boardKey: string;
  /** Its calls. */
  readonly directory: LamplightClient['directory'];
  /** What Graph was written, as `name action availability/activity`. */
  readonly writes = new Recorded<string>();
  readonly #simulator: RunningGraphSimulator;
  readonly #names: readonly string[];
  readonly #adminKeyFile: string;

  private constructor(
    installation: Installation,
    simulator: RunningGraphSimulator,
    names: readonly string[],
    keys: { readonly pbx: string; readonly board: string; readonly adminFile: string },
  ) {
    this.installation = installation;
    this.#simulator = simulator;
    this.#names = names;
    this.boardKey = keys.board;
    this.directory = installation.client(keys.board).directory;
    this.#adminKeyFile = keys.adminFile;
    this.pbx = installation.source(keys.pbx, 'pbx');
    simulator.control.onWrite(({ userId, action, body }) => {
      const name = names.find((_, index) => accountOf(index) === userId) ?? userId;
      this.writes.add(`${name} ${action}${pairOf(body)}`);
    });
  }

  static async make({ people, tenant = {} }: ProfilesSiteOptions): Promise<ProfilesSite> {
    const names = Object.keys(people);
    const simulator = await startGraphSimulator({
      port: 0,
      clock,
      random,
      config: {
        people: names.map((name, index) => ({
          id: accountOf(index),
          userPrincipalName: `${name}@${DEFAULT_TENANT.domain}`,
          displayName: name,
        })),
      },
    });
    const installation = await Installation.make();
    const [admin, board, source] = [makeKey(random), makeKey(random), makeKey(random)];
    const teams = {
      ...atSimulator(simulator, installation.file('graph.pem', simulator.caPem)),
      ...QUICK_TIMES,
    };
    const acme = {
      id: 'acme',
      systems: [
        { id: 'pbx', technology: 'PBX' },
        { id: 'teams', technology: 'MSTEAMS', teams },
      ],
      people: names.map((name, index) => ({
        id: name,
        displayName: name,
        bindings: [
          { system: 'pbx', address: lineOf(index) },
          { system: 'teams', address: accountOf(index) },
        ],
        ...people[name],
      })),
      keys: [
        { id: 'admin', hash: admin.hash, roles: ['administrator'] },
        { id: 'board', hash: board.hash, roles: BOARD },
        { id: 'pbx', hash: source.hash, roles: ['source'], systems: ['pbx'] },
      ],
      ...tenant,
    };
    await installation.start({ tenants: [acme] });
    const adminFile = installation.file('admin.key', admin.key);
    const keys = { pbx: source.key, board: board.key, adminFile };
    const site = new ProfilesSite(installation, simulator, names, keys);
    site.pbx.claims(Object.fromEntries(names.map((_, index) => [lineOf(index), 'idle'] as const))).complete();
    return site;
  }

  /** A command of the tenant's administrator, which has to succeed. */
  done(...args: readonly string[]): Promise<string> {
    return this.installation.done('--key-file', this.#adminKeyFile, ...args);
  }

  /** A command of the tenant's administrator, however it ends. */
  lamplight(...args: readonly string[]): Promise<Done> {
    return this.installation.lamplight('--key-file', this.#adminKeyFile, ...args);
  }

  /** What people do in Teams. */
  inTeams(name: string, action: Parameters<SimulatorControl['act']>[1]): void {
    this.#simulator.control.act(accountOf(this.#indexOf(name)), action);
  }

  atTheLine(name: string, state: Parameters<WireSource['claims']>[0][string]): void {
    this.pbx.claims({ [lineOf(this.#indexOf(name))]: state });
  }

  /** A stream that is open, and on which everybody named shows a line that is idle. */
  async watch(...names: readonly string[]): Promise<ScriptedSubscriber> {
    const stream = this.installation.subscribe(this.boardKey, ...names);
    for (const name of names) {
      await stream.until(name, ({ freshness, lines }) => freshness === 'fresh' && lines[0]?.call.state === 'idle');
    }
    return stream;
  }

  explain(name: string) {
    return this.directory.explain({ by: 'id', personId: name }, 'en');
  }

  /** Resolves with Explain once Teams claims this, whether or not it shows. */
  async claimed(name: string, summary: RegExp) {
    for (;;) {
      const asked = this.#nextRead();
      const answer = await this.explain(name);
      if (answer.claims.some((claim) => claim.technology === 'MSTEAMS' && summary.test(claim.summary))) {
        return answer;
      }
      await asked;
    }
  }

  /** Resolves when the last that the PBX was told of the line is this. */
  async told(name: string, kind: Desired['kind'] | null): Promise<void> {
    const address = lineOf(this.#indexOf(name));
    await this.pbx.told.until(`${name} to be told ${kind}`, (messages) => {
      const items = messages.flatMap((message) => (message.kind === 'effects' ? message.items : []));
      const last = items.findLast((item) => item.address === address);
      return last !== undefined && (last.desired?.kind ?? null) === kind;
    });
  }

  /** Resolves with what Graph was written of the person, once there are so many writes. */
  async written(name: string, count: number): Promise<readonly string[]> {
    await this.writes.until(`${name} to be written ${count} times`, () => this.writesOf(name).length >= count);
    return this.writesOf(name);
  }

  writesOf(name: string): readonly string[] {
    return this.writes.items
      .filter((write) => write.startsWith(`${name} `))
      .map((write) => write.slice(name.length + 1));
  }

  async close(): Promise<void> {
    await this.installation.close();
    await this.#simulator.stop();
  }

  #indexOf(name: string): number {
    return this.#names.indexOf(name);
  }

  #nextRead(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.#simulator.control.onRequest(() => {
        stop();
        resolve();
      });
    });
  }
}

/** A line on do-not-disturb. */
export const DO_NOT_DISTURB: Partial<Claim> = { doNotDisturb: true };

function accountOf(index: number): string {
  return `10000000-0000-4000-8000-00000000000${index}`;
}

function lineOf(index: number): string {
  return `20${index}`;
}

function pairOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'availability' in body && 'activity' in body
    ? ` ${String(body.availability)}/${String(body.activity)}`
    : '';
}
