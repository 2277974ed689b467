import { AS_THE_TENANT } from '@lamplight/domain';
import type { PersonInput } from '@lamplight/store';

/** Somebody without addresses, groups and account, made by an administrator. */
export const SAMPLE_PERSON: PersonInput = {
  kind: 'person',
  displayName: 'Anna',
  department: '',
  telephony: 'pbx',
  entraObjectId: null,
  addresses: [],
  groupIds: [],
  ...AS_THE_TENANT,
  origin: 'administrator',
};
