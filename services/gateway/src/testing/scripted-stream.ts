/** A stream without sockets or timers, for tests: what is said goes in, what is answered is kept. */
import type { Change, PersonSelector, Problem, SubscribeResponse } from '@lamplight/domain';
import { FakeDirectory } from '../../../../test/fakes/fake-directory.ts';
import { MemoryLog } from '../../../../test/fakes/memory-presence-log.ts';
import { FanOut, type FanOutMember } from '../fanout/fan-out.ts';
import { StreamSession } from '../subscribe/stream-session.ts';
import { DEFAULT_SUBSCRIBE_SETTINGS, type SubscribeSettings } from '../subscribe/stream-settings.ts';

type Kind = SubscribeResponse['kind'];
type Of<K extends Kind> = Extract<SubscribeResponse, { kind: K }>;

/** A tenant of people a, b, c, … with a fan-out whose bells ring at once. */
export class ScriptedTenant {
  readonly log: MemoryLog;
  readonly directory: FakeDirectory;
  readonly fanOut: FanOut;
  readonly watched: string[] = [];
  now = 0;

  constructor(names: Iterable<string> = ['a', 'b', 'c'], epoch = 'epoch-1') {
    this.log = new MemoryLog(epoch);
    this.directory = new FakeDirectory(names);
    this.fanOut = new FanOut({
      log: this.log,
      directory: this.directory,
      setWatched: (id, watched) => this.watched.push(`${watched ? '+' : '-'}${id}`),
      defer: (action) => action(),
    });
  }

  open(settings: Partial<SubscribeSettings> = {}): ScriptedStream {
    return new ScriptedStream(this, { ...DEFAULT_SUBSCRIBE_SETTINGS, ...settings });
  }
}

export class ScriptedStream {
  readonly responses: SubscribeResponse[] = [];
  readonly member: FanOutMember;
  readonly session: StreamSession;
  ended: Problem | null | undefined;
  writable = true;
  paused = false;
  readonly #tenant: ScriptedTenant;

  constructor(tenant: ScriptedTenant, settings: SubscribeSettings) {
    this.#tenant = tenant;
    this.member = tenant.fanOut.join(() => this.tick());
    this.session = new StreamSession(
      {
        feed: this.member,
        output: {
          send: (response) => {
            this.responses.push(response);
            return this.writable;
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
        settings,
        wallTime: () => 1_000_000 + tenant.now,
        onClosed: () => undefined,
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
  }
}

/** p0, p1, … */
export const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `p${index}`);
