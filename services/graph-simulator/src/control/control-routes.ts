import { z } from 'zod';
import type { App } from '../directory/app-registry.ts';
import { faultSchema, ROUTE_NAMES } from '../faults/fault.ts';
import { latencySchema } from '../latency/latency-model.ts';
import { switchesSchema, switchRows } from '../switches/switches.ts';
import { throttleSchema } from '../throttling/throttle.ts';
import {
  appSchema,
  certificateSchema,
  consentSchema,
  personSchema,
  secretSchema,
  tenantSchema,
} from './control-input.ts';
import { actionRows, personActionSchema } from './person-action.ts';
import { readInput } from './read-input.ts';
import type { SimulatorControl } from './simulator-control.ts';

/** One call, taken apart. */
export interface ControlCall {
  readonly ids: readonly string[];
  readonly body: unknown;
  readonly query: URLSearchParams;
}

export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below `/control/v1/`; `*` is any one segment and comes as an id. */
  readonly path: string;
  readonly help: string;
  /** The answer; undefined is 204. */
  readonly answer: (control: SimulatorControl, call: ControlCall) => unknown;
}

/** Every call of the control API. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '',
    help: 'This list',
    answer: () => CONTROL_ROUTES.map(({ method, path, help }) => ({ method, path: `/control/v1/${path}`, help })),
  },
  { method: 'GET', path: 'tenants', help: 'All tenants', answer: (control) => control.tenants },
  {
    method: 'POST',
    path: 'tenants',
    help: 'Create a tenant: {domain, id?, displayName?}',
    answer: (control, { body }) => control.addTenant(readInput(tenantSchema, body, 'body')),
  },
  { method: 'GET', path: 'people', help: 'All people', answer: (control) => control.people },
  {
    method: 'POST',
    path: 'people',
    help: 'Create a person: {userPrincipalName, displayName, id?, businessPhones?, clients?, …}',
    answer: (control, { body }) => control.addPerson(readInput(personSchema, body, 'body')),
  },
  {
    method: 'GET',
    path: 'people/*',
    help: 'One person with sessions, by object id or principal name',
    answer: (control, { ids }) => control.inspect(first(ids)),
  },
  {
    method: 'DELETE',
    path: 'people/*',
    help: 'Remove a person',
    answer: (control, { ids }) => control.removePerson(first(ids)),
  },
  {
    method: 'POST',
    path: 'people/*/actions',
    help: 'Let a person do something: {do: "join a call", client?: "desktop"}; see actions',
    answer: (control, { ids, body }) => {
      control.act(first(ids), readInput(personActionSchema, body, 'body'));
      return control.inspect(first(ids));
    },
  },
  { method: 'GET', path: 'actions', help: 'What people can do', answer: () => actionRows() },
  { method: 'GET', path: 'apps', help: 'All app registrations', answer: (control) => control.apps.map(renderApp) },
  {
    method: 'POST',
    path: 'apps',
    help: 'Create an app: {displayName, appId?, secrets?, certificates?, consents?}',
    answer: (control, { body }) => renderApp(control.addApp(readInput(appSchema, body, 'body'))),
  },
  {
    method: 'GET',
    path: 'apps/*',
    help: 'One app, by client id',
    answer: (control, { ids }) => renderApp(control.app(first(ids))),
  },
  {
    method: 'DELETE',
    path: 'apps/*',
    help: 'Remove an app',
    answer: (control, { ids }) => control.removeApp(first(ids)),
  },
  {
    method: 'POST',
    path: 'apps/*/secrets',
    help: 'Add a client secret: {value?, expiresAt?}; the answer has the value, once',
    answer: (control, { ids, body }) => control.addSecret(first(ids), readInput(secretSchema, body, 'body')),
  },
  {
    method: 'POST',
    path: 'apps/*/certificates',
    help: 'Add a certificate: {certificate: PEM}',
    answer: (control, { ids, body }) => {
      const { certificate } = readInput(certificateSchema, body, 'body');
      return { keyId: control.addCertificate(first(ids), certificate) };
    },
  },
  {
    method: 'DELETE',
    path: 'apps/*/keys/*',
    help: 'Remove a secret or certificate by its key id',
    answer: (control, { ids }) => control.removeKey(first(ids), ids[1] ?? ''),
  },
  {
    method: 'PUT',
    path: 'apps/*/consent',
    help: 'Grant exactly these roles in a tenant: {tenantId?, roles?, enabled?}',
    answer: (control, { ids, body }) => control.consent(first(ids), readInput(consentSchema, body, 'body')),
  },
  {
    method: 'DELETE',
    path: 'apps/*/consent',
    help: 'Remove the app from a tenant: ?tenant=',
    answer: (control, { ids, query }) => control.withdrawConsent(first(ids), query.get('tenant') ?? undefined),
  },
  { method: 'GET', path: 'faults', help: 'The faults in force', answer: (control) => control.faults },
  {
    method: 'POST',
    path: 'faults',
    help: `Plan a fault: {routes: "all" | [${ROUTE_NAMES.join(', ')}], times?, appId?, userId?, answer: {kind, …}}`,
    answer: (control, { body }) => control.addFault(readInput(faultSchema, body, 'body')),
  },
  { method: 'DELETE', path: 'faults', help: 'Remove all faults', answer: (control) => control.clearFaults() },
  {
    method: 'DELETE',
    path: 'faults/*',
    help: 'Remove a fault by its id',
    answer: (control, { ids }) => control.removeFault(Number(first(ids))),
  },
  {
    method: 'GET',
    path: 'switches',
    help: 'The switches: value, values, and the fact that each guesses at',
    answer: (control) => switchRows(control.switches),
  },
  {
    method: 'PATCH',
    path: 'switches',
    help: 'Change switches: {name: value, …}',
    answer: (control, { body }) => control.changeSwitches(over(switchesSchema, control.switches, body)),
  },
  { method: 'GET', path: 'latency', help: 'The latency model', answer: (control) => control.latency },
  {
    method: 'PATCH',
    path: 'latency',
    help: 'Change it: {on?, serviceP50Ms?, serviceP99Ms?, visibilityMinMs?, visibilityMaxMs?}',
    answer: (control, { body }) => control.changeLatency(over(latencySchema, control.latency, body)),
  },
  { method: 'GET', path: 'throttle', help: 'The limits', answer: (control) => control.throttle },
  {
    method: 'PATCH',
    path: 'throttle',
    help: 'Change limits: {on?, presence?: {limit, windowMs}, application?: {limit, windowMs}}',
    answer: (control, { body }) => control.changeThrottle(over(throttleSchema, control.throttle, body)),
  },
  {
    method: 'GET',
    path: 'writes',
    help: 'Every write: ?user= &app= &after=number',
    answer: (control, { query }) => {
      const [user, app, after] = [query.get('user'), query.get('app'), Number(query.get('after') ?? '0')];
      return control.writes.filter(
        (write) =>
          (user === null || write.userId.toLowerCase() === user.toLowerCase()) &&
          (app === null || write.appId === app.toLowerCase()) &&
          write.number > after,
      );
    },
  },
  { method: 'DELETE', path: 'writes', help: 'Forget the writes', answer: (control) => control.clearWrites() },
  { method: 'GET', path: 'counts', help: 'Requests by route, app and status', answer: (control) => control.counts },
  { method: 'DELETE', path: 'counts', help: 'Count from 0 again', answer: (control) => control.clearCounts() },
];

/** The values in force with a call's changes over them, checked. */
function over<Schema extends z.ZodType>(schema: Schema, current: object, body: unknown): z.output<Schema> {
  return readInput(schema, { ...current, ...readInput(z.record(z.string(), z.unknown()), body, 'body') }, 'body');
}

function first(ids: readonly string[]): string {
  return ids[0] ?? '';
}

/** An app without the values of its secrets. */
function renderApp(app: App): unknown {
  return {
    appId: app.appId,
    displayName: app.displayName,
    secrets: app.secrets.map(({ keyId, expiresAt }) => ({ keyId, expiresAt: new Date(expiresAt).toISOString() })),
    certificates: app.certificates.map(({ keyId, thumbprint, thumbprintSha256, expiresAt }) => ({
      keyId,
      thumbprint,
      thumbprintSha256,
      expiresAt: new Date(expiresAt).toISOString(),
    })),
    consents: [...app.consents].map(([tenantId, { roles, enabled }]) => ({ tenantId, roles, enabled })),
  };
}
