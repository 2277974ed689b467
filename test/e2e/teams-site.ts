/**
 * An installation that has an Entra tenant: the simulator behind it, both over TLS on ports of their own, each trusting the
 * other; an administrator with `lamplight`, a console, and a browser for whoever signs in or consents. Time goes on by
 * itself and can be put forward for both.
 */
import { makeKey } from '@lamplight/gateway';
import {
  DEFAULT_TENANT,
  type RunningGraphSimulator,
  type SimulatorControl,
  startGraphSimulator,
} from '@lamplight/graph-simulator';
import { ScriptedBrowser } from '@lamplight/graph-simulator/scripted-browser';
import { createEgress, type Egress, systemRandom } from '@lamplight/runtime';
import type { ConsoleRecorder } from '../fakes/console-recorder.ts';
import { HastenedClock } from '../fakes/hastened-clock.ts';
import type { ScriptedSubscriber } from '../fakes/scripted-subscriber.ts';
import { atSimulator } from '../fakes/simulated-teams.ts';
import type { WireSource } from '../fakes/wire-source.ts';
import { Installation } from './installation.ts';
import type { Done } from './run-command.ts';

const random = systemRandom();
const ROUNDS = 400;

type SimulatorOptions = NonNullable<Parameters<typeof startGraphSimulator>[0]>;

export interface TeamsSiteOptions {
  /** Names of those who are in both the Entra tenant and the configuration; default nobody. */
  readonly people?: readonly string[];
  /** More of the `teams` section of the system `entra`; undefined takes away. */
  readonly teams?: Readonly<Record<string, unknown>>;
  /** Whether everybody has a line at a PBX too; default false. */
  readonly lines?: boolean;
  /** Whether a second system, `entra-2`, is the same Entra tenant with the same application; default false. */
  readonly twice?: boolean;
  readonly simulator?: SimulatorOptions['config'];
  /** Before the gateway starts. */
  readonly prepare?: (site: TeamsSite) => unknown;
}

/** What a source says of itself, as `lamplight source list --json` tells it. */
export interface ToldHealth {
  readonly state: string;
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
}

export class TeamsSite {
  readonly clock: HastenedClock;
  readonly installation: Installation;
  readonly simulator: RunningGraphSimulator;
  readonly #boardKey: string;
  readonly #adminKeyFile: string;
  /** The browser's ways: both certificates name localhost, so none may be trusted for the other. */
  readonly #toGateway: Egress;
  readonly #toSimulator: Egress;
  #pbx: WireSource | undefined;

  private constructor(
    clock: HastenedClock,
    installation: Installation,
    simulator: RunningGraphSimulator,
    keys: { readonly board: string; readonly pbx: string; readonly adminFile: string },
  ) {
    this.clock = clock;
    this.installation = installation;
    this.simulator = simulator;
    this.#boardKey = keys.board;
    this.#adminKeyFile = keys.adminFile;
    this.#toGateway = createEgress({ clock, caPem: [installation.certPem] });
    this.#toSimulator = createEgress({ clock, caPem: [simulator.caPem] });
  }

  static async make(options: TeamsSiteOptions = {}): Promise<TeamsSite> {
    const { people = [], teams = {}, lines = false, twice = false, simulator: config = {}, prepare } = options;
    const clock = new HastenedClock();
    const installation = await Installation.make({ clock, isPublic: true });
    const simulator = await startGraphSimulator({
      port: 0,
      clock,
      random,
      trustedCaPem: [installation.certPem],
      config: {
        ...config,
        people: [
          ...people.map((name) => ({ id: accountOf(name), userPrincipalName: upnOf(name), displayName: name })),
          ...(config.people ?? []),
        ],
      },
    });
    const [admin, board, pbx] = [makeKey(random), makeKey(random), makeKey(random)];
    const adminFile = installation.file('admin.key', admin.key);
    const site = new TeamsSite(clock, installation, simulator, { board: board.key, pbx: pbx.key, adminFile });
    await prepare?.(site);
    const atEntra = twice ? ['entra', 'entra-2'] : ['entra'];
    const acme = {
      id: 'acme',
      systems: [
        ...atEntra.map((id) => ({ id, technology: 'MSTEAMS', teams: { ...site.section, ...teams } })),
        ...(lines ? [{ id: 'pbx', technology: 'PBX' }] : []),
      ],
      people: people.map((name) => ({
        id: name,
        displayName: name,
        bindings: [
          ...atEntra.map((system) => ({ system, address: accountOf(name) })),
          ...(lines ? [{ system: 'pbx', address: lineOf(name) }] : []),
        ],
      })),
      keys: [
        { id: 'admin', hash: admin.hash, roles: ['administrator'] },
        { id: 'board', hash: board.hash, roles: ['watcher'] },
        ...(lines ? [{ id: 'pbx', hash: pbx.hash, roles: ['source'], systems: ['pbx'] }] : []),
      ],
    };
    await installation.start({ tenants: [acme] });
    if (lines) {
      site.#pbx = installation.source(pbx.key, 'pbx');
      site.#pbx.claims(Object.fromEntries(people.map((name) => [lineOf(name), 'idle'] as const))).complete();
    }
    return site;
  }

