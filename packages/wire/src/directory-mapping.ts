/** Requests and answers of the directory service between domain and wire. Explain has a file of its own. */
import type { Note, PersonSelector } from '@lamplight/domain';
import {
  entryFromWire,
  entryToWire,
  kindsFromWire,
  lookupResultFromWire,
  lookupResultToWire,
} from './directory-entry-mapping.ts';
import type {
  Catalogue,
  ListAnswer,
  ListRequest,
  LookupResult,
  PresenceAnswer,
  ReportStatusRequest,
  SearchAnswer,
  SearchRequest,
} from './directory-nouns.ts';
import { directoryKinds } from './enum-mapping.ts';
import type {
  GetCatalogueRequest as WireGetCatalogueRequest,
  GetCatalogueResponse as WireGetCatalogueResponse,
  GetPresenceResponse as WireGetPresenceResponse,
  ListRequest as WireListRequest,
  ListResponse as WireListResponse,
  LookupResponse as WireLookupResponse,
  ReportStatusRequest as WireReportStatusRequest,
  SearchRequest as WireSearchRequest,
  SearchResponse as WireSearchResponse,
} from './gen/presence/v1/directory.ts';
import type { Note as WireNote } from './gen/presence/v1/presence.ts';
import type { PersonSelector as WirePersonSelector } from './gen/presence/v1/subscription.ts';
import { timeFromWire, timeToWire, wireUint32 } from './numbers.ts';
import { noteFromWire, noteToWire } from './presence-mapping.ts';
import { changeFromWire, changeToWire, selectorFromWire, selectorToWire } from './subscription-mapping.ts';
import { DEFAULT_PAGE_SIZE, DEFAULT_SEARCH_RESULTS, WIRE_LIMITS } from './wire-limits.ts';
import type { WireResult } from './wire-problem.ts';
import { WireReader } from './wire-reader.ts';

/** Of LookupRequest and GetPresenceRequest, which are alike. */
export interface WirePeopleRequest {
  people: WirePersonSelector[];
}

export function peopleRequestToWire(people: readonly PersonSelector[]): WirePeopleRequest {
  return { people: people.map(selectorToWire) };
}

/** Total: what cannot be resolved is answered for that entry. The number of entries is checked by the service. */
export function peopleRequestFromWire(wire: WirePeopleRequest): readonly PersonSelector[] {
  return wire.people.map(selectorFromWire);
}

export function lookupAnswerToWire(results: readonly LookupResult[]): WireLookupResponse {
  return { results: results.map(lookupResultToWire) };
}

export function lookupAnswerFromWire(wire: WireLookupResponse): readonly LookupResult[] {
  return wire.results.map(lookupResultFromWire);
}

export function presenceAnswerToWire(answer: PresenceAnswer): WireGetPresenceResponse {
  return { items: answer.items.map(changeToWire), epoch: answer.epoch };
}

export function presenceAnswerFromWire(wire: WireGetPresenceResponse): PresenceAnswer {
  return { items: wire.items.map(changeFromWire), epoch: wire.epoch };
}

export function searchRequestToWire(request: SearchRequest): WireSearchRequest {
  return { query: request.query, limit: wireUint32(request.limit), kinds: request.kinds.map(directoryKinds.toWire) };
}

/** Fills in the default limit and lowers one above the largest. Problems: an overlong query. */
export function searchRequestFromWire(wire: WireSearchRequest): WireResult<SearchRequest> {
  const reader = new WireReader('protocol_violation');
  return reader.result({
    query: reader.text('query', wire.query, WIRE_LIMITS.address),
    limit: Math.min(wire.limit === 0 ? DEFAULT_SEARCH_RESULTS : wire.limit, WIRE_LIMITS.searchResults),
    kinds: kindsFromWire(wire.kinds),
  });
}

export function searchAnswerToWire(answer: SearchAnswer): WireSearchResponse {
  return { entries: answer.entries.map(entryToWire), truncated: answer.truncated };
}

export function searchAnswerFromWire(wire: WireSearchResponse): SearchAnswer {
  return { entries: wire.entries.map(entryFromWire), truncated: wire.truncated };
}

export function listRequestToWire(request: ListRequest): WireListRequest {
  return {
    pageSize: wireUint32(request.pageSize),
    pageToken: request.pageToken ?? '',
    kinds: request.kinds.map(directoryKinds.toWire),
    groupId: request.groupId ?? '',
  };
}

