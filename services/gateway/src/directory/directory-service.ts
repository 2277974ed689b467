/** Finding and reading people without a stream, the catalogue, Explain and ReportStatus, on grpc-js. */
import type { handleUnaryCall, ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import { foldName } from '@lamplight/addresses';
import type { Change, Person, PersonSelector, Problem, Resolved } from '@lamplight/domain';
import { catalogue } from '@lamplight/resolver';
import { type Clock, LamplightError, type Logger, type Telemetry } from '@lamplight/runtime';
import {
  catalogueRequestFromWire,
  catalogueToWire,
  type DirectoryEntry,
  type DirectoryServiceServer,
  explainAnswerToWire,
  explainRequestFromWire,
  groupEntry,
  listAnswerToWire,
  listRequestFromWire,
  lookupAnswerToWire,
  peopleRequestFromWire,
  presenceAnswerToWire,
  problemToServiceError,
  reportStatusRequestFromWire,
  searchAnswerToWire,
  searchRequestFromWire,
  type WireResult,
} from '@lamplight/wire';
import type { CallMetadata } from '../access/authenticate.ts';
import type { Principal, Role } from '../access/principal.ts';
import type { Mask } from '../privacy/mask.ts';
import type { TenantPrivacy } from '../privacy/tenant-privacy.ts';
import { problemOf } from '../problem.ts';
import type { LiveSettings } from '../tenant/live-settings.ts';
import type { TenantCore } from '../tenant/tenant-core.ts';
import { explainPerson, requireHistory } from './explain-person.ts';
import { comparePositions, makePageToken, readPageToken } from './page-token.ts';
import { visibleEntry } from './visible-entry.ts';

/** One tenant, as this room sees it. */
export interface DirectoryTenant {
  readonly core: TenantCore;
  readonly privacy: TenantPrivacy;
  readonly settings: Pick<LiveSettings, 'profiles'>;
  /** The person as a watcher under this mask would be told now. */
  read(selector: PersonSelector, mask: Mask): Change;
}

/** A call that was let in, and what its key may see. */
interface Caller {
  readonly tenant: DirectoryTenant;
  readonly keyId: string;
  readonly mask: Mask;
}

export interface DirectoryServiceOptions {
  /**
   * Who calls, and on which tenant.
   * @throws LamplightError when the key does not allow it
   */
  readonly admit: (
    metadata: CallMetadata,
    role: Role,
  ) => { readonly principal: Pick<Principal, 'keyId' | 'roles'>; readonly tenant: DirectoryTenant };
  /** People that one request may name. */
  readonly maxPerRequest: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

export class DirectoryService {
  readonly #options: DirectoryServiceOptions;
  readonly #logger: Logger;

  constructor(options: DirectoryServiceOptions) {
    this.#options = options;
    this.#logger = options.logger.forComponent('directory');
  }

  /** The methods of the service, for grpc-js. */
  get implementation(): DirectoryServiceServer {
    return {
      lookup: this.#unary('Lookup', 'watcher', ({ tenant, mask }, request) =>
        lookupAnswerToWire(
          this.#limited(peopleRequestFromWire(request)).map((selector) => {
            const resolved = tenant.core.directory.resolve(selector);
            return resolved.kind === 'person' ? { kind: 'entry', entry: this.#entry(resolved.person, mask) } : resolved;
          }),
        ),
      ),
      search: this.#unary('Search', 'watcher', ({ tenant, mask }, request) => {
        const { query, limit, kinds } = taken(searchRequestFromWire(request));
        const found = tenant.core.directory.search(query, limit, withoutGroup(kinds));
        const entries = found.people.map((person) => this.#entry(person, mask));
        return searchAnswerToWire({ entries, truncated: found.truncated });
      }),
      list: this.#unary('List', 'watcher', ({ tenant, mask }, request) => {
        const asked = taken(listRequestFromWire(request));
        if (asked.kinds.includes('group')) {
          return listAnswerToWire(listGroups(tenant.core, asked.pageSize, asked.pageToken));
        }
        const page = tenant.core.directory.list({ ...asked, kinds: withoutGroup(asked.kinds) });
        const entries = page.people.map((person) => this.#entry(person, mask));
        return listAnswerToWire({ entries, nextPageToken: page.nextPageToken });
      }),
      getPresence: this.#unary('GetPresence', 'watcher', ({ tenant, mask }, request) => {
        const items = this.#limited(peopleRequestFromWire(request)).map((selector) => tenant.read(selector, mask));
        return presenceAnswerToWire({ items, epoch: tenant.core.presenceLog.epoch });
      }),
      getCatalogue: this.#unary('GetCatalogue', 'watcher', ({ tenant }, request) => {
        const words = catalogue(taken(catalogueRequestFromWire(request)), tenant.settings.profiles.labels);
        return catalogueToWire({ ...words, tones: byEnumName(words.tones) });
      }),
      explain: this.#unary('Explain', 'explain', ({ tenant, keyId, mask }, request) => {
        requireHistory(mask, keyId);
        const { person, language } = taken(explainRequestFromWire(request));
        const { id } = personOf(tenant.core.directory.resolve(person));
        const explanation = tenant.core.explain(id);
        if (explanation === undefined) {
          throw new LamplightError('unexpected', 'there is no explanation of a person who is there');
        }
        const now = this.#options.clock.now();
        return explainAnswerToWire(explainPerson(explanation, { language, mask, privacy: tenant.privacy, now }));
      }),
      reportStatus: this.#unary('ReportStatus', 'status', async ({ tenant }, request) => {
        const { person, status } = taken(reportStatusRequestFromWire(request));
        const { id } = personOf(tenant.core.directory.resolve(person));
        switch (status.kind) {
          case 'set':
            return { revision: await tenant.core.setStatus(id, status) };
          case 'clear':
            return { revision: await tenant.core.setStatus(id, null) };
          case 'operator-note':
            return { revision: await tenant.core.setOperatorNote(id, status.note) };
        }
      }),
    };
  }

  #entry(person: Person, mask: Mask): DirectoryEntry {
    return visibleEntry(person, mask, this.#options.clock.now());
  }

  #limited(people: readonly PersonSelector[]): readonly PersonSelector[] {
    const { maxPerRequest } = this.#options;
    if (people.length > maxPerRequest) {
      throw new LamplightError(
        'request_limit',
        `people names ${people.length}: at most ${maxPerRequest} in one request, so split it`,
        { details: { max_per_request: String(maxPerRequest) } },
      );
    }
    return people;
  }

  #unary<Request, Response>(
    method: string,
    role: Role,
    work: (caller: Caller, request: Request) => Response | Promise<Response>,
  ): handleUnaryCall<Request, Response> {
    return (call, callback) => void this.#answer(method, call, callback, role, work);
  }

  async #answer<Request, Response>(
    method: string,
    call: ServerUnaryCall<Request, Response>,
    callback: sendUnaryData<Response>,
    role: Role,
    work: (caller: Caller, request: Request) => Response | Promise<Response>,
  ): Promise<void> {
    const { telemetry, clock, admit } = this.#options;
    const began = clock.monotonic();
    let reason = 'ok';
    try {
      const { principal, tenant } = admit(call.metadata, role);
      const caller = { tenant, keyId: principal.keyId, mask: tenant.privacy.maskOf(principal.roles) };
      const answer = await telemetry.span(`DirectoryService/${method}`, {}, () => work(caller, call.request));
      callback(null, answer);
    } catch (failure) {
      const told = problemOf(failure);
      reason = told.reason;
      if (reason === 'unexpected') {
        this.#logger.error({ method, err: failure }, 'a request failed unexpectedly');
      }
      callback(problemToServiceError(told));
    }
    telemetry.count('lamplight_directory_requests_total', { method, reason });
    telemetry.observe('lamplight_directory_request_seconds', (clock.monotonic() - began) / 1000, { method });
  }
}

