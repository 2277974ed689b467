import type { EntraService } from '../entra/entra-service.ts';
import { GraphError } from '../graph/graph-error.ts';
import type { GraphService } from '../graph/graph-service.ts';
import type { RoutedRequest, SimulatorResponse } from '../http/simulator-request.ts';
import type { Fault } from './fault.ts';
import { emptyAnswer, htmlPage, RESET, showing, truncated } from './faulty-answers.ts';

export interface Served {
  /** Undefined: there is never an answer. */
  readonly response: SimulatorResponse | undefined;
  /** Whether the request was given to the service behind, which may have refused it. */
  readonly carriedOut: boolean;
}

export interface FaultyServices {
  readonly graph: GraphService;
  readonly entra: EntraService;
  /** Which of the two the request is for. */
  readonly target: 'graph' | 'entra';
}

/** Error codes of Graph by status; for others UnknownError with an empty message, as gateways in front of it answer. */
const GRAPH_CODES: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'InvalidAuthenticationToken',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
};

/** Carries a request out: at once, or where the caller is asked back first (a validation handshake), later. */
export type Serve = () => SimulatorResponse | Promise<SimulatorResponse>;

/** What becomes of a request that meets a fault. `serve` carries it out, once. */
export async function meetFault(
  fault: Fault,
  request: RoutedRequest,
  services: FaultyServices,
  serve: Serve,
): Promise<Served> {
  const { answer } = fault;
  switch (answer.kind) {
    case 'status':
      return { response: statusAnswer(answer.status, answer.retryAfterS, request, services), carriedOut: false };
    case 'hang':
    case 'reset': {
      if (answer.carriedOut) {
        await serve();
      }
      return { response: answer.kind === 'reset' ? RESET : undefined, carriedOut: answer.carriedOut };
    }
    case 'html':
      return { response: htmlPage(answer.status), carriedOut: false };
    case 'empty':
      return { response: emptyAnswer(answer.json), carriedOut: false };
    case 'truncated':
      return { response: truncated(await serve()), carriedOut: true };
    case 'delay':
      return { response: await serve(), carriedOut: true };
    case 'show':
      return { response: showing(await serve(), answer, fault.userId), carriedOut: true };
    case 'entraError':
      return { response: services.entra.refuse(answer.code, request, {}, answer), carriedOut: false };
  }
}

function statusAnswer(
  status: number,
  retryAfterS: number | undefined,
  request: RoutedRequest,
  { graph, entra, target }: FaultyServices,
): SimulatorResponse {
  if (target === 'graph' && status === 429) {
    return graph.throttled(retryAfterS, request);
  }
  const plain =
    target === 'entra'
      ? entra.refuse(90025, request, {}, { status })
      : graph.refuse(new GraphError(status, GRAPH_CODES[status] ?? 'UnknownError', ''), request);
  return retryAfterS === undefined
    ? plain
    : { ...plain, headers: { ...plain.headers, 'retry-after': String(retryAfterS) } };
}
