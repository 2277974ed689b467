/** What is said of other applications that seem to write: whom, what they show, and how to find them. */
import type { Health } from '@lamplight/domain';
import type { ForeignWriter } from './foreign-writers.ts';

/** Lives of sessions that applications ask for (Graph, setPresence: PT5M to PT4H), in minutes. */
const SESSION_MINUTES = [5, 10, 15, 20, 30, 60, 120, 240] as const;
/** A life is seen only by polling; ms. */
const TOLERANCE_MS = 20_000;

/** The application role Presence.ReadWrite.All. Source: Graph, permissions reference. */
const WRITING_ROLE = '83cded22-8297-4ff6-a7fa-e97e9545a259';

/** Null: nobody is suspected. */
export function foreignWriterHealth(writers: readonly (ForeignWriter & { readonly address: string })[]): Health | null {
  if (writers.length === 0) {
    return null;
  }
  const people = writers.map(({ address }) => address).join(', ');
  const evidence = writers.map((writer) => `${writer.address}: ${inWords(writer)}`).join('; ');
  return {
    state: 'degraded',
    reason: 'foreign_writer_suspected',
    message: `another application seems to write the Teams presence of ${people} (${evidence})`,
    remedy: `Graph names no author: look in the Entra admin center, Enterprise applications, for those with the application permission Presence.ReadWrite.All (role ${WRITING_ROLE} of Microsoft Graph; Get-MgServicePrincipalAppRoleAssignedTo lists them), and in the sign-in logs of service principals for which of them was active at that time; stop one of the two products, or run Lamplight with readOnly. Until a day has passed without new signs, calls of these people in Teams act on no PBX`,
    details: { people, evidence },
  };
}

function inWords({ pair, since, lastedMs, followsOurs, signedOut }: ForeignWriter): string {
  const shown = pair === null ? 'a call' : `${pair.availability}/${pair.activity}`;
  const began = since === null ? ', begun under our own write' : ` since ${new Date(since).toISOString()}`;
  const life = lastedMs === null ? undefined : sessionLife(lastedMs);
  return [
    lastedMs === null ? `shows ${shown}${began}` : `showed ${shown}${began} for ${Math.round(lastedMs / 1000)} s`,
    ...(life === undefined ? [] : [`as long as a session of ${life} minutes that is not renewed`]),
    ...(followsOurs ? ['follows our own writes, so it copies the line'] : []),
    ...(signedOut ? ['shows a call though nobody is signed in'] : []),
  ].join(', ');
}

function sessionLife(lastedMs: number): number | undefined {
  return SESSION_MINUTES.find((minutes) => Math.abs(lastedMs - minutes * 60_000) <= TOLERANCE_MS);
}
