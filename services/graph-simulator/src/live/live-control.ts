/**
 * What the live page shows. The server searches, counts and pages; a browser gets the rows that it shows, each second
 * if they have changed, so that ten thousand people cost it as little as ten.
 */
import type { Clock, Timer } from '@lamplight/runtime';
import type { z } from 'zod';
import { readInput } from '../control/read-input.ts';
import type { AppRegistry } from '../directory/app-registry.ts';
import type { FaultPlan, PlannedFault } from '../faults/fault-plan.ts';
import type { RandomFaultSettings, RandomFaults } from '../faults/random-faults.ts';
import { EventStream, type SendEvent } from '../http/event-stream.ts';
import type { Population, PopulationStatus } from '../population/population.ts';
import type { RequestCount, RequestCounts } from '../record/request-counts.ts';
import type { RecordedWrite, WriteRecord } from '../record/write-record.ts';
import type { InspectedSubscription, SubscriptionControl } from '../subscriptions/subscription-control.ts';
import type { BucketLevel, Throttle } from '../throttling/throttle.ts';
import { type LivePeople, type LivePeopleParts, liveQuerySchema, lookAtPeople } from './live-people.ts';
import { type LastMinute, RequestRate } from './request-rate.ts';

/** A subscription without the ids of its people: the summary is sent each second. */
export interface LiveSubscription extends Pick<InspectedSubscription, 'id' | 'expiresAt' | 'isSilent' | 'endpoint'> {
  readonly appId: string;
  /** How many it names. */
  readonly people: number;
}

export interface LiveSummary {
  readonly cloud: string;
  readonly population: PopulationStatus;
  /** How many people there are, and how many show each availability. */
  readonly people: number;
  readonly shown: Readonly<Record<string, number>>;
  readonly requests: { readonly lastMinute: LastMinute; readonly counts: readonly RequestCount[] };
  readonly throttle: readonly BucketLevel[];
  readonly faults: readonly PlannedFault[];
  readonly randomFaults: RandomFaultSettings;
  readonly subscriptions: readonly LiveSubscription[];
  /** Client ids and the names of their apps. */
  readonly apps: Readonly<Record<string, string>>;
}

export interface LiveControlParts extends LivePeopleParts {
  readonly clock: Clock;
  readonly apps: AppRegistry;
  readonly population: Population;
  readonly throttle: Throttle;
  readonly faults: FaultPlan;
  readonly randomFaults: RandomFaults;
  readonly record: WriteRecord;
  readonly counts: RequestCounts;
}

export type LiveInput = z.input<typeof liveQuerySchema>;

const TICK_MS = 1000;
/** With very many people a look takes its time: it is taken less often. */
const TICK_MS_PER_PERSON = 0.05;
const WRITES_AT_FIRST = 50;

export class LiveControl {
  readonly #parts: LiveControlParts;
  readonly #subscriptions: SubscriptionControl;
  readonly #rate: RequestRate;

  constructor(parts: LiveControlParts, subscriptions: SubscriptionControl) {
    this.#parts = parts;
    this.#subscriptions = subscriptions;
    this.#rate = new RequestRate(parts.clock, parts.counts);
  }

  people(input: LiveInput = {}): LivePeople {
    return lookAtPeople(this.#parts, readInput(liveQuerySchema, input, 'query')).found;
  }

  get summary(): LiveSummary {
    return this.#look({}).summary;
  }

  /** Server-sent events: `people` and `summary` when they have changed, `writes` as they happen. */
  events(input: LiveInput = {}): EventStream {
    const query = readInput(liveQuerySchema, input, 'query');
    return new EventStream((send) => this.#follow(query, send));
  }

  #look(input: LiveInput): { readonly people: LivePeople; readonly summary: LiveSummary } {
    const { apps, directory, faults, population, randomFaults, switches, throttle, counts } = this.#parts;
    const { found, shown } = lookAtPeople(this.#parts, readInput(liveQuerySchema, input, 'query'));
    const summary = {
      cloud: switches.current.cloud,
      population: population.status,
      people: directory.people().length,
      shown,
      requests: { lastMinute: this.#rate.lastMinute, counts: counts.all },
      throttle: throttle.levels,
      faults: faults.planned,
      randomFaults: randomFaults.settings,
      subscriptions: this.#subscriptions.all.map(liveSubscription),
      apps: Object.fromEntries(apps.apps.map(({ appId, displayName }) => [appId, displayName])),
    };
    return { people: found, summary };
  }

  #follow(query: LiveInput, send: SendEvent): () => void {
    const { clock, directory, record } = this.#parts;
    const last = new Map<string, string>();
    const sendChanged = (event: string, data: unknown): void => {
      const text = JSON.stringify(data);
      if (last.get(event) !== text) {
        last.set(event, text);
        send(event, data);
      }
    };
    let waiting: RecordedWrite[] = [];
    let timer: Timer | undefined;
    const tick = (): void => {
      const { people, summary } = this.#look(query);
      sendChanged('people', people);
      sendChanged('summary', summary);
      timer = clock.after(TICK_MS + directory.people().length * TICK_MS_PER_PERSON, tick);
    };
    // Writes of one turn go together: a burst of a thousand is a few events.
    const flush = (): void => {
      flushing = undefined;
      send('writes', waiting.slice(-WRITES_AT_FIRST));
      waiting = [];
    };
    // First the names of apps, then the writes that mention them.
    tick();
    let flushing: Timer | undefined;
    const stopWrites = record.onWrite((write) => {
      waiting.push(write);
      flushing ??= clock.after(100, flush);
    });
    send('writes', record.all.slice(-WRITES_AT_FIRST));
    return () => {
      stopWrites();
      timer?.cancel();
      flushing?.cancel();
    };
  }
}

function liveSubscription(inspected: InspectedSubscription): LiveSubscription {
  const { id, appId, userIds, expiresAt, isSilent, endpoint } = inspected;
  return { id, appId, people: userIds.length, expiresAt, isSilent, endpoint };
}
