import { DIRECTORY_ROUTES } from '../directory/directory-routes.ts';
import { SIGN_IN_ROUTES } from '../entra/sign-in-routes.ts';
import { faultSchema, ROUTE_NAMES } from '../faults/fault.ts';
import { RANDOM_FAULT_ROUTES } from '../faults/random-fault-routes.ts';
import { latencySchema } from '../latency/latency-model.ts';
import { LIVE_ROUTES } from '../live/live-routes.ts';
import { POPULATION_ROUTES } from '../population/population-routes.ts';
import { SUBSCRIPTION_ROUTES } from '../subscriptions/subscription-routes.ts';
import { switchesSchema, switchRows } from '../switches/switches.ts';
import { throttleSchema } from '../throttling/throttle.ts';
import { APP_ROUTES } from './app-routes.ts';
import { personSchema, tenantSchema } from './control-input.ts';
import type { ControlRoute } from './control-route.ts';
import { actionRows, personActionSchema } from './person-action.ts';
import { readChanges, readInput } from './read-input.ts';

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
    help: 'Delete a person: to the deleted items, or ?permanently=true',
    answer: (control, { ids, query }) => control.removePerson(first(ids), query.get('permanently') === 'true'),
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
  ...APP_ROUTES,
  { method: 'GET', path: 'faults', help: 'The faults in force', answer: (control) => control.faults },
  {
    method: 'POST',
    path: 'faults',
    help: `Plan a fault: {routes: "all" | [${ROUTE_NAMES.join(', ')}], times?, appId?, userId?, answer: {kind, …}}`,
    answer: (control, { body }) => control.addFault(readInput(faultSchema, body, 'body')),
  },
  {
    method: 'GET',
    path: 'fault-routes',
    help: 'The names of the calls that faults can meet',
    answer: () => ROUTE_NAMES,
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
    answer: (control, { body }) => control.changeSwitches(readChanges(switchesSchema, control.switches, body)),
  },
  { method: 'GET', path: 'latency', help: 'The latency model', answer: (control) => control.latency },
  {
    method: 'PATCH',
    path: 'latency',
    help: 'Change it: {on?, serviceP50Ms?, serviceP99Ms?, visibilityMinMs?, visibilityMaxMs?, notificationMeanMs?, notificationMaxMs?}',
    answer: (control, { body }) => control.changeLatency(readChanges(latencySchema, control.latency, body)),
  },
  { method: 'GET', path: 'throttle', help: 'The limits', answer: (control) => control.throttle },
  {
    method: 'PATCH',
    path: 'throttle',
    help: 'Change limits: {on?, presence?: {limit, windowMs}, …}',
    answer: (control, { body }) => control.changeThrottle(readChanges(throttleSchema, control.throttle, body)),
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
  ...SIGN_IN_ROUTES,
  ...DIRECTORY_ROUTES,
  ...RANDOM_FAULT_ROUTES,
  ...POPULATION_ROUTES,
  ...LIVE_ROUTES,
  ...SUBSCRIPTION_ROUTES,
];

function first(ids: readonly string[]): string {
  return ids[0] ?? '';
}
