export { SipAdapter, type SipAdapterOptions } from './adapter.ts';
export {
  parseSipAdapterConfig,
  readPassword,
  type SipAdapterConfig,
  type SipAdapterConfigInput,
  SipAdapterConfigSchema,
} from './config.ts';
