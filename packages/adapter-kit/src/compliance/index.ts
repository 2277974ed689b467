export type { AdapterSuite, AdapterUnderTest } from './bench.ts';
export { describeAdapter } from './describe-adapter.ts';
export { type GrpcReportServer, startGrpcReportServer } from './grpc-report-server.ts';
export { MemoryAdapter, MemorySystem } from './memory-adapter.ts';
export { type Greeting, type RecordedStream, ScriptedGateway } from './scripted-gateway.ts';
export { until } from './until.ts';
