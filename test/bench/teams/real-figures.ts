/**
 * The one run in real time: 650 people of a simulator in a process of its own, over TLS on loopback, with msal and the
 * client for Graph, for a minute. The simulator takes its time by the same model. From the instant at which a change can
 * be read (its visibility passes here, so that it is known; then it is made, and readable at once) to the claim. Beside it
 * the same requests, sent at the same instants by fetch alone, under another registration, with nothing but JSON.parse.
 */
import { fileURLToPath } from 'node:url';
import type { AdapterContext } from '@lamplight/adapter-kit';
import type { Claim } from '@lamplight/domain';
import { DEFAULT_APP, DEFAULT_TENANT } from '@lamplight/graph-simulator';
import {
  createEgress,
  delay,
  type Egress,
  type Random,
  seededRandom,
  silentLogger,
  systemClock,
} from '@lamplight/runtime';
import { TeamsAdapter, teamsConfigSchema } from '@lamplight/teams-adapter';
import { stringify } from 'yaml';
import { z } from 'zod';
import { BenchFolder } from '../bench-folder.ts';
import { Child } from '../child.ts';
import { type Figure, figure, percentile } from '../figure.ts';
import { Latency, SERVICE_P50_MS, SERVICE_P99_MS } from './latency.ts';
import { type Shown, STATES } from './lean-graph.ts';

const SIMULATOR_MAIN = fileURLToPath(new URL('../../../services/graph-simulator/src/main.ts', import.meta.url));
const PEOPLE = 650;
const CHANGES_PER_SECOND = 12;
/** Real ms. */
const SETTLING_MS = 8_000;
const CHANGING_MS = 46_000;
const RUNNING_OUT_MS = 6_000;
const SEED = 19;
const PEER = { appId: '5b8c7a90-1f52-4d3b-8a6e-0c2f9d4b7e04', secret: 'simulated-peer-secret' };

const clock = systemClock();
const token = z.object({ access_token: z.string() });
const answer = z.object({
  value: z.array(z.object({ id: z.string(), availability: z.string(), activity: z.string() })),
});

export async function realFigures(progress: (text: string) => void): Promise<readonly Figure[]> {
  const folder = new BenchFolder();
  await folder.makeCertificate();
  const random = seededRandom(SEED);
  const ids = Array.from({ length: PEOPLE }, () => random.uuid());
  const config = folder.write('simulator.yaml', stringify(simulatorConfig(ids)));
  const files = ['--config', config, '--cert', folder.certFile, '--key', folder.keyFile];
  const child = new Child(SIMULATOR_MAIN, ['--port', '0', '--people', '0', ...files]);
  try {
    const baseUrl = /https:\S+/.exec(await child.firstLine())?.[0] ?? '';
    const run = new RealRun(baseUrl, ids, random, folder.caPem);
    await run.run();
    const { ours, peers, requests } = run;
    progress(
      `real time, ${PEOPLE} people, ${CHANGING_MS / 1000} s: ${ours.delays.length} changes claimed and ` +
        `${peers.delays.length} seen by bare fetch, ${requests} reads each; p50 ${Math.round(percentile(ours.delays, 0.5))} ms ` +
        `and ${Math.round(percentile(peers.delays, 0.5))} ms`,
    );
    return [
      figure('teams', 'teams.real.650.p99', percentile(ours.delays, 0.99), 'ms', {
        name: 'bare fetch',
        value: percentile(peers.delays, 0.99),
      }),
    ];
  } finally {
    await child.kill();
    folder.remove();
  }
}

function simulatorConfig(ids: readonly string[]): object {
  return {
    apps: [DEFAULT_APP, PEER].map(({ appId, secret }) => ({
      appId,
      displayName: appId,
      secrets: [{ value: secret }],
    })),
    people: ids.map((id) => ({ id, userPrincipalName: `${id}@${DEFAULT_TENANT.domain}`, displayName: id })),
    seed: SEED,
    latency: {
      on: true,
      serviceP50Ms: SERVICE_P50_MS,
      serviceP99Ms: SERVICE_P99_MS,
      visibilityMinMs: 0,
      visibilityMaxMs: 0,
    },
  };
}

/** Whoever sees people change. */
class Seer {
  readonly delays: number[] = [];
  readonly #pending = new Map<string, { readonly at: number; readonly shown: Shown }>();

  waits(id: string): boolean {
    return this.#pending.has(id);
  }

  changed(id: string, shown: Shown): void {
    this.#pending.set(id, { at: clock.monotonic(), shown });
  }

  saw(id: string, { availability, activity }: Pick<Claim, 'availability' | 'activity'>): void {
    const pending = this.#pending.get(id);
    if (pending?.shown.availability === availability && pending.shown.activity === activity) {
      this.#pending.delete(id);
      this.delays.push(clock.monotonic() - pending.at);
    }
  }
}

