export type { StoreLocation } from './engine/open-engine.ts';
export type { PostgresLocation } from './engine/postgres/postgres-engine.ts';
export { type OpenStoreOptions, openStore } from './open-store.ts';
export type { AccountRecord, AccountsChange, AccountsView } from './ports/accounts.ts';
export type { AuditChange, AuditEntry, AuditFilter, AuditVerdict, AuditView } from './ports/audit.ts';
export type { BindingInput, BindingOrigin, BindingRecord, BindingsChange, BindingsView } from './ports/bindings.ts';
export type { CredentialRecord, CredentialsChange, CredentialsView } from './ports/credentials.ts';
export type { DirectorySyncsChange, DirectorySyncsView } from './ports/directory-syncs.ts';
export type { JobRecord, JobsChange, JobsView, KeptAnswer } from './ports/jobs.ts';
export type {
  InstallationKeysChange,
  InstallationKeysView,
  KeyInput,
  KeyRecord,
  KeysChange,
  KeysView,
  SourceRecord,
} from './ports/keys.ts';
export type { LineInput, LineRecord, LinesChange, LinesFilter, LinesView } from './ports/lines.ts';
export type {
  Origin,
  PauseRecord,
  PeopleChange,
  PeopleFilter,
  PeopleView,
  PersonInput,
  PersonRecord,
  PersonWithBindings,
  SyncEntry,
  Synced,
} from './ports/people.ts';
export type { ProposalRecord, ProposalsChange, ProposalsView } from './ports/proposals.ts';
export type { Json, Page, PageQuery, Versioned } from './ports/shared.ts';
export type { Actor, RestoreReport, Store, StoreChange, StoreCheck, StoreView } from './ports/store.ts';
export type {
  DirectoryMember,
  GroupRecord,
  GroupsChange,
  GroupsView,
  MembersChange,
  ProfileInput,
  ProfileRecord,
  ProfilesChange,
  ProfilesView,
  SettingsChange,
  SettingsView,
  SystemInput,
  SystemRecord,
  SystemsChange,
  SystemsView,
  TenantChange,
  TenantRecord,
  TenantsChange,
  TenantsView,
  TenantView,
} from './ports/tenant.ts';
export type { WriterLease, WriterLeaseKey, WriterLeasesChange } from './ports/writer-leases.ts';
export { type KeyRingSurroundings, type KeySource, readKeyRing } from './seal/read-key-ring.ts';
export { type KeyRing, keyRingOf, makeStoreKey, type StoreKey } from './seal/store-key.ts';
