/**
 * What is searched: everything at once is wide, so it does not get deep; each other scope leaves kinds of moves out and
 * gets deeper. All begin with a free person whom everybody has answered for.
 */
import { MOVE_KINDS, type MoveKind } from './moves.ts';

export interface Scope {
  readonly name: string;
  readonly kinds: readonly MoveKind[];
  readonly mostWorlds: number;
}

export const SCOPES = {
  echoes: {
    name: 'our echo: slow reads, writes that are late, lost or refused',
    kinds: ['line', 'call', 'slow-read', 'slow-write', 'failing-write'],
    mostWorlds: 50_000,
  },
  slowReads: {
    name: 'reads that outlast a hang-up',
    kinds: ['line', 'slow-read'],
    mostWorlds: 20_000,
  },
  statuses: {
    name: 'statuses: appointments, choices by hand, signing in and out',
    kinds: ['line', 'hold', 'call', 'meeting', 'choice', 'signing'],
    mostWorlds: 30_000,
  },
  hiddenChoices: {
    name: 'choices by hand that signing out hides and our own session shows',
    kinds: ['line', 'choice', 'signing', 'restart'],
    mostWorlds: 30_000,
  },
  sources: {
    name: 'the PBX: lost streams, new connectors, out of sight, refusals',
    kinds: ['line', 'call', 'stream', 'connector', 'blind', 'refusal'],
    mostWorlds: 30_000,
  },
  foreign: {
    name: 'another application that writes sessions',
    kinds: ['line', 'call', 'foreign'],
    mostWorlds: 20_000,
  },
  copier: {
    name: 'another application that copies the PBX into Teams',
    kinds: ['line', 'copier'],
    mostWorlds: 20_000,
  },
  copiedCalls: {
    name: 'another application that copies the lamp of a Teams call back into Teams',
    kinds: ['call', 'copier', 'slow-read'],
    mostWorlds: 10_000,
  },
  restarts: {
    name: 'restarts with writes under way',
    kinds: ['line', 'call', 'restart', 'failing-write', 'slow-write'],
    mostWorlds: 30_000,
  },
  orphans: {
    name: 'writes that outlive their process',
    kinds: ['line', 'call', 'restart', 'orphan'],
    mostWorlds: 30_000,
  },
  everything: {
    name: 'everything at once',
    kinds: MOVE_KINDS,
    mostWorlds: 60_000,
  },
} as const satisfies Readonly<Record<string, Scope>>;