class RealRun {
  readonly ours = new Seer();
  readonly peers = new Seer();
  /** Reads that the adapter sent, and so the peer. */
  requests = 0;
  readonly #baseUrl: string;
  readonly #ids: readonly string[];
  readonly #random: Random;
  readonly #latency: Latency;
  readonly #egress: Egress;
  readonly #peerEgress: Egress;
  readonly #shown = new Map<string, string>();
  readonly #underWay: Promise<void>[] = [];
  #peerToken = '';

  constructor(baseUrl: string, ids: readonly string[], random: Random, caPem: string) {
    this.#baseUrl = baseUrl;
    this.#ids = ids;
    this.#random = random;
    this.#latency = new Latency(seededRandom(SEED + 1));
    this.#egress = createEgress({ clock, caPem: [caPem] });
    this.#peerEgress = createEgress({ clock, caPem: [caPem] });
  }

  async run(): Promise<void> {
    this.#peerToken = await this.#tokenOf(PEER);
    const adapter = new TeamsAdapter({
      config: teamsConfigSchema.parse({
        tenantId: DEFAULT_TENANT.id,
        clientId: DEFAULT_APP.appId,
        secret: DEFAULT_APP.secret,
        graphBaseUrl: this.#baseUrl,
        authority: this.#baseUrl,
        readOnly: true,
      }),
      softwareVersion: '0.0.0',
    });
    adapter.start(this.#context());
    adapter.linkChanged('active');
    const upserted = this.#ids.map((address) => ({ address, interest: 'watched' as const, lineKind: null }));
    adapter.rosterChanged({ upserted, removed: [] });
    adapter.desiredStateComplete();
    await delay(clock, SETTLING_MS);
    const until = clock.monotonic() + CHANGING_MS;
    while (clock.monotonic() < until) {
      await delay(clock, (-Math.log(1 - this.#random.next()) * 1000) / CHANGES_PER_SECOND);
      this.#underWay.push(this.#change());
    }
    await delay(clock, RUNNING_OUT_MS);
    await adapter.stop();
    await Promise.all(this.#underWay);
    await Promise.all([this.#egress.close(), this.#peerEgress.close()]);
  }

  /** Somebody changes, and is seen to once the visibility of the model has passed. */
  async #change(): Promise<void> {
    const id = this.#ids[Math.floor(this.#random.next() * PEOPLE)] ?? '';
    await delay(clock, this.#latency.visibility());
    const others = STATES.filter(({ availability }) => availability !== (this.#shown.get(id) ?? 'Available'));
    const shown = others[Math.floor(this.#random.next() * others.length)];
    if (shown !== undefined && !this.ours.waits(id) && !this.peers.waits(id)) {
      this.#shown.set(id, shown.availability);
      this.ours.changed(id, shown);
      this.peers.changed(id, shown);
      await this.#post(`/control/v1/people/${id}/actions`, { do: 'show', ...shown });
    }
  }

  async #post(path: string, body: object, headers: Record<string, string> = {}): Promise<unknown> {
    const response = await this.#peerEgress.fetch(`${this.#baseUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return await response.json();
  }

  async #tokenOf({ appId, secret }: typeof PEER): Promise<string> {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: appId,
      client_secret: secret,
      scope: 'https://graph.microsoft.com/.default',
    });
    const url = `${this.#baseUrl}/${DEFAULT_TENANT.id}/oauth2/v2.0/token`;
    const response = await this.#peerEgress.fetch(url, { method: 'POST', body });
    return token.parse(await response.json()).access_token;
  }

  /** The peer's request: the same ids, at the same instant. */
  async #readAsPeer(body: string): Promise<void> {
    const response = await this.#peerEgress.fetch(`${this.#baseUrl}/v1.0/communications/getPresencesByUserId`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#peerToken}`, 'content-type': 'application/json' },
      body,
    });
    for (const { id, availability, activity } of answer.parse(await response.json()).value) {
      this.peers.saw(id, { availability, activity });
    }
  }

  #context(): AdapterContext {
    const fetch: Egress['fetch'] = (input, init) => {
      if (String(input).endsWith('/getPresencesByUserId') && typeof init?.body === 'string') {
        this.requests += 1;
        this.#underWay.push(this.#readAsPeer(init.body));
      }
      return this.#egress.fetch(input, init);
    };
    return {
      clock,
      random: seededRandom(SEED + 2),
      logger: silentLogger,
      egress: { ...this.#egress, fetch },
      claim: (id, { availability, activity }) => this.ours.saw(id, { availability, activity }),
      withdraw: () => undefined,
      claimsComplete: () => undefined,
      reportEffect: () => undefined,
      reportHealth: () => undefined,
    };
  }
}
