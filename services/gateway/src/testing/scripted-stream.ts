/** A stream without sockets or timers, for tests: what is said goes in, what is answered is kept. */
import type { Change, PersonSelector, Presence, Problem, SubscribeResponse } from '@lamplight/domain';
import {
  type SubscribeFrame,
  SubscriptionServiceClient,
  serializeSubscribeResponse,
  subscribeResponseFromWire,
} from '@lamplight/wire';
import { EditableSettings } from '../../../../test/fakes/editable-settings.ts';
import { FakeDirectory } from '../../../../test/fakes/fake-directory.ts';
import { MemoryLog } from '../../../../test/fakes/memory-presence-log.ts';
import { FanOut, type FanOutMember } from '../fanout/fan-out.ts';
import { TenantPrivacy } from '../privacy/tenant-privacy.ts';
import { EncodedChanges } from '../subscribe/encoded-changes.ts';
import type { Sight } from '../subscribe/sight.ts';
import { StreamSession } from '../subscribe/stream-session.ts';
import { DEFAULT_SUBSCRIBE_SETTINGS, type SubscribeSettings } from '../subscribe/stream-settings.ts';
import { StreamWriter } from '../subscribe/stream-writer.ts';

type Kind = SubscribeResponse['kind'];
type Of<K extends Kind> = Extract<SubscribeResponse, { kind: K }>;

/** A tenant of people a, b, c, … with a fan-out whose bells ring at once. */
export class ScriptedTenant {
  readonly log: MemoryLog;
  readonly directory: FakeDirectory;
  readonly settings = new EditableSettings();
  readonly privacy: TenantPrivacy;
  readonly encoded = new EncodedChanges();
  readonly fanOut: FanOut;
  readonly watched: string[] = [];
  now = 0;

  constructor(names: Iterable<string> = ['a', 'b', 'c'], epoch = 'epoch-1') {
    this.log = new MemoryLog(epoch);
    this.directory = new FakeDirectory(names);
    this.privacy = new TenantPrivacy({ settings: this.settings, directory: this.directory });
    this.fanOut = new FanOut({
      log: this.log,
      directory: this.directory,
      setWatched: (id, watched) => this.watched.push(`${watched ? '+' : '-'}${id}`),
      defer: (action) => action(),
    });
  }

  open(settings: Partial<SubscribeSettings> = {}, roles: readonly string[] = ['watcher']): ScriptedStream {
    return new ScriptedStream(this, { ...DEFAULT_SUBSCRIBE_SETTINGS, ...settings }, roles);
  }
}

export class ScriptedStream {
  readonly responses: SubscribeResponse[] = [];
  /** What has left: the responses as a client reads them. */
  readonly wire: SubscribeResponse[] = [];
  readonly member: FanOutMember;
  readonly session: StreamSession;
  ended: Problem | null | undefined;
  writable = true;
  paused = false;
  readonly #tenant: ScriptedTenant;
  readonly #queue: SubscribeFrame[] = [];
  #sight: Sight;

  constructor(tenant: ScriptedTenant, settings: SubscribeSettings, roles: readonly string[]) {
    this.#tenant = tenant;
    this.#sight = tenant.privacy.sightOf(roles);
    const write = (frame: SubscribeFrame): boolean => {
      this.#queue.push(frame);
      this.#leave();
      return this.writable;
    };
    const writer = new StreamWriter(
      { write, end: () => undefined, emit: () => true },
      tenant.encoded,
      () => this.#sight,
    );
    const stopLooking = tenant.privacy.listen(() => {
      const { bits } = this.#sight;
      this.#sight = tenant.privacy.sightOf(roles);
      if (this.#sight.bits !== bits) {
        this.session.input({ kind: 'mask-changed' }, tenant.now);
      }
    });
    this.member = tenant.fanOut.join(() => this.tick());
    this.session = new StreamSession(
      {
        feed: this.member,
        output: {
          send: (response) => {
            this.responses.push(response);
            return writer.send(response);
          },
          end: (problem) => {
            this.ended = problem;
          },
          pauseReading: () => {
            this.paused = true;
          },
          resumeReading: () => {
            this.paused = false;
          },
        },
        resolve: (selector) => tenant.directory.resolve(selector),
        mask: () => this.#sight.bits,
        settings,
        wallTime: () => 1_000_000 + tenant.now,
        onClosed: stopLooking,
      },
      tenant.now,
    );
  }

