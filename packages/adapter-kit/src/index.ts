export type {
  AdapterContext,
  EffectChange,
  LinkState,
  RosterChange,
  SourceAdapter,
  SourceDescription,
} from './port/source-adapter.ts';
export type { Uplink, UplinkEvents, UplinkStream } from './port/uplink.ts';
