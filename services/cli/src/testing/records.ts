/** Records as the gateway answers them, with what a test does not care about filled in. */
import type { BindingBody, Job, KeyBody, LineBody, MatchReport, PersonBody, SystemBody } from '@lamplight/admin-api';

const versioned = { revision: 7, createdAt: '2026-11-02T09:30:00.000Z', updatedAt: '2026-12-24T17:05:00.000Z' };

export function person(of: Partial<PersonBody> = {}): PersonBody {
  return {
    id: 'p-anna',
    kind: 'person',
    displayName: 'Anna Berg',
    department: 'Sales',
    telephony: 'pbx',
    entraObjectId: null,
    addresses: [
      { kind: 'upn', value: 'anna.berg@example.com' },
      { kind: 'phone', value: '+49301234567' },
    ],
    groupIds: [],
    profileId: null,
    timeZone: null,
    takesPart: null,
    statuses: {},
    origin: 'administrator',
    pause: null,
    leftAt: null,
    ...versioned,
    ...of,
  };
}

export function binding(of: Partial<BindingBody> = {}): BindingBody {
  return {
    personId: 'p-anna',
    systemId: 'head-office',
    address: '567',
    role: 'owner',
    primary: false,
    origin: 'matching',
    reason: 'its number is +49301234567',
    expiresAt: null,
    ...versioned,
    ...of,
  };
}

export function line(of: Partial<LineBody> = {}): LineBody {
  return {
    systemId: 'head-office',
    address: '567',
    kind: 'desk',
    displayName: 'Anna Berg',
    userName: 'aberg',
    mail: '',
    number: '+49301234567',
    origin: 'directory',
    ...versioned,
    ...of,
  };
}

export function system(of: Partial<SystemBody> = {}): SystemBody {
  return {
    id: 'head-office',
    technology: 'SIPSIMPLE',
    displayName: 'Head office',
    numberPlan: null,
    settings: {},
    credentials: [],
    ...versioned,
    ...of,
  };
}

export function key(of: Partial<KeyBody> = {}): KeyBody {
  return {
    id: 'reception',
    roles: ['watcher'],
    systemIds: [],
    personId: null,
    displayName: 'Reception',
    expiresAt: null,
    ...versioned,
    ...of,
  };
}

export function job(of: Partial<Job> = {}): Job {
  return { id: 'j-1', kind: 'people.import', state: 'running', total: 0, done: 0, result: null, ...versioned, ...of };
}

export function matchReport(of: Partial<MatchReport> = {}): MatchReport {
  return {
    applied: false,
    people: 3,
    lines: 4,
    matched: 2,
    added: [],
    removed: [],
    counts: { added: 0, removed: 0, unchanged: 2, proposals: 0, problems: 0 },
    problems: [],
    ...of,
  };
}