  hello(options: { token?: Uint8Array | null; interval?: number | null } = {}): this {
    this.session.request(
      {
        kind: 'hello',
        clientName: 'test',
        clientVersion: '1',
        resumeToken: options.token ?? null,
        minUpdateIntervalMs: options.interval ?? null,
      },
      this.#tenant.now,
    );
    return this;
  }

  watch(requestId: number, people: { add?: string[]; keep?: string[]; remove?: string[] }): this {
    const add = (people.add ?? []).map(
      (name): PersonSelector =>
        name.includes('@') || name.startsWith('+') ? { by: 'address', address: name } : { by: 'id', personId: name },
    );
    const { keep = [], remove = [] } = people;
    this.session.request({ kind: 'watch', requestId, add, keep, remove }, this.#tenant.now);
    return this;
  }

  tick(): void {
    this.session.input({ kind: 'tick' }, this.#tenant.now);
  }

  /** Lets time pass, waking the stream whenever it asks to be. */
  pass(ms: number): void {
    const end = this.#tenant.now + ms;
    for (let at = this.session.wakeAt; at !== null && at <= end; at = this.session.wakeAt) {
      this.#tenant.now = Math.max(this.#tenant.now, at);
      this.tick();
    }
    this.#tenant.now = end;
  }

  /** The reader takes nothing from the next message on. */
  freeze(): void {
    this.writable = false;
  }

  thaw(): void {
    this.writable = true;
    this.#leave();
    this.session.input({ kind: 'writable' }, this.#tenant.now);
  }

  kinds(): Kind[] {
    return this.responses.map(({ kind }) => kind);
  }

  of<K extends Kind>(kind: K): Of<K>[] {
    return this.responses.filter((response): response is Of<K> => response.kind === kind);
  }

  items(): Change[] {
    return this.of('changes').flatMap(({ items }) => items);
  }

  /** `a=Busy@3` for a presence, `x!person_unknown` for a problem. */
  told(): string[] {
    return this.items().map(({ personId: id, revision, outcome }) =>
      outcome.kind === 'presence'
        ? `${id}=${outcome.presence.activity}@${revision}`
        : `${id}!${outcome.problem.reason}`,
    );
  }

  lastToken(): Uint8Array {
    const tokens = this.responses.flatMap((response) =>
      'resumeToken' in response && response.resumeToken !== null ? [response.resumeToken] : [],
    );
    const token = tokens.at(-1);
    if (token === undefined) {
      throw new Error('no token was sent');
    }
    return token;
  }

  forget(): void {
    this.responses.length = 0;
    this.wire.length = 0;
  }

  /** The last presence that has left for the client; undefined: none. */
  seen(name: string): Presence | undefined {
    const items = this.wire.flatMap((response) => (response.kind === 'changes' ? response.items : []));
    const outcome = items.findLast((item) => item.personId === name)?.outcome;
    return outcome?.kind === 'presence' ? outcome.presence : undefined;
  }

  /** What is queued is serialized when the reader takes it, as grpc-js does. */
  #leave(): void {
    for (
      let frame = this.writable ? this.#queue.shift() : undefined;
      frame !== undefined;
      frame = this.#queue.shift()
    ) {
      const bytes = serializeSubscribeResponse(frame);
      const response = subscribeResponseFromWire(
        SubscriptionServiceClient.service.subscribe.responseDeserialize(bytes),
      );
      if (response.kind !== 'unrecognised') {
        this.wire.push(response);
      }
    }
  }
}

/** p0, p1, … */
export const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `p${index}`);
