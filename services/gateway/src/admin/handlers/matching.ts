import type { ListPreview, MatchReport } from '@lamplight/admin-api';
import { keepList, keptListOf } from '../../matching/kept-list.ts';
import type { ChangeTenant, ListPreviewed, Matching } from '../../matching/matching.ts';
import type { Handlers } from '../handler.ts';

/** Of a name in a preview. */
const LONGEST_SHOWN = 256;

export function matchingHandlers(matching: Matching): Handlers['matching'] {
  return {
    run: async ({ query, readTenant, changeTenant }) => {
      if (query.dryRun) {
        return { value: await matching.preview(readTenant) };
      }
      const change: ChangeTenant<MatchReport> = async (work) => {
        const { value } = await changeTenant(async (tenant, stored) => ({
          value: await work(tenant, stored),
        }));
        return value;
      };
      return { value: await matching.carryOut({ read: readTenant, change }) };
    },
    report: async ({ readTenant }) => ({ value: await matching.preview(readTenant) }),
    getList: async ({ readTenant }) => {
      const { entries, csv, revision } = await readTenant((tenant) => keptListOf(tenant));
      return { value: { entries, csv }, revision };
    },
    putList: async ({ body, query, ifRevision, readTenant, changeTenant }) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) {
        chunks.push(chunk);
      }
      const found = await matching.previewList(Buffer.concat(chunks), readTenant, ifRevision);
      if (query.dryRun || found.report === null) {
        return { value: listPreview(found, false), revision: found.revision };
      }
      return changeTenant(async (tenant) => {
        // What is answered speaks of the list as it was read.
        const { revision } = await keepList(tenant, found.list, found.revision);
        return { value: listPreview(found, true), revision };
      });
    },
  };
}

function listPreview({ list, report }: ListPreviewed, applied: boolean): ListPreview {
  const { encoding, separator, entries, problems } = list;
  const [added, removed] = [list.added.map(shownPair), list.removed.map(shownPair)];
  return { applied, encoding, separator, entries, added, removed, problems: [...problems], matching: report };
}

/** On one line, and not longer than a name of ours. */
function shownPair({ teams, system }: { readonly teams: string; readonly system: string }) {
  return { teams: shown(teams), system: shown(system) };
}

function shown(name: string): string {
  return name.replaceAll(/\p{Cc}/gu, ' ').slice(0, LONGEST_SHOWN);
}
