import type { NumberPlan } from '@lamplight/addresses';
import type { Group, PersonId, SystemId, Technology, TenantId } from '@lamplight/domain';
import type { AccountsChange, AccountsView } from './accounts.ts';
import type { AuditChange, AuditView } from './audit.ts';
import type { BindingsChange, BindingsView } from './bindings.ts';
import type { CredentialsChange, CredentialsView } from './credentials.ts';
import type { DirectorySyncsChange, DirectorySyncsView } from './directory-syncs.ts';
import type { JobsChange, JobsView } from './jobs.ts';
import type { KeysChange, KeysView } from './keys.ts';
import type { LinesChange, LinesView } from './lines.ts';
import type { PeopleChange, PeopleView } from './people.ts';
import type { ProposalsChange, ProposalsView } from './proposals.ts';
import type { Json, Page, PageQuery, Versioned } from './shared.ts';

export interface TenantRecord extends Versioned {
  readonly id: TenantId;
  readonly displayName: string;
}

export interface TenantsView {
  get(id: TenantId): Promise<TenantRecord | undefined>;
  list(query: PageQuery): Promise<Page<TenantRecord>>;
  /** The tenant's revision, which every change of it raises; 0: no such tenant. */
  revisionOf(id: TenantId): Promise<number>;
}

export interface TenantsChange extends TenantsView {
  /** @throws LamplightError `request_conflict` when there is one */
  create(tenant: { readonly id: TenantId; readonly displayName: string }): Promise<TenantRecord>;
  update(id: TenantId, change: { readonly displayName?: string }, ifRevision: number | null): Promise<TenantRecord>;
  /** With everything it has; its audit stays. */
  remove(id: TenantId, ifRevision: number | null): Promise<void>;
}

export interface SystemRecord extends Versioned {
  readonly id: SystemId;
  readonly technology: Technology;
  readonly displayName: string;
  /** How numbers of its lines are read; null: no plan, so an extension is only itself. */
  readonly numberPlan: NumberPlan | null;
  /** What the adapter is told, without secrets: those are {@link CredentialsView}. */
  readonly settings: Json;
}

export interface SystemsView {
  get(id: SystemId): Promise<SystemRecord | undefined>;
  list(): Promise<readonly SystemRecord[]>;
}

export type SystemInput = Omit<SystemRecord, keyof Versioned>;

export interface SystemsChange extends SystemsView {
  create(system: SystemInput): Promise<SystemRecord>;
  /** A changed number plan re-reads the numbers of every line. */
  update(id: SystemId, change: Partial<Omit<SystemInput, 'id'>>, ifRevision: number | null): Promise<SystemRecord>;
  /** With its lines, bindings, credentials and sources. */
  remove(id: SystemId, ifRevision: number | null): Promise<void>;
}

export interface GroupRecord extends Versioned, Group {
  readonly members: number;
}

export interface GroupsView {
  get(id: string): Promise<GroupRecord | undefined>;
  list(): Promise<readonly GroupRecord[]>;
  /** As `list`, without members: counting 100,000 of them is work. */
  names(): Promise<readonly Group[]>;
  /** Those whom a directory made members. */
  membersByDirectory(id: string, page: PageQuery): Promise<Page<DirectoryMember>>;
}

export interface DirectoryMember {
  readonly personId: PersonId;
  /** Null: they have none any more. */
  readonly entraObjectId: string | null;
}

/** Members by Entra object id, or as people; who is not among the people is passed over. Of some hundreds at a time. */
export interface MembersChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly removedPeople: readonly PersonId[];
}

export interface GroupsChange extends GroupsView {
  put(group: Group, ifRevision: number | null): Promise<GroupRecord>;
  remove(id: string, ifRevision: number | null): Promise<void>;
  /**
   * As a directory says it: who was made a member by somebody else stays one.
   * @throws LamplightError `record_unknown`
   */
  changeMembers(id: string, change: MembersChange): Promise<void>;
}

/** A setting is a section of the tenant's configuration, checked by whoever owns its schema. */
export interface SettingsView {
  get(section: string): Promise<{ readonly value: Json; readonly revision: number } | undefined>;
  all(): Promise<Readonly<Record<string, { readonly value: Json; readonly revision: number }>>>;
}

export interface SettingsChange extends SettingsView {
  put(section: string, value: Json, ifRevision: number | null): Promise<{ readonly revision: number }>;
  remove(section: string, ifRevision: number | null): Promise<void>;
}

/** A version of a profile: `updatedAt` says when it was put. */
export interface ProfileRecord extends Versioned {
  readonly id: string;
  /** Counts from 1; every put makes one, and old ones stay. */
  readonly version: number;
  readonly content: string;
  /** The actor that put it, as in the audit; empty: not known any more. */
  readonly author: string;
  /** Why, in the author's words; empty: not said. */
  readonly note: string;
}

export type ProfileInput = Pick<ProfileRecord, 'author' | 'note'>;

export interface ProfilesView {
  /** Another text once a profile was put or removed, null where there is none: cheaper to ask than what there is. */
  state(): Promise<string | null>;
  get(id: string, version?: number): Promise<ProfileRecord | undefined>;
  list(): Promise<readonly ProfileRecord[]>;
  /** Oldest first. */
  history(id: string): Promise<readonly ProfileRecord[]>;
}

export interface ProfilesChange extends ProfilesView {
  put(id: string, content: string, put: ProfileInput, ifRevision: number | null): Promise<ProfileRecord>;
  remove(id: string, ifRevision: number | null): Promise<void>;
}

export interface TenantView {
  readonly id: TenantId;
  readonly systems: SystemsView;
  readonly people: PeopleView;
  readonly lines: LinesView;
  readonly bindings: BindingsView;
  readonly groups: GroupsView;
  readonly settings: SettingsView;
  readonly profiles: ProfilesView;
  /** Keys that this tenant's callers and sources come with. */
  readonly keys: KeysView;
  readonly credentials: CredentialsView;
  readonly accounts: AccountsView;
  readonly proposals: ProposalsView;
  readonly jobs: JobsView;
  readonly directorySyncs: DirectorySyncsView;
  readonly audit: AuditView;
}

export interface TenantChange extends TenantView {
  readonly systems: SystemsChange;
  readonly people: PeopleChange;
  readonly lines: LinesChange;
  readonly bindings: BindingsChange;
  readonly groups: GroupsChange;
  readonly settings: SettingsChange;
  readonly profiles: ProfilesChange;
  readonly keys: KeysChange;
  readonly credentials: CredentialsChange;
  readonly accounts: AccountsChange;
  readonly proposals: ProposalsChange;
  readonly jobs: JobsChange;
  readonly directorySyncs: DirectorySyncsChange;
  readonly audit: AuditChange;
}
