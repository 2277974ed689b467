import type { SystemId } from './ids.ts';

/** A technology: an open set. */
export type Technology = string;
export const MSTEAMS: Technology = 'MSTEAMS';
export const SIPSIMPLE: Technology = 'SIPSIMPLE';
export const PBX: Technology = 'PBX';
/** Statuses that a console set for its own user. */
export const CONSOLE: Technology = 'CONSOLE';

export interface System {
  readonly id: SystemId;
  readonly technology: Technology;
  readonly displayName: string;
}

export const LINE_KINDS = ['desk', 'soft', 'mobile', 'dect', 'shared', 'room', 'park', 'queue'] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** What a system knows and reports about. Extension 567 at two sites is two subjects. */
export interface SubjectRef {
  readonly systemId: SystemId;
  /** At Entra an object id; at a PBX an extension or SIP URI. */
  readonly address: string;
}

export type BindingRole = 'owner' | 'shared' | 'logged-in';

/** A subject as one person is bound to it. */
export interface BoundSubject extends SubjectRef {
  readonly technology: Technology;
  /** Null for a subject that is no line, such as an Entra user. */
  readonly lineKind: LineKind | null;
  readonly role: BindingRole;
  readonly primary: boolean;
}

/** A key for maps; unique over all subjects of a tenant, since ids hold no control characters. */
export function subjectKey(ref: SubjectRef): string {
  return `${ref.systemId}\u0000${ref.address}`;
}