/** Fills in the default page size and lowers one above the largest. Problems: an overlong token or group id. */
export function listRequestFromWire(wire: WireListRequest): WireResult<ListRequest> {
  const reader = new WireReader('protocol_violation');
  const pageToken = reader.text('page_token', wire.pageToken, WIRE_LIMITS.text);
  const groupId = reader.word('group_id', wire.groupId);
  return reader.result({
    pageSize: Math.min(wire.pageSize === 0 ? DEFAULT_PAGE_SIZE : wire.pageSize, WIRE_LIMITS.pageSize),
    pageToken: pageToken === '' ? null : pageToken,
    kinds: kindsFromWire(wire.kinds),
    groupId: groupId === '' ? null : groupId,
  });
}

export function listAnswerToWire(answer: ListAnswer): WireListResponse {
  return { entries: answer.entries.map(entryToWire), nextPageToken: answer.nextPageToken ?? '' };
}

export function listAnswerFromWire(wire: WireListResponse): ListAnswer {
  return {
    entries: wire.entries.map(entryFromWire),
    nextPageToken: wire.nextPageToken === '' ? null : wire.nextPageToken,
  };
}

/** The asked language, at most 128 characters; an overlong one is a problem. */
export function catalogueRequestFromWire(wire: WireGetCatalogueRequest): WireResult<string> {
  const reader = new WireReader('protocol_violation');
  return reader.result(reader.word('language', wire.language));
}

export function catalogueToWire(catalogue: Catalogue): WireGetCatalogueResponse {
  return {
    language: catalogue.language,
    version: catalogue.version,
    labels: { ...catalogue.labels },
    tones: { ...catalogue.tones },
    reasons: { ...catalogue.reasons },
  };
}

export function catalogueFromWire(wire: WireGetCatalogueResponse): Catalogue {
  return { ...wire };
}

export function reportStatusRequestToWire(request: ReportStatusRequest): WireReportStatusRequest {
  return { person: selectorToWire(request.person), status: statusToWire(request.status) };
}

/** Problems: no person, no status that is known here, an availability or activity missing, an overlong text. */
export function reportStatusRequestFromWire(wire: WireReportStatusRequest): WireResult<ReportStatusRequest> {
  const reader = new WireReader('protocol_violation');
  return reader.result({
    person: requiredSelector(reader, wire.person),
    status: statusFromWire(reader, wire.status),
  });
}

/** A selector that the request cannot do without. */
export function requiredSelector(reader: WireReader, wire: WirePersonSelector | undefined): PersonSelector {
  if (wire?.by === undefined || wire.by.value === '') {
    reader.fail('person', 'is missing; name the person by person_id or address');
  }
  return selectorFromWire(wire ?? { by: undefined });
}

function statusToWire(status: ReportStatusRequest['status']): WireReportStatusRequest['status'] {
  switch (status.kind) {
    case 'set':
      return {
        $case: 'set',
        value: {
          availability: status.availability,
          activity: status.activity,
          note: status.note === null ? undefined : noteToWire(status.note),
          untilUnixMs: timeToWire(status.until),
        },
      };
    case 'clear':
      return { $case: 'clear', value: {} };
    case 'operator-note':
      return {
        $case: 'operatorNote',
        value: { note: status.note === null ? undefined : noteToWire(status.note) },
      };
  }
}

function statusFromWire(reader: WireReader, wire: WireReportStatusRequest['status']): ReportStatusRequest['status'] {
  switch (wire?.$case) {
    case 'set':
      return {
        kind: 'set',
        availability: reader.requiredWord('set.availability', wire.value.availability),
        activity: reader.requiredWord('set.activity', wire.value.activity),
        note: checkedNote(reader, 'set.note', wire.value.note),
        until: timeFromWire(wire.value.untilUnixMs),
      };
    case 'clear':
      return { kind: 'clear' };
    case 'operatorNote':
      return { kind: 'operator-note', note: checkedNote(reader, 'operator_note.note', wire.value.note) };
    case undefined:
      reader.fail('status', 'is missing; send set, clear or operator_note');
      return { kind: 'clear' };
  }
}

/** Null for a missing or empty note. */
function checkedNote(reader: WireReader, field: string, wire: WireNote | undefined): Note | null {
  if (wire === undefined || wire.text === '') {
    return null;
  }
  reader.text(`${field}.text`, wire.text);
  return noteFromWire(wire);
}
