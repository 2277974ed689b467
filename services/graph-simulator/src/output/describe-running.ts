import type { RunningGraphSimulator } from '../start-graph-simulator.ts';

/** Says how to reach a simulator, for the person who started it. */
export function describeRunning(running: RunningGraphSimulator): string {
  const { baseUrl, control } = running;
  const app = control.apps[0];
  const lines = [
    `Microsoft Graph simulator at ${baseUrl}`,
    `  Graph      ${baseUrl}/v1.0`,
    `  authority  ${running.authority} (knownAuthorities: ${running.authorityHost})`,
    `  client id  ${app?.appId ?? 'none: create an app with POST /control/v1/apps'}`,
    ...(app?.secrets[0] === undefined ? [] : [`  secret     ${app.secrets[0].value}`]),
    `  people     ${control.people.length}; GET ${baseUrl}/control/v1/people`,
    `  control    ${baseUrl}/control/v1`,
    'Trust this certificate, for example through NODE_EXTRA_CA_CERTS or curl --cacert:',
    running.caPem.trim(),
  ];
  return `${lines.join('\n')}\n`;
}
