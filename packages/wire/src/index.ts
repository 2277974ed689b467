export { groupEntry, personEntry } from './directory-entry-mapping.ts';
export {
  catalogueFromWire,
  catalogueRequestFromWire,
  catalogueToWire,
  listAnswerFromWire,
  listAnswerToWire,
  listRequestFromWire,
  listRequestToWire,
  lookupAnswerFromWire,
  lookupAnswerToWire,
  peopleRequestFromWire,
  peopleRequestToWire,
  presenceAnswerFromWire,
  presenceAnswerToWire,
  reportStatusRequestFromWire,
  reportStatusRequestToWire,
  searchAnswerFromWire,
  searchAnswerToWire,
  searchRequestFromWire,
  searchRequestToWire,
  type WirePeopleRequest,
} from './directory-mapping.ts';
export type {
  Catalogue,
  DirectoryEntry,
  DirectoryKind,
  ExplainAnswer,
  ExplainedClaim,
  ExplainedEffect,
  ExplainedRule,
  ExplainRequest,
  ListAnswer,
  ListRequest,
  LookupResult,
  PresenceAnswer,
  ReportStatusRequest,
  SearchAnswer,
  SearchRequest,
} from './directory-nouns.ts';
export { grpcCodeOfKind, kindOfGrpcCode, reasonOfGrpcCode, type WireErrorKind } from './error-codes.ts';
export {
  explainAnswerFromWire,
  explainAnswerToWire,
  explainRequestFromWire,
  explainRequestToWire,
} from './explain-mapping.ts';
export { type GatewayMessageReading, gatewayMessageFromWire, gatewayMessageToWire } from './gateway-message-mapping.ts';
export {
  DirectoryServiceClient,
  type DirectoryServiceServer,
  DirectoryServiceService,
  type ExplainRequest as WireExplainRequest,
  type ExplainResponse as WireExplainResponse,
  type GetCatalogueRequest as WireGetCatalogueRequest,
  type GetCatalogueResponse as WireGetCatalogueResponse,
  type GetPresenceRequest as WireGetPresenceRequest,
  type GetPresenceResponse as WireGetPresenceResponse,
  type ListRequest as WireListRequest,
  type ListResponse as WireListResponse,
  type LookupRequest as WireLookupRequest,
  type LookupResponse as WireLookupResponse,
  type ReportStatusRequest as WireReportStatusRequest,
  type ReportStatusResponse as WireReportStatusResponse,
  type SearchRequest as WireSearchRequest,
  type SearchResponse as WireSearchResponse,
} from './gen/presence/v1/directory.ts';
export {
  type ReportRequest as WireReportRequest,
  type ReportResponse as WireReportResponse,
  SourceServiceClient,
  type SourceServiceServer,
  SourceServiceService,
} from './gen/presence/v1/source.ts';
export {
  type SubscribeRequest as WireSubscribeRequest,
  type SubscribeResponse as WireSubscribeResponse,
  SubscriptionServiceClient,
} from './gen/presence/v1/subscription.ts';
export { grpcOptions } from './grpc-options.ts';
export { presenceFromWire, presenceToWire } from './presence-mapping.ts';
export {
  ERROR_DOMAIN,
  type GrpcStatus,
  problemFromStatus,
  problemFromWire,
  problemToServiceError,
  problemToStatus,
  problemToWire,
  type ReceivedGrpcStatus,
  STATUS_DETAILS_TRAILER,
} from './problem-mapping.ts';
export { type SubscriptionServiceServer, SubscriptionServiceService } from './services.ts';
export {
  type ClaimRefusal,
  type SourceMessageReading,
  sourceMessageFromWire,
  sourceMessageToWire,
} from './source-message-mapping.ts';
export {
  type EncodedChange,
  encodeChange,
  encodeChangesFrame,
  type SubscribeFrame,
  serializeSubscribeResponse,
  withRequestedAddress,
} from './subscribe-frame.ts';
export {
  changeFromWire,
  changeToWire,
  type SubscribeResponseReading,
  selectorFromWire,
  selectorToWire,
  subscribeRequestFromWire,
  subscribeRequestToWire,
  subscribeResponseFromWire,
  subscribeResponseToWire,
} from './subscription-mapping.ts';
export { DEFAULT_PAGE_SIZE, DEFAULT_SEARCH_RESULTS, WIRE_LIMITS } from './wire-limits.ts';
export { type WireProblem, type WireResult, wireProblem } from './wire-problem.ts';
