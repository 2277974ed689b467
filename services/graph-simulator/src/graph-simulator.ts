/**
 * The whole simulator without a socket: `handle` takes a request and gives the answer, on whatever clock it was given.
 * Over TLS the same requests come through `http/https-listener.ts`.
 */
import { type Clock, delay, LamplightError, type Random } from '@lamplight/runtime';
import { z } from 'zod';
import type { ControlApi } from './control/control-api.ts';
import type { SimulatorControl } from './control/simulator-control.ts';
import { matchEntraRoute } from './entra/entra-routes.ts';
import type { EntraService } from './entra/entra-service.ts';
import type { Fault, RouteName } from './faults/fault.ts';
import type { FaultPlan } from './faults/fault-plan.ts';
import { meetFault, type Serve, type Served } from './faults/meet-fault.ts';
import type { RandomFaults } from './faults/random-faults.ts';
import type { GraphMatch } from './graph/graph-routes.ts';
import type { GraphService } from './graph/graph-service.ts';
import {
  json,
  type RoutedRequest,
  routed,
  type SimulatorRequest,
  type SimulatorResponse,
} from './http/simulator-request.ts';
import type { LatencyModel } from './latency/latency-model.ts';
import { livePage } from './live/live-page.ts';
import type { Population } from './population/population.ts';
import type { RequestCounts } from './record/request-counts.ts';
import type { WriteRecord } from './record/write-record.ts';
import type { Subscriptions } from './subscriptions/subscriptions.ts';

export interface GraphSimulatorParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly entra: EntraService;
  readonly graph: GraphService;
  readonly control: SimulatorControl;
  readonly controlApi: ControlApi;
  readonly faults: FaultPlan;
  readonly randomFaults: RandomFaults;
  readonly latency: LatencyModel;
  readonly population: Population;
  readonly subscriptions: Subscriptions;
  readonly record: WriteRecord;
  readonly counts: RequestCounts;
}

/** One request on its way to Graph or Entra. */
interface Destination {
  readonly target: 'graph' | 'entra';
  /** Undefined for a path that is not served. */
  readonly name: RouteName | undefined;
  readonly graphMatch: GraphMatch | undefined;
  readonly serve: Serve;
}

export class GraphSimulator {
  /** Scripts people, apps, faults and switches; knows what was written. */
  readonly control: SimulatorControl;
  readonly #parts: GraphSimulatorParts;
  readonly #stopped = new AbortController();

  constructor(parts: GraphSimulatorParts) {
    this.#parts = parts;
    this.control = parts.control;
  }

  /**
   * Answers one request. Everything but the latency model and faults happens at once, in one turn of the event loop.
   * @throws the reason of `request.signal` when the caller gives up on a request that takes long or hangs, and
   *   LamplightError `stopped` when the simulator stops first.
   */
  async handle(request: SimulatorRequest): Promise<SimulatorResponse> {
    const received = routed(request, this.#parts.random.uuid());
    const destination = this.#destination(received);
    if (destination === undefined) {
      return this.#stamped(this.#answerOther(received), received);
    }
    const fault = this.#takeFault(destination, received);
    const { before, after } = this.#parts.latency.serviceDelayMs();
    await this.#wait(before + (fault?.answer.kind === 'delay' ? fault.answer.ms : 0), request.signal);
    const served = await this.#serve(destination, fault, received);
    this.#remember(destination, served, received);
    if (served.response === undefined) {
      return await this.#hang(request.signal);
    }
    await this.#wait(after, request.signal);
    return this.#stamped(served.response, received);
  }

  /** One request of a batch: with its faults, and counted and recorded as if it had come alone. */
  async answerItem(request: RoutedRequest): Promise<SimulatorResponse> {
    const destination = this.#destination(request);
    if (destination === undefined || destination.name === 'batch') {
      return json(400, { error: { code: 'BadRequest', message: 'A batch cannot have this request in it.' } });
    }
    const fault = this.#takeFault(destination, request);
    await this.#wait(fault?.answer.kind === 'delay' ? fault.answer.ms : 0, request.signal);
    const served = await this.#serve(destination, fault, request);
    this.#remember(destination, served, request);
    return served.response ?? (await this.#hang(request.signal));
  }

  /** Ends every request that hangs, people's days, and deliveries. */
  stop(): void {
    this.#parts.population.stop();
    this.#parts.subscriptions.stop();
    this.#stopped.abort(new LamplightError('stopped', 'the simulator was stopped'));
  }

  #destination(request: RoutedRequest): Destination | undefined {
    const [first] = request.segments;
    if (first === 'v1.0' || first === 'beta') {
      const graphMatch = this.#parts.graph.match(request);
      const serve: Serve = () => this.#parts.graph.answer(graphMatch, request);
      return { target: 'graph', name: graphMatch?.route.name, graphMatch, serve };
    }
    const entraMatch = matchEntraRoute(request.method, request.segments);
    if (entraMatch === undefined) {
      return undefined;
    }
    const serve: Serve = () => this.#parts.entra.answer(entraMatch, request);
    return { target: 'entra', name: entraMatch.name, graphMatch: undefined, serve };
  }

  #answerOther(request: RoutedRequest): SimulatorResponse {
    const [first] = request.segments;
    if (first === 'control') {
      return this.#parts.controlApi.answer(request);
    }
    const page = livePage(request);
    if (page !== undefined) {
      return page;
    }
    const places = { graph: '/v1.0', entra: '/{tenant}/oauth2/v2.0/token', control: '/control/v1' };
    return json(first === undefined ? 200 : 404, { name: 'Microsoft Graph presence simulator', places });
  }

