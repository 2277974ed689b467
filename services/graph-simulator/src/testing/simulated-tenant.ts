import { ManualClock } from '@lamplight/runtime';
import { createGraphSimulator } from '../create-graph-simulator.ts';
import { SigningKey } from '../entra/signing-key.ts';
import type { GraphSimulator } from '../graph-simulator.ts';
import type { SimulatorResponse } from '../http/simulator-request.ts';
import { DEFAULT_APP, DEFAULT_TENANT, type SimulatorConfigInput } from '../simulator-config.ts';

export const ADA = '66825e03-7ef5-42da-9069-724602c31f6b';
export const BELA = '0f3e8c1a-52d7-4b6e-9a70-1c2d3e4f5a6b';
export const STRANGER = '11111111-2222-4333-8444-555555555555';

/** One simulator on a manual clock with two people, and shorter ways to ask it. */
export interface SimulatedTenant {
  readonly clock: ManualClock;
  readonly simulator: GraphSimulator;
  readonly appId: string;
  readonly tenantId: string;
  /** Asks Graph as the app. @param path below `/v1.0/`. */
  graph(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<SimulatorResponse>;
  /** `availability/activity` of a person as Graph reads it. */
  shown(personId: string): Promise<string>;
  /** Posts a form to the token endpoint. */
  token(form: Record<string, string>, tenant?: string): Promise<SimulatorResponse>;
}

const signingKey = new SigningKey();

/** Ada (`clients`, default none) and Bela (none). */
export function simulatedTenant(
  options: { readonly clients?: string[]; readonly config?: SimulatorConfigInput } = {},
): SimulatedTenant {
  const clock = new ManualClock();
  const people = [
    { id: ADA, userPrincipalName: 'ada@contoso.example', displayName: 'Ada Albers', clients: options.clients ?? [] },
    { id: BELA, userPrincipalName: 'bela@contoso.example', displayName: 'Bela Brandt', clients: [] },
  ];
  const simulator = createGraphSimulator({ clock, signingKey, config: { people, ...options.config } });
  const graph: SimulatedTenant['graph'] = async (method, path, body, headers = {}) =>
    await simulator.handle({
      method,
      url: `https://graph.microsoft.com/v1.0/${path}`,
      headers: {
        authorization: `Bearer ${simulator.control.apps.tokenFor(DEFAULT_APP.appId)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    clock,
    simulator,
    graph,
    appId: DEFAULT_APP.appId,
    tenantId: DEFAULT_TENANT.id,
    shown: async (personId) => {
      const { body } = await graph('GET', `users/${personId}/presence`);
      const presence = JSON.parse(body);
      return `${presence.availability}/${presence.activity}`;
    },
    token: async (form, tenant = DEFAULT_TENANT.id) =>
      await simulator.handle({
        method: 'POST',
        url: `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
      }),
  };
}
