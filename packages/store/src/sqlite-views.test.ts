import { viewCompliance } from './compliance/index.ts';

viewCompliance({
  name: 'the views of a store in memory',
  isDurable: false,
  place: async () => ({
    newLocation: () => Promise.resolve({ kind: 'memory' }),
    dispose: () => Promise.resolve(),
  }),
});