  get control(): SimulatorControl {
    return this.simulator.control;
  }

  /** What settings of a system at the simulator begin with. */
  get section(): Readonly<Record<string, unknown>> {
    return {
      ...atSimulator(this.simulator, this.installation.file('graph.pem', this.simulator.caPem)),
      // Whoever puts the clock forward must not end a request by it that is under way.
      requestTimeout: '60s',
      settleTime: '100ms',
      landingTime: '0ms',
    };
  }

  /** A command of the tenant's administrator, which has to succeed. */
  done(...args: readonly string[]): Promise<string> {
    return this.installation.done('--key-file', this.#adminKeyFile, '--yes', ...args);
  }

  /** A command of the tenant's administrator, however it ends. */
  lamplight(...args: readonly string[]): Promise<Done> {
    return this.installation.lamplight('--key-file', this.#adminKeyFile, '--yes', ...args);
  }

  /** A stream on which everybody named is as Teams shows them. */
  async watch(...names: readonly string[]): Promise<ScriptedSubscriber> {
    const stream = this.installation.subscribe(this.#boardKey, ...names);
    for (const name of names) {
      await stream.until(name, ({ freshness }) => freshness === 'fresh');
    }
    return stream;
  }

  /** A console that remembers everything it showed. */
  console(...names: readonly string[]): ConsoleRecorder {
    return this.installation.console(this.#boardKey, ...names);
  }

  /** A stream, whatever it shows. */
  subscribe(...names: readonly string[]): ScriptedSubscriber {
    return this.installation.subscribe(this.#boardKey, ...names);
  }

  atTheLine(name: string, state: Parameters<WireSource['claims']>[0][string]): void {
    this.#pbx?.claims({ [lineOf(name)]: state });
  }

  inTeams(name: string, action: Parameters<SimulatorControl['act']>[1]): void {
    this.control.act(accountOf(name), action);
  }

  /** A browser at the simulated Entra, over TLS. */
  browse(url: string): Promise<ScriptedBrowser> {
    const handle: ConstructorParameters<typeof ScriptedBrowser>[0]['handle'] = async ({
      method,
      url: to,
      headers,
      body,
    }) => {
      const asked = { method, headers: plain(headers), redirect: 'manual' as const };
      const answer = await this.#toSimulator.fetch(to, body === '' ? asked : { ...asked, body });
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
    };
    const { pathname, searchParams } = new URL(url);
    return new ScriptedBrowser({ handle }, this.simulator.baseUrl).open(pathname, Object.fromEntries(searchParams));
  }

  /** What the gateway shows whom Entra sends back. */
  async comeBack(browser: ScriptedBrowser): Promise<{ readonly status: number; readonly page: string }> {
    const answer = await this.#toGateway.fetch(browser.location?.href ?? '');
    return { status: answer.status, page: await answer.text() };
  }

  /** The administrator asks for a link, and whoever has the account follows it; the page at its end. */
  async signIn(name: string): Promise<{ readonly status: number; readonly page: string }> {
    const { url } = JSON.parse(await this.done('teams', 'account', 'add', '--json'));
    const browser = await this.browse(url);
    await browser.press(upnOf(name));
    if (browser.location === undefined) {
      await browser.press('Accept');
    }
    return await this.comeBack(browser);
  }

  /** What `source list` says of a system, once it is as wanted; between two looks the clock goes forward. */
  async health(system: string, wanted: (health: ToldHealth) => boolean): Promise<ToldHealth> {
    return await this.looked(
      async () => {
        const lines = (await this.done('source', 'list', '--json')).trim().split('\n');
        const sources = lines.filter((line) => line !== '').map((line) => JSON.parse(line));
        return sources.find(({ systemId }) => systemId === system)?.health ?? undefined;
      },
      (health) => health !== undefined && wanted(health),
    );
  }

  /**
   * What is seen once it is as wanted. Between two looks the clock goes forward, and somebody asks gateway and simulator
   * something: so what others asked meanwhile is answered before time goes on.
   * @param stepMs default a second
   */
  async looked<Seen>(look: () => Promise<Seen> | Seen, wanted: (seen: Seen) => boolean, stepMs = 1_000): Promise<Seen> {
    const seen: Seen[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const now = await look();
      if (wanted(now)) {
        return now;
      }
      seen.push(now);
      await this.clock.hasten(stepMs);
      await (await this.#toGateway.fetch(`${this.installation.publicUrl}/healthz`)).text();
      await (await this.#toSimulator.fetch(this.simulator.baseUrl)).text();
    }
    throw new Error(`not seen in ${ROUNDS} rounds; last: ${JSON.stringify(seen.at(-1))}`);
  }

  async close(): Promise<void> {
    await this.installation.close();
    await this.simulator.stop();
    await this.#toGateway.close();
    await this.#toSimulator.close();
  }
}

/** The object id that a name has, the same in every run. */
export function accountOf(name: string): string {
  return `10000000-0000-4000-8000-${Buffer.from(name).toString('hex').padEnd(12, '0').slice(0, 12)}`;
}

function lineOf(name: string): string {
  return `line of ${name}`;
}

export function upnOf(name: string): string {
  return `${name}@${DEFAULT_TENANT.domain}`;
}

function plain(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
