import { lineEntrySchema } from '@lamplight/admin-api';
import { subjectKey, systemId } from '@lamplight/domain';
import type { LineInput } from '@lamplight/store';
import type { ImportKind } from './import-kind.ts';

/** Lines and accounts, by system and address. What an administrator made by hand stays. */
export const LINES_IMPORT: ImportKind<LineInput> = {
  job: 'line-import',
  noun: 'lines',
  schema: lineEntrySchema.transform((line) => ({
    ...line,
    systemId: systemId(line.systemId),
    origin: 'directory' as const,
  })),
  anchorsOf: (line) => [{ field: 'address', key: subjectKey(line) }],
  anchorExpected: 'has no systemId and address: expected both',
  unknownTo: async (tenant) => {
    const systems = new Set<string>((await tenant.systems.list()).map(({ id }) => id));
    return (line) =>
      systems.has(line.systemId)
        ? []
        : [
            {
              field: 'systemId',
              message: `is ${JSON.stringify(line.systemId)}, which is not there: put the system first`,
            },
          ];
  },
  take: async (tenant, entries) => {
    const { created, updated } = await tenant.lines.putMany(entries);
    return { created, updated, returned: 0, same: entries.length - created - updated };
  },
};
