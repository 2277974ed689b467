import type { PersonId } from '@lamplight/domain';
import type { Json, Page, PageQuery, Versioned } from './shared.ts';

/** Something that Lamplight found likely and only a person may decide. */
export interface ProposalRecord extends Versioned {
  readonly id: string;
  readonly kind: 'binding' | 'telephony';
  readonly personId: PersonId;
  /** What would be done: the binding or the telephony mode. */
  readonly content: Json;
  /** Why, in words. */
  readonly reason: string;
  readonly state: 'open' | 'accepted' | 'dismissed';
}

export interface ProposalsView {
  get(id: string): Promise<ProposalRecord | undefined>;
  list(filter: { readonly state: ProposalRecord['state'] | null }, page: PageQuery): Promise<Page<ProposalRecord>>;
}

export interface ProposalsChange extends ProposalsView {
  /** The same kind, person and content is one proposal; one that was dismissed stays dismissed. */
  propose(proposal: Pick<ProposalRecord, 'kind' | 'personId' | 'content' | 'reason'>): Promise<ProposalRecord>;
  decide(id: string, state: 'accepted' | 'dismissed', ifRevision: number | null): Promise<ProposalRecord>;
  /** Forgets those that were decided before an instant; not audited, since the decisions are. Gives how many. */
  sweep(before: number): Promise<number>;
  /** Forgets proposals that were decided before. Gives how many. Not audited: the decision is. */
  sweep(before: number): Promise<number>;
}
