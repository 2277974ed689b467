/** `/control/v1`: JSON over HTTP. It asks for no credentials: bind the simulator to loopback. */
import { type ErrorKind, LamplightError } from '@lamplight/runtime';
import { EventStream } from '../http/event-stream.ts';
import { json, type RoutedRequest, type SimulatorResponse } from '../http/simulator-request.ts';
import type { ControlRoute } from './control-route.ts';
import { CONTROL_ROUTES } from './control-routes.ts';
import type { SimulatorControl } from './simulator-control.ts';

const STATUS_OF_KIND: Partial<Record<ErrorKind, number>> = {
  invalid_argument: 400,
  not_found: 404,
  already_exists: 409,
  failed_precondition: 409,
};

/** What browsers say of requests of our own page, and of addresses that somebody typed. Source: Fetch Metadata, W3C. */
const OWN_SITES: ReadonlySet<string> = new Set(['same-origin', 'none']);

export class ControlApi {
  readonly #control: SimulatorControl;

  constructor(control: SimulatorControl) {
    this.#control = control;
  }

  /** Answers one request. Errors are `{reason, message}`; the message names the field and the remedy. */
  answer(request: RoutedRequest): SimulatorResponse {
    try {
      return this.#answer(request);
    } catch (failure) {
      const error = LamplightError.from(failure);
      return json(STATUS_OF_KIND[error.kind] ?? 500, { reason: error.reason, message: error.message });
    }
  }

  #answer(request: RoutedRequest): SimulatorResponse {
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && !OWN_SITES.has(site)) {
      const message = `sec-fetch-site is ${site}: a page of another site may not use the control API`;
      return json(403, { reason: 'request_not_possible', message });
    }
    const segments = request.segments.slice(2);
    const here = CONTROL_ROUTES.filter((route) => matches(route, segments));
    const route = here.find((candidate) => candidate.method === request.method);
    if (request.segments[1] !== 'v1' || here.length === 0) {
      throw new LamplightError(
        'request_target_unknown',
        `there is no ${request.segments.join('/')}: GET /control/v1 lists what there is`,
      );
    }
    if (route === undefined) {
      const methods = here.map((candidate) => candidate.method).join(', ');
      return json(
        405,
        { reason: 'request_invalid', message: `${request.method} is not possible here: use ${methods}` },
        { allow: methods },
      );
    }
    const pattern = route.path.split('/');
    const ids = segments.filter((_, index) => pattern[index] === '*');
    const answer = route.answer(this.#control, { ids, body: readBody(request), query: request.query });
    if (answer instanceof EventStream) {
      return answer.toResponse();
    }
    return answer === undefined
      ? { status: 204, headers: {}, body: '' }
      : json(route.method === 'POST' ? 201 : 200, answer);
  }
}

function matches(route: ControlRoute, segments: readonly string[]): boolean {
  const pattern = route.path === '' ? [] : route.path.split('/');
  return pattern.length === segments.length && pattern.every((part, index) => part === '*' || part === segments[index]);
}

function readBody(request: RoutedRequest): unknown {
  if (request.body === '') {
    return {};
  }
  try {
    return JSON.parse(request.body);
  } catch (cause) {
    throw new LamplightError('request_invalid', 'the body is not JSON: send a JSON object', { cause });
  }
}
