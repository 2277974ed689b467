/** The requests and answers of the directory service that have no other home, in domain terms. */
import type {
  Change,
  EntryKind,
  Freshness,
  Note,
  PersonSelector,
  Presence,
  Problem,
  TelephonyMode,
} from '@lamplight/domain';

export type DirectoryKind = EntryKind | 'group';

/** A person or a group as it is shown to whoever looks for one. */
export interface DirectoryEntry {
  readonly id: string;
  readonly kind: DirectoryKind;
  readonly displayName: string;
  /** `kind` is open: upn, mail, phone, line. */
  readonly addresses: readonly { readonly kind: string; readonly value: string }[];
  readonly groupIds: readonly string[];
  readonly department: string;
  readonly telephony: TelephonyMode;
}

export type LookupResult =
  | { readonly kind: 'entry'; readonly entry: DirectoryEntry }
  | { readonly kind: 'problem'; readonly problem: Problem };

export interface SearchRequest {
  readonly query: string;
  /** 1 to 200. */
  readonly limit: number;
  /** Empty: all. */
  readonly kinds: readonly DirectoryKind[];
}

export interface SearchAnswer {
  readonly entries: readonly DirectoryEntry[];
  readonly truncated: boolean;
}

export interface ListRequest {
  /** 1 to 1,000. */
  readonly pageSize: number;
  /** Null: from the start. */
  readonly pageToken: string | null;
  /** Empty: all. */
  readonly kinds: readonly DirectoryKind[];
  /** Null: not only members of one group. */
  readonly groupId: string | null;
}

export interface ListAnswer {
  readonly entries: readonly DirectoryEntry[];
  /** Null: the last page. */
  readonly nextPageToken: string | null;
}

export interface PresenceAnswer {
  /** In request order. */
  readonly items: readonly Change[];
  readonly epoch: string;
}

/** Words for label ids, tones (by name, such as TONE_BUSY) and reasons in one language. */
export interface Catalogue {
  readonly language: string;
  readonly version: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly tones: Readonly<Record<string, string>>;
  readonly reasons: Readonly<Record<string, string>>;
}

export interface ExplainRequest {
  readonly person: PersonSelector;
  readonly language: string;
}

export interface ExplainedClaim {
  readonly systemId: string;
  readonly address: string;
  readonly technology: string;
  readonly freshness: Freshness;
  readonly summary: string;
  /** Empty: no source has spoken. */
  readonly sourceId: string;
  readonly sequence: number;
}

export interface ExplainedRule {
  /** Position among the profile's rules; null: decided by none of them, such as who takes part or a pause. */
  readonly index: number | null;
  /** The rule's name in the profile; a stable word where no rule decided. */
  readonly ruleId: string;
  readonly applied: boolean;
  readonly text: string;
  /** Empty: the person as a whole. */
  readonly systemId: string;
  readonly address: string;
}

export interface ExplainedEffect {
  readonly systemId: string;
  readonly address: string;
  readonly generation: number;
  readonly desired: string;
  /** pending, applied, refused, without-effect, left-alone. */
  readonly outcome: string;
  readonly reason: string;
}

/** Why a person shows what they show, in words of the asked language. */
export interface ExplainAnswer {
  readonly person: DirectoryEntry;
  readonly revision: number;
  /** Null: nothing has been concluded yet. */
  readonly presence: Presence | null;
  readonly profileId: string;
  readonly claims: readonly ExplainedClaim[];
  readonly rules: readonly ExplainedRule[];
  readonly effects: readonly ExplainedEffect[];
  readonly revisitAt: number | null;
}

/** What a console sets for its own user. */
export interface ReportStatusRequest {
  readonly person: PersonSelector;
  readonly status:
    | {
        readonly kind: 'set';
        readonly availability: string;
        readonly activity: string;
        readonly note: Note | null;
        readonly until: number | null;
      }
    | { readonly kind: 'clear' }
    /** Null removes the note. */
    | { readonly kind: 'operator-note'; readonly note: Note | null };
}