function taken<Value>(read: WireResult<Value>): Value {
  if (!read.ok) {
    throw asError(read.problem);
  }
  return read.value;
}

function personOf(resolved: Resolved): Extract<Resolved, { kind: 'person' }>['person'] {
  if (resolved.kind === 'problem') {
    throw asError(resolved.problem);
  }
  return resolved.person;
}

function asError({ reason, message, details }: Problem): LamplightError {
  switch (reason) {
    case 'protocol_violation':
    case 'person_unknown':
    case 'person_ambiguous':
    case 'person_moved':
      return new LamplightError(reason, message, { details });
    default:
      return new LamplightError('unexpected', message, { details });
  }
}

type EntryKinds = Parameters<TenantCore['directory']['search']>[2];

function withoutGroup(kinds: readonly DirectoryEntry['kind'][]): EntryKinds {
  return kinds.filter((kind) => kind !== 'group');
}

function listGroups(
  core: TenantCore,
  pageSize: number,
  pageToken: string | null,
): { readonly entries: readonly DirectoryEntry[]; readonly nextPageToken: string | null } {
  const after = pageToken === null ? undefined : readPageToken(pageToken);
  const following = core.directory.groups
    .map((group) => ({ group, position: { key: foldName(group.displayName), id: group.id } }))
    .sort((a, b) => comparePositions(a.position, b.position))
    .filter(({ position }) => after === undefined || comparePositions(position, after) > 0);
  const page = following.slice(0, pageSize);
  const last = page.at(-1);
  return {
    entries: page.map(({ group }) => groupEntry(group)),
    nextPageToken: last !== undefined && following.length > page.length ? makePageToken(last.position) : null,
  };
}

/** The contract names tones by their enum value, such as TONE_DO_NOT_DISTURB. */
function byEnumName(tones: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tones).map(([tone, words]) => [`TONE_${tone.toUpperCase().replaceAll('-', '_')}`, words]),
  );
}
