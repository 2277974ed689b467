export { ACTOR, StoreBench, type StorePlace, TENANT } from './store-bench.ts';
export { storeCompliance } from './store-compliance.ts';
export type { StoreSuite } from './under-bench.ts';
export { viewCompliance } from './view-compliance.ts';