  #takeFault(destination: Destination, request: RoutedRequest): Fault | undefined {
    const { faults, graph, randomFaults } = this.#parts;
    if (destination.name === undefined) {
      return undefined;
    }
    if (faults.planned.length === 0) {
      return randomFaults.draw(destination.name);
    }
    const appId =
      destination.target === 'graph'
        ? graph.caller(request)?.appId
        : (new URLSearchParams(request.body).get('client_id') ?? request.query.get('client_id'))?.toLowerCase();
    const target = { route: destination.name, appId, userIds: usersOf(destination, request) };
    return faults.take(target) ?? randomFaults.draw(destination.name);
  }

  async #serve(destination: Destination, fault: Fault | undefined, request: RoutedRequest): Promise<Served> {
    if (fault === undefined) {
      return { response: await destination.serve(), carriedOut: true };
    }
    const { graph, entra } = this.#parts;
    return await meetFault(fault, request, { graph, entra, target: destination.target }, destination.serve);
  }

  #remember(destination: Destination, served: Served, request: RoutedRequest): void {
    const { clock, graph, record, counts } = this.#parts;
    const caller = destination.target === 'graph' ? graph.caller(request) : undefined;
    const status = served.response?.status ?? 0;
    counts.add(destination.name ?? 'notServed', caller?.appId ?? null, status);
    const { graphMatch } = destination;
    if (graphMatch?.route.write === true) {
      record.add({
        at: new Date(clock.now()).toISOString(),
        monotonicMs: clock.monotonic(),
        action: graphMatch.route.name,
        appId: caller?.appId ?? null,
        tenantId: caller?.tenantId ?? null,
        userId: graphMatch.id,
        body: parsedOrText(request.body),
        status,
        carriedOut: served.carriedOut && (status === 200 || status === 0),
      });
    }
  }

  #stamped(response: SimulatorResponse, request: RoutedRequest): SimulatorResponse {
    const date = new Date(this.#parts.clock.now()).toUTCString();
    const headers = { ...response.headers, date, 'request-id': request.requestId };
    const clientRequestId = request.headers['client-request-id'];
    return {
      ...response,
      headers: clientRequestId === undefined ? headers : { ...headers, 'client-request-id': clientRequestId },
    };
  }

  async #wait(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
    if (delayMs > 0) {
      await delay(this.#parts.clock, delayMs, this.#either(signal));
    }
  }

  async #hang(signal: AbortSignal | undefined): Promise<never> {
    const ended = this.#either(signal);
    return await new Promise<never>((_resolve, reject) => {
      const end = (): void => reject(ended.reason);
      if (ended.aborted) {
        end();
      }
      ended.addEventListener('abort', end, { once: true });
    });
  }

  #either(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#stopped.signal : AbortSignal.any([signal, this.#stopped.signal]);
  }
}

const idsSchema = z.object({ ids: z.array(z.string().toLowerCase()) });

function usersOf(destination: Destination, request: RoutedRequest): readonly string[] {
  if (destination.name === 'getPresencesByUserId') {
    return idsSchema.safeParse(parsedOrText(request.body)).data?.ids ?? [];
  }
  const id = destination.graphMatch?.id;
  return id === undefined || id === '' ? [] : [id.toLowerCase()];
}

function parsedOrText(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
