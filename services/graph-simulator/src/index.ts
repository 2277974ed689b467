export type {
  AppInput,
  ConsentInput,
  PersonInput,
  SecretInput,
  TenantInput,
} from './control/control-input.ts';
export type { PersonAction, PersonActionInput } from './control/person-action.ts';
export type { InspectedPerson, SimulatorControl } from './control/simulator-control.ts';
export { type CreateGraphSimulatorOptions, createGraphSimulator } from './create-graph-simulator.ts';
export { type App, type AppSecret, GRAPH_ROLES, type GraphRole } from './directory/app-registry.ts';
export type { Person, Tenant } from './directory/directory.ts';
export { ENTRA_ERRORS, type EntraErrorCode, type EntraErrorKind } from './entra/entra-error-catalogue.ts';
export { SigningKey } from './entra/signing-key.ts';
export { type Fault, type FaultAnswer, type FaultInput, ROUTE_NAMES, type RouteName } from './faults/fault.ts';
export type { PlannedFault } from './faults/fault-plan.ts';
export type { GraphSimulator } from './graph-simulator.ts';
export { type FetchLike, simulatorFetch } from './http/simulator-fetch.ts';
export type { SimulatorRequest, SimulatorResponse } from './http/simulator-request.ts';
export type { LatencySettings } from './latency/latency-model.ts';
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
export { DEFAULT_SWITCHES, type Switches } from './switches/switches.ts';
export type { ThrottleSettings } from './throttling/throttle.ts';
