/** A tenant with canaries in every field of its claims, served over real gRPC on loopback, and a client that keeps bytes. */
import { Client, credentials, Metadata, Server, ServerCredentials, type ServiceError } from '@grpc/grpc-js';
import type { MaskField } from '@lamplight/admin-api';
import { AS_THE_TENANT, type Person, personId, systemId } from '@lamplight/domain';
import { type Logger, ManualClock, MemoryLogger, seededRandom, silentTelemetry } from '@lamplight/runtime';
import {
  DirectoryServiceService,
  SubscriptionServiceClient,
  SubscriptionServiceService,
  subscribeRequestToWire,
} from '@lamplight/wire';
import { EditableSettings } from '../../../../test/fakes/editable-settings.ts';
import { ReportingSource } from '../../../../test/fakes/reporting-source.ts';
import { tenantSetup } from '../../../../test/fakes/tenant-setup.ts';
import { DirectoryService } from '../directory/directory-service.ts';
import { LiveDirectory } from '../directory/live-directory.ts';
import { ServedTenant } from '../served-tenant.ts';
import { OpenStreams } from '../subscribe/open-streams.ts';
import { DEFAULT_SUBSCRIBE_SETTINGS } from '../subscribe/stream-settings.ts';
import { SubscribeHandler } from '../subscribe/subscribe-handler.ts';
import { createTenantCore } from '../tenant/create-tenant-core.ts';

const NOW = Date.UTC(2026, 10, 21, 9);
const SINCE = { talking: NOW - 111_111, ringing: NOW - 22_222, teams: NOW - 3_333_333 };
const UNTIL = { note: NOW + 4_444_444, absence: NOW + 55_555_555, remark: NOW + 6_666_666 };

export interface Canary {
  readonly name: string;
  readonly bytes: Buffer;
  /** All of them must be visible for it to be shown. */
  readonly needs: readonly MaskField[];
}

const text = (value: string, ...needs: MaskField[]): Canary => ({ name: value, bytes: Buffer.from(value), needs });
const time = (name: string, at: number, ...needs: MaskField[]): Canary => ({
  name: `time of ${name}`,
  bytes: varint(at),
  needs: ['since', ...needs],
});

/** What a watcher sees only under a mask that shows it. */
export const CANARIES: readonly Canary[] = [
  text('CanaryAvailability', 'availability'),
  text('CanaryActivity', 'availability'),
  text('call-talking', 'availability', 'line'),
  text('canary-teams-flag', 'availability', 'line'),
  text('canary-line-flag', 'availability', 'line'),
  text('reach-on-a-call', 'availability', 'line'),
  text('line is talking', 'line', 'history'),
  text('is logged in', 'line', 'history'),
  text('carla-canary@acme.example', 'line', 'remoteParty'),
  text('Carla Canary', 'line', 'remoteParty'),
  text('bert-canary@acme.example', 'line', 'remoteParty'),
  text('+49151', 'line', 'remoteParty'),
  text('canary-note', 'note'),
  text('canary-remark', 'note'),
  text('canary-absence', 'availability', 'note'),
  text('canary-place', 'location'),
  time('talking', SINCE.talking, 'line'),
  time('ringing', SINCE.ringing, 'line'),
  time('teams', SINCE.teams, 'availability'),
  time('absence', UNTIL.absence, 'availability'),
  time('note', UNTIL.note, 'note'),
  time('remark', UNTIL.remark, 'note'),
];

/** What nobody ever sees: numbers of outsiders in full, and what a claim said before. */
export const NEVER: readonly Buffer[] = ['99887766', '99001122', '99334455', 'CanaryBefore'].map((value) =>
  Buffer.from(value),
);

/** @param logger where everything logs; default: nowhere that is looked at */
export async function canarySite(logger: Logger = new MemoryLogger()) {
  const { resolve: resolveFor, settle, ...setup } = tenantSetup();
  const resolver = { fails: false };
  const clock = new ManualClock(NOW);
  const directory = new LiveDirectory({
    systems: [
      { id: systemId('pbx'), technology: 'PBX', displayName: 'PBX', numberPlan: null },
      { id: systemId('entra'), technology: 'MSTEAMS', displayName: 'Entra', numberPlan: null },
    ],
    changed: [
      person('anna', ['pbx/201', 'pbx/203', 'entra/anna-oid']),
      person('bert-canary', ['pbx/202']),
      person('carla-canary', ['pbx/204']),
    ],
    removed: [],
  });
  const options = { clock, logger, random: seededRandom(1), telemetry: silentTelemetry };
  const resolve: typeof resolveFor = (...facts) => {
    if (resolver.fails) {
      throw new Error('of "201" and anna@acme.example');
    }
    return resolveFor(...facts);
  };
  const { tenantId, profiles } = setup;
  const core = createTenantCore({ ...options, tenantId, profiles, directory, resolve });
  const settings = new EditableSettings();
  const tenant = new ServedTenant(core, settings);
  const pbx = await sayEverything(tenant);
  await clock.advanceAsync(0);

  const streams = new OpenStreams(clock, options.random);
  const principal = { keyId: 'board', roles: ['watcher', 'explain', 'status'] } as const;
  const admit = () => ({ principal, tenant });
  const subscribe = new SubscribeHandler({ ...options, admit, streams, settings: DEFAULT_SUBSCRIBE_SETTINGS });
  const service = new DirectoryService({
    ...options,
    admit,
    maxPerRequest: 100,
  });
  const server = new Server();
  server.addService(SubscriptionServiceService, subscribe.implementation);
  server.addService(DirectoryServiceService, service.implementation);
  const port = await new Promise<number>((listening, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (failure, bound) =>
      failure === null ? listening(bound) : reject(failure),
    );
  });
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  return {
    core,
    directory,
    resolver,
    profiles,
    settings,
    anna: personId('anna'),
    pbx: systemId('pbx'),
    clock,
    source: pbx,
    settle: () => clock.advanceAsync(0),
    /** Bytes of the answer; the failure where there is none. */
    ask: (path: string, request: Buffer): Promise<Buffer | ServiceError> =>
      new Promise((answered) => {
        client.makeUnaryRequest(path, same, same, request, (failure, answer) => answered(answer ?? failure ?? NOTHING));
      }),
    watch: (selectors: Parameters<typeof watchOf>[0]) => new Tap(client, watchOf(selectors)),
    close: (): void => {
      client.close();
      server.forceShutdown();
      tenant.stop();
    },
  };
}

