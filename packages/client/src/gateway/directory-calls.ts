import type { CallOptions, ClientUnaryCall, Metadata, ServiceError } from '@grpc/grpc-js';
import type { PersonSelector } from '@lamplight/domain';
import {
  type Catalogue,
  catalogueFromWire,
  type ExplainAnswer,
  explainAnswerFromWire,
  explainRequestToWire,
  type ListAnswer,
  type ListRequest,
  type LookupResult,
  listAnswerFromWire,
  listRequestToWire,
  lookupAnswerFromWire,
  type PresenceAnswer,
  peopleRequestToWire,
  presenceAnswerFromWire,
  type ReportStatusRequest,
  reportStatusRequestToWire,
  type SearchAnswer,
  type SearchRequest,
  searchAnswerFromWire,
  searchRequestToWire,
} from '@lamplight/wire';
import type { Channel } from './channel.ts';
import { explainEnd, problemError } from './problem-error.ts';

type Unary<Request, Response> = (
  request: Request,
  metadata: Metadata,
  options: Partial<CallOptions>,
  callback: (error: ServiceError | null, response: Response) => void,
) => ClientUnaryCall;

/** The directory service: one method a call. Each rejects with a LamplightError that a person can act on. */
export class DirectoryCalls {
  readonly #channel: Channel;
  /** Wall time in ms at which a call begun now is given up. */
  readonly #deadline: () => number;

  constructor(channel: Channel, deadline: () => number) {
    this.#channel = channel;
    this.#deadline = deadline;
  }

  async lookup(people: readonly PersonSelector[]): Promise<readonly LookupResult[]> {
    const { directory } = this.#channel;
    return lookupAnswerFromWire(await this.#call(directory.lookup.bind(directory), peopleRequestToWire(people)));
  }

  async search(request: SearchRequest): Promise<SearchAnswer> {
    const { directory } = this.#channel;
    return searchAnswerFromWire(await this.#call(directory.search.bind(directory), searchRequestToWire(request)));
  }

  async list(request: ListRequest): Promise<ListAnswer> {
    const { directory } = this.#channel;
    return listAnswerFromWire(await this.#call(directory.list.bind(directory), listRequestToWire(request)));
  }

  async getPresence(people: readonly PersonSelector[]): Promise<PresenceAnswer> {
    const { directory } = this.#channel;
    return presenceAnswerFromWire(await this.#call(directory.getPresence.bind(directory), peopleRequestToWire(people)));
  }

  /** @param language BCP 47, such as `de` or `en-GB` */
  async catalogue(language: string): Promise<Catalogue> {
    const { directory } = this.#channel;
    return catalogueFromWire(await this.#call(directory.getCatalogue.bind(directory), { language }));
  }

  async explain(person: PersonSelector, language: string): Promise<ExplainAnswer> {
    const { directory } = this.#channel;
    const request = explainRequestToWire({ person, language });
    return explainAnswerFromWire(await this.#call(directory.explain.bind(directory), request));
  }

  /** Resolves to the revision at which, or after which, the presence shows it. */
  async reportStatus(request: ReportStatusRequest): Promise<number> {
    const { directory } = this.#channel;
    return (await this.#call(directory.reportStatus.bind(directory), reportStatusRequestToWire(request))).revision;
  }

  async #call<Request, Response>(method: Unary<Request, Response>, request: Request): Promise<Response> {
    const outcome = await new Promise<{ readonly error: ServiceError } | { readonly response: Response }>((resolve) => {
      method(request, this.#channel.metadata(), { deadline: this.#deadline() }, (error, response) =>
        resolve(error === null ? { response } : { error }),
      );
    });
    if ('response' in outcome) {
      return outcome.response;
    }
    const problem = await explainEnd(outcome.error, this.#channel.address, this.#channel.egress);
    throw problemError(problem ?? { code: 2, reason: 'unexpected', message: outcome.error.message, details: {} });
  }
}
