/**
 * The tables, as both engines have them. Only text, 64-bit integers and JSON as text, so that one set of queries and
 * migrations serves SQLite and PostgreSQL:
 * - Times are wall time in ms. Yes and no are 1 and 0. `…_json` columns hold JSON that this package wrote.
 * - Text is compared by its bytes: every text column is `collate "binary"`, which SQLite has and the PostgreSQL engine
 *   makes (from "C") before it migrates. So both sort alike, and paging by key means the same in both.
 * - Every table of a tenant begins its primary key with `tenant_id` and goes with the tenant, except the audit.
 * - `revision` is the tenant's at the last change of the row.
 */
import type { AddressKind, BindingRole, EntryKind, LineKind, TelephonyMode } from '@lamplight/domain';
import type { BindingOrigin } from '../ports/bindings.ts';
import type { JobRecord } from '../ports/jobs.ts';
import type { Origin } from '../ports/people.ts';
import type { ProposalRecord } from '../ports/proposals.ts';
import type { Actor } from '../ports/store.ts';

export interface VersionedRow {
  revision: number;
  created_at: number;
  updated_at: number;
}

/** One row, with id 1. */
export interface InstallationTable {
  id: number;
  installation_id: string;
  /** What keys of the audit, of backups and of fingerprints are derived from; sealed under the store's key. */
  sealed_secret: string;
  created_at: number;
  /** Rises with every change of any key. */
  keys_revision: number;
}

export interface TenantsTable {
  id: string;
  display_name: string;
  /** The tenant's: every change of anything it has raises it. */
  revision: number;
  /** At the last change of this row itself. */
  record_revision: number;
  created_at: number;
  updated_at: number;
}

/** Where the revisions of a removed tenant ended, so that they never go back when its id is taken again. */
export interface RemovedTenantsTable {
  id: string;
  revision: number;
}

export interface SystemsTable extends VersionedRow {
  tenant_id: string;
  id: string;
  technology: string;
  display_name: string;
  number_plan_json: string | null;
  settings_json: string;
}

export interface PeopleTable extends VersionedRow {
  tenant_id: string;
  id: string;
  kind: EntryKind;
  display_name: string;
  /** The display name folded: what lists are sorted by. */
  sort_name: string;
  /** Name, department and addresses folded: what a search looks in. */
  search_text: string;
  department: string;
  telephony: TelephonyMode;
  entra_object_id: string | null;
  profile_id: string | null;
  time_zone: string | null;
  takes_part: number | null;
  statuses_json: string;
  origin: Origin;
  /** Names of the fields that an administrator set on somebody whom a directory or a file brought. */
  hand_made_json: string;
  pause_json: string | null;
  left_at: number | null;
}

export interface PersonAddressesTable {
  tenant_id: string;
  person_id: string;
  kind: AddressKind;
  value: string;
  /** As `addressKey` of @lamplight/addresses makes it. */
  address_key: string;
  origin: Origin;
  position: number;
}

/** People who were erased: nothing but the id, which a running gateway needs in order to forget them. */
export interface RemovedPeopleTable {
  tenant_id: string;
  person_id: string;
  revision: number;
}

export interface PersonGroupsTable extends VersionedRow {
  tenant_id: string;
  id: string;
  display_name: string;
}

export interface GroupMembersTable {
  tenant_id: string;
  group_id: string;
  person_id: string;
  origin: Origin;
}

export interface LinesTable extends VersionedRow {
  tenant_id: string;
  system_id: string;
  address: string;
  kind: LineKind | null;
  display_name: string;
  user_name: string;
  mail: string;
  /** E.164; null: none. */
  number: string | null;
  /** Address, number and names folded. */
  search_text: string;
  origin: Origin;
}

/** Every key that a line is found by, as `lineKeys` of @lamplight/addresses makes them with its system's plan. */
export interface LineKeysTable {
  tenant_id: string;
  system_id: string;
  address: string;
  line_key: string;
}

export interface BindingsTable extends VersionedRow {
  tenant_id: string;
  person_id: string;
  system_id: string;
  address: string;
  role: BindingRole;
  is_primary: number;
  origin: BindingOrigin;
  reason: string;
  expires_at: number | null;
  /** As the line has it: whoever reads bindings wants it, and it hardly ever changes. */
  line_kind: LineKind | null;
}

