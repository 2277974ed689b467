export type { DirectoryOrigin, OriginGroup, OriginPage, OriginPerson } from './port/directory-origin.ts';
export type {
  AdapterContext,
  EffectChange,
  LinkState,
  RosterChange,
  SourceAdapter,
  SourceDescription,
} from './port/source-adapter.ts';
export type { Uplink, UplinkEvents, UplinkStream } from './port/uplink.ts';
export { AdapterRunner, type AdapterRunnerOptions } from './runner/adapter-runner.ts';
export { GrpcUplink, type GrpcUplinkOptions } from './uplink/grpc-uplink.ts';
export { LocalUplink } from './uplink/local-uplink.ts';