export type CanarySite = Awaited<ReturnType<typeof canarySite>>;

/** One Subscribe stream as bytes. */
class Tap {
  readonly frames: Buffer[] = [];
  readonly #call;
  #wake: () => void = () => undefined;

  constructor(client: Client, requests: readonly Buffer[]) {
    const { path } = SubscriptionServiceService.subscribe;
    this.#call = client.makeBidiStreamRequest(path, same, same, new Metadata());
    this.#call.on('data', (frame: Buffer) => {
      this.frames.push(frame);
      this.#wake();
    });
    this.#call.on('error', () => this.#wake());
    for (const request of requests) {
      this.#call.write(request);
    }
  }

  /** The bytes so far, once there are so many `caught_up`. */
  async caughtUp(times: number): Promise<readonly Buffer[]> {
    while (this.#kinds().filter((kind) => kind === 'caughtUp').length < times) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.frames;
  }

  /** The bytes since the last `reset`. */
  sinceReset(): readonly Buffer[] {
    return this.frames.slice(this.#kinds().lastIndexOf('reset'));
  }

  end(): void {
    this.#call.cancel();
  }

  #kinds(): readonly (string | undefined)[] {
    const { responseDeserialize } = SubscriptionServiceClient.service.subscribe;
    return this.frames.map((frame) => responseDeserialize(frame).kind?.$case);
  }
}

const NOTHING = Buffer.alloc(0);
const same = (bytes: Buffer): Buffer => bytes;

function watchOf(selectors: readonly { readonly by: 'id'; readonly personId: string }[]): readonly Buffer[] {
  const { requestSerialize } = SubscriptionServiceService.subscribe;
  const hello = {
    kind: 'hello',
    clientName: '',
    clientVersion: '',
    resumeToken: null,
    minUpdateIntervalMs: 1,
  } as const;
  const watch = { kind: 'watch', requestId: 1, add: selectors, keep: [], remove: [] } as const;
  return [hello, watch].map((request) => requestSerialize(subscribeRequestToWire(request)));
}

async function sayEverything({ core }: ServedTenant): Promise<ReportingSource> {
  const call = { state: 'talking', count: 1, direction: 'incoming', groupCall: false } as const;
  const pbx = new ReportingSource(core.reports, { system: 'pbx' }).hello();
  pbx
    .claims({
      201: {
        call: {
          ...call,
          since: SINCE.talking,
          remoteParty: { address: '+4915199887766', displayName: '0151 99887766' },
        },
        since: SINCE.talking,
        registered: true,
        messagesWaiting: 3,
        forwarding: [
          { kind: 'no-answer', target: 'bert-canary@acme.example' },
          { kind: 'unreachable', target: '+4915199001122' },
        ],
        flags: ['canary-line-flag'],
      },
      203: {
        call: {
          ...call,
          state: 'ringing',
          since: SINCE.ringing,
          remoteParty: { address: 'carla-canary@acme.example', displayName: 'Carla Canary' },
        },
        loggedIn: '+4917299334455',
      },
    })
    .complete();
  new ReportingSource(core.reports, { system: 'entra', technology: 'MSTEAMS' })
    .hello()
    .claims({
      'anna-oid': {
        availability: 'CanaryAvailability',
        activity: 'CanaryActivity',
        since: SINCE.teams,
        note: { text: 'canary-note', until: UNTIL.note },
        outOfOffice: { active: true, message: 'canary-absence', until: UNTIL.absence },
        workLocation: { type: 'office', place: 'canary-place', source: 'canary-origin' },
        previous: { availability: 'CanaryBefore', activity: 'CanaryBefore', callState: null },
        flags: ['canary-teams-flag'],
        howSet: 'inferred',
      },
    })
    .complete();
  await core.setOperatorNote(personId('anna'), { text: 'canary-remark', until: UNTIL.remark });
  return pbx;
}

function person(name: string, subjects: readonly string[]): Person {
  return {
    id: personId(name),
    kind: 'person',
    displayName: name === 'anna' ? 'Anna' : 'Somebody',
    addresses: [{ kind: 'upn', value: `${name}@acme.example` }],
    department: '',
    groupIds: name === 'anna' ? ['shown'] : [],
    telephony: 'pbx',
    bindings: subjects.map((subject) => {
      const [system = '', address = ''] = subject.split('/');
      const isLine = system === 'pbx';
      return {
        systemId: systemId(system),
        address,
        technology: isLine ? 'PBX' : 'MSTEAMS',
        lineKind: isLine ? 'desk' : null,
        role: 'owner',
        primary: address === '201',
      };
    }),
    ...AS_THE_TENANT,
    pause: null,
  };
}

/** As protobuf writes an int64 or uint64. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) + (rest >= 128 ? 128 : 0));
  }
  return Buffer.from(bytes);
}
