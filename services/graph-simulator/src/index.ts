export type {
  AppInput,
  ConsentInput,
  PersonInput,
  SecretInput,
  TenantInput,
} from './control/control-input.ts';
export type { InspectedPerson } from './control/inspect-person.ts';
export type { PersonAction, PersonActionInput } from './control/person-action.ts';
export type { SimulatorControl } from './control/simulator-control.ts';
export { type CreateGraphSimulatorOptions, createGraphSimulator } from './create-graph-simulator.ts';
export { type App, type AppSecret, GRAPH_ROLES, type GraphRole } from './directory/app.ts';
export type { Person, Tenant } from './directory/directory.ts';
export { GRAPH_SCOPES, type GraphScope } from './directory/graph-scopes.ts';
export { ENTRA_ERRORS, type EntraErrorCode, type EntraErrorKind } from './entra/entra-error-catalogue.ts';
export type { SignInAccount } from './entra/sign-in-accounts.ts';
export type { SignInControl } from './entra/sign-in-control.ts';
export type { AccountInput, FederatedCredentialInput, ManifestChange, SignInInput } from './entra/sign-in-input.ts';
export { SigningKey } from './entra/signing-key.ts';
export { type Fault, type FaultAnswer, type FaultInput, ROUTE_NAMES, type RouteName } from './faults/fault.ts';
export type { PlannedFault } from './faults/fault-plan.ts';
export { RANDOM_FAULT_KINDS, type RandomFaultKind, type RandomFaultSettings } from './faults/random-faults.ts';
export type { GraphSimulator } from './graph-simulator.ts';
export { type FetchLike, simulatorFetch } from './http/simulator-fetch.ts';
export type { SimulatorRequest, SimulatorResponse } from './http/simulator-request.ts';
export type { LatencySettings } from './latency/latency-model.ts';
export type { HourStatistics } from './population/hour-statistics.ts';
export type { PopulationStatus } from './population/population.ts';
export type { PopulationInput } from './population/population-settings.ts';
export type { CountedRequest, RequestCount } from './record/request-counts.ts';
export type { RecordedWrite } from './record/write-record.ts';
export {
  DEFAULT_APP,
  DEFAULT_TENANT,
  type SimulatorConfig,
  type SimulatorConfigInput,
  simulatorConfigSchema,
} from './simulator-config.ts';
export {
  type RunningGraphSimulator,
  type StartGraphSimulatorOptions,
  startGraphSimulator,
} from './start-graph-simulator.ts';
export type { DeliveryOutcome, RecordedDelivery } from './subscriptions/delivery-record.ts';
export type { NotificationSender, OutgoingAnswer, OutgoingRequest } from './subscriptions/notification-sender.ts';
export type { InspectedSubscription, SubscriptionActionInput } from './subscriptions/subscription-control.ts';
export { CLOUD_FEATURES, CLOUDS, type Cloud } from './switches/clouds.ts';
export { DEFAULT_SWITCHES, type Switches, switchesSchema } from './switches/switches.ts';
export type { ThrottleSettings } from './throttling/throttle.ts';
