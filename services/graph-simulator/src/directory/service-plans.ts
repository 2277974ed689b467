/** Service plans of licences, as `assignedPlans` of a user shows them. */

export interface AssignedPlan {
  /** ISO 8601. */
  readonly assignedDateTime: string;
  readonly capabilityStatus: 'Enabled' | 'Warning' | 'Suspended' | 'Deleted' | 'LockedOut';
  readonly service: string;
  readonly servicePlanId: string;
}

/**
 * The plans that concern Teams. Source: Microsoft Entra, "Product names and service plan identifiers for licensing";
 * names of services: Graph, assignedPlan resource.
 */
const SERVICE_PLANS = {
  /** TEAMS1: Teams itself. */
  teams: { service: 'TeamspaceAPI', servicePlanId: '57ff2da0-773e-42df-b2af-ffb7a2317929' },
  /** MCOSTANDARD: calls and meetings. */
  online: { service: 'MicrosoftCommunicationsOnline', servicePlanId: '0feaeb32-d00e-4d66-bd5a-43b5b83db82c' },
  /** MCOEV: Teams Phone. */
  phone: { service: 'MicrosoftCommunicationsOnline', servicePlanId: '4828c8ec-dc2e-4779-b502-87ac9ce28ab7' },
  /** MCOEV_VIRTUALUSER: resource accounts of call queues and auto attendants. */
  resourceAccount: { service: 'MicrosoftCommunicationsOnline', servicePlanId: 'f47330e9-c134-43b3-9993-e7f004506889' },
  /** Teams_Room_Standard: a room with a device. */
  room: { service: 'TeamspaceAPI', servicePlanId: '92c6b761-01de-457a-9dd9-793a975238f7' },
} as const;
export type ServicePlanName = keyof typeof SERVICE_PLANS;

export const SERVICE_PLAN_NAMES = ['teams', 'online', 'phone', 'resourceAccount', 'room'] as const;

const ASSIGNED = '2025-01-15T09:00:00Z';

/** As they stand in `assignedPlans` once they are in force. */
export function assignedPlans(names: readonly ServicePlanName[]): readonly AssignedPlan[] {
  return names.map((name) => ({ assignedDateTime: ASSIGNED, capabilityStatus: 'Enabled', ...SERVICE_PLANS[name] }));
}