export interface SettingsTable extends VersionedRow {
  tenant_id: string;
  section: string;
  value_json: string;
}

export interface ProfilesTable extends VersionedRow {
  tenant_id: string;
  id: string;
  version: number;
  content: string;
  author: string;
  note: string;
}

/** Keys of the installation and of tenants in one table, so that no hash can stand twice. */
export interface AccessKeysTable extends VersionedRow {
  /** The tenant's id; empty: the installation. Ids are unique in it. */
  scope: string;
  id: string;
  tenant_id: string | null;
  hash: string;
  roles_json: string;
  system_ids_json: string;
  person_id: string | null;
  display_name: string;
  expires_at: number | null;
}

export interface SourcesTable extends VersionedRow {
  tenant_id: string;
  id: string;
  system_id: string;
  display_name: string;
  key_id: string | null;
}

export interface CredentialsTable extends VersionedRow {
  tenant_id: string;
  system_id: string;
  name: string;
  sealed: string;
  fingerprint: string;
  expires_at: number | null;
}

export interface AccountsTable extends VersionedRow {
  tenant_id: string;
  system_id: string;
  id: string;
  user_name: string;
  state: string;
}

export interface TokenCachesTable {
  tenant_id: string;
  system_id: string;
  partition: string;
  sealed: string;
  updated_at: number;
}

export interface ProposalsTable extends VersionedRow {
  tenant_id: string;
  id: string;
  kind: ProposalRecord['kind'];
  person_id: string;
  content_json: string;
  /** SHA-256 of the content with sorted names: the same content is one proposal. */
  content_hash: string;
  reason: string;
  state: ProposalRecord['state'];
}

export interface JobsTable extends VersionedRow {
  tenant_id: string;
  id: string;
  kind: string;
  state: JobRecord['state'];
  total: number;
  done: number;
  result_json: string;
}

export interface DirectorySyncsTable {
  tenant_id: string;
  system_id: string;
  state_json: string;
  updated_at: number;
}

/** Soft: not audited and not backed up. */
export interface WriterLeasesTable {
  entra_tenant_id: string;
  client_id: string;
  holder: string;
  tenant_id: string;
  system_id: string;
  until: number;
}

export interface KeptAnswersTable {
  tenant_id: string;
  key_id: string;
  idempotency_key: string;
  request_hash: string;
  status: number;
  body: string;
  headers_json: string;
  created_at: number;
}

export interface AuditEntriesTable {
  /** Empty: the installation's own audit. Stays when the tenant goes. */
  tenant_id: string;
  sequence: number;
  at: number;
  actor_kind: Actor['kind'];
  actor_id: string;
  action: string;
  entity: string;
  entity_id: string;
  /** Whom the bodies speak of, where that is one person. */
  person_id: string | null;
  before_json: string | null;
  after_json: string | null;
  /** Of `body_hash`, so that nobody finds out an emptied body by trying; goes with the body. */
  salt: string | null;
  /** Keyed proof that the bodies were emptied on purpose; null: they were not. */
  erasure: string | null;
  /** Salted hash of the two bodies, which outlives them. */
  body_hash: string;
  hash: string;
}

/** The last entry of each chain. */
export interface AuditHeadsTable {
  tenant_id: string;
  sequence: number;
  hash: string;
}

export interface Database {
  installation: InstallationTable;
  tenants: TenantsTable;
  removed_tenants: RemovedTenantsTable;
  systems: SystemsTable;
  people: PeopleTable;
  person_addresses: PersonAddressesTable;
  removed_people: RemovedPeopleTable;
  person_groups: PersonGroupsTable;
  group_members: GroupMembersTable;
  lines: LinesTable;
  line_keys: LineKeysTable;
  bindings: BindingsTable;
  settings: SettingsTable;
  profiles: ProfilesTable;
  access_keys: AccessKeysTable;
  sources: SourcesTable;
  credentials: CredentialsTable;
  accounts: AccountsTable;
  token_caches: TokenCachesTable;
  proposals: ProposalsTable;
  jobs: JobsTable;
  kept_answers: KeptAnswersTable;
  directory_syncs: DirectorySyncsTable;
  writer_leases: WriterLeasesTable;
  audit_entries: AuditEntriesTable;
  audit_heads: AuditHeadsTable;
}
