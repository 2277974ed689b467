import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeCompliance } from './compliance/index.ts';

storeCompliance({
  name: 'a store in memory',
  isDurable: false,
  place: async () => ({
    newLocation: () => Promise.resolve({ kind: 'memory' }),
    dispose: () => Promise.resolve(),
  }),
});

storeCompliance({
  name: 'a store in a file',
  isDurable: true,
  place: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lamplight-store-'));
    let count = 0;
    return {
      newLocation: async () => {
        count += 1;
        return { kind: 'sqlite', path: join(folder, `${count}.db`) };
      },
      dispose: () => rm(folder, { recursive: true }),
    };
  },
});
