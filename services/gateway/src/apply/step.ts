/** One thing that an apply does. The plan is a list of them, in the order in which they can be carried out. */
import type { Plan } from '@lamplight/admin-api';
import type { Group, PersonId, SubjectRef, SystemId, TenantId } from '@lamplight/domain';
import type { Json } from '@lamplight/store';
import type { ProfileConfig } from '../profiles-config.ts';
import type { SecretName } from '../teams-secrets.ts';
import type { Made } from './tenant-state.ts';
import type { WantedBinding, WantedKey, WantedLine, WantedPerson, WantedSystem } from './wanted-tenant.ts';

/** As the API shows it. */
export type Difference = Plan['differences'][number];

export type Act =
  | { readonly act: 'create-tenant'; readonly displayName: string }
  | { readonly act: 'rename-tenant'; readonly displayName: string }
  | { readonly act: 'remove-tenant' }
  | { readonly act: 'create-system'; readonly system: WantedSystem }
  | { readonly act: 'update-system'; readonly system: WantedSystem }
  | { readonly act: 'remove-system'; readonly id: SystemId }
  | { readonly act: 'put-credential'; readonly systemId: SystemId; readonly name: SecretName; readonly secret: string }
  | { readonly act: 'remove-credential'; readonly systemId: SystemId; readonly name: SecretName }
  | { readonly act: 'put-group'; readonly group: Group }
  | { readonly act: 'remove-group'; readonly id: string }
  | { readonly act: 'create-person'; readonly person: WantedPerson }
  | { readonly act: 'update-person'; readonly person: WantedPerson; readonly returns: boolean }
  | { readonly act: 'person-leaves'; readonly id: PersonId }
  | { readonly act: 'put-line'; readonly line: WantedLine; readonly kept: KeptNames }
  | { readonly act: 'remove-line'; readonly line: SubjectRef }
  | { readonly act: 'put-binding'; readonly binding: WantedBinding }
  | { readonly act: 'remove-binding'; readonly personId: PersonId; readonly line: SubjectRef }
  | { readonly act: 'create-key'; readonly key: WantedKey }
  | { readonly act: 'replace-key'; readonly key: WantedKey }
  | { readonly act: 'revoke-key'; readonly id: string }
  | { readonly act: 'put-profile'; readonly profile: ProfileConfig }
  | { readonly act: 'remove-profile'; readonly id: string }
  | { readonly act: 'put-setting'; readonly section: string; readonly value: Json }
  | { readonly act: 'remove-setting'; readonly section: string };

/** What else a line is called; no file says it, so it stays. */
export interface KeptNames {
  readonly displayName: string;
  readonly userName: string;
  readonly mail: string;
}

export interface Step {
  readonly difference: Difference;
  readonly act: Act;
}

/** What is to become of one tenant. */
export interface TenantPlan {
  readonly id: TenantId;
  /** Whether the store has it already. */
  readonly exists: boolean;
  readonly steps: readonly Step[];
  /** Records that are as the file says. */
  readonly same: number;
  /** What the file has made then; null: as it was. */
  readonly made: Made | null;
}
