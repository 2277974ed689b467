export {
  type AdminClient,
  type AdminClientOptions,
  type Answered,
  type CallInput,
  createAdminClient,
  type DownloadRoute,
  type RequestOptions,
  type SendInput,
  type UploadRoute,
} from './client/admin-client.ts';
export { MAX_LINE, type NumberedLine, readLines, readRecords } from './lines.ts';
export { type OpenApiDocument, openApiDocument } from './openapi/openapi-document.ts';
export { ADMIN_ROLES, type AdminRole, type Method, type Route, type RouteScope } from './route.ts';
export type { Plan } from './routes/installation.ts';
export { allRoutes, routes } from './routes/routes.ts';
export type { DirectoryStatusBody } from './schemas/directories.ts';
export type { ListPreview, MatchReport } from './schemas/matching.ts';
export {
  type BindingBody,
  type LineBody,
  lineEntry as lineEntrySchema,
  type PersonBody,
  type PersonInputBody,
  PROPOSED,
  type ProposalBody,
  personInput as personInputSchema,
} from './schemas/people.ts';
export type {
  ProfileBody,
  ProfileFindingBody,
  ProfileListBody,
  ProfileSummaryBody,
  ProfileTrialRow,
} from './schemas/profiles.ts';
export {
  MASK_FIELDS,
  MASKED_ROLES,
  MATCHERS,
  type MaskedRole,
  type MaskField,
  type MatcherName,
  type MatchingSettings,
  matching as matchingSettings,
  type Privacy,
  privacy as privacySettings,
  type Retention,
  retention as retentionSettings,
  SETTINGS,
  SETTINGS_SECTIONS,
  type SettingsSection,
  type Twinning,
  twinning as twinningSettings,
} from './schemas/settings.ts';
export type { Job, ProblemBody } from './schemas/shared.ts';
export {
  type ProfilesSettings,
  profiles as profilesSettings,
  type StatusesBody,
  statusesInput,
  timeZone as timeZoneSchema,
} from './schemas/shown-as.ts';
export {
  type AuditBody,
  auditEntry,
  type CallerBody,
  type KeyBody,
  numberPlan as numberPlanSchema,
  type SystemBody,
  type TenantBody,
} from './schemas/tenancy.ts';
