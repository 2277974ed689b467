import type { RunningGraphSimulator } from '../start-graph-simulator.ts';

/** Says how to reach a simulator, for the person who started it. */
export function describeRunning(running: RunningGraphSimulator, caFile?: string): string {
  const { baseUrl, control } = running;
  const app = control.apps.all[0];
  const population = control.population.status;
  const lines = [
    `Microsoft Graph simulator at ${baseUrl}`,
    `  Graph      ${baseUrl}/v1.0`,
    `  authority  ${running.authority} (knownAuthorities: ${running.authorityHost})`,
    `  client id  ${app?.appId ?? 'none: create an app with POST /control/v1/apps'}`,
    ...(app?.secrets[0] === undefined ? [] : [`  secret     ${app.secrets[0].value}`]),
    `  people     ${control.people.length}; GET ${baseUrl}/control/v1/people`,
    ...(population.running ? [`  a day      at ${population.speed} times the speed of the clock`] : []),
    `  control    ${baseUrl}/control/v1`,
    `  live page  ${baseUrl}/`,
    ...(caFile === undefined
      ? [
          'Trust this certificate (--write-ca writes it to a file), for example through NODE_EXTRA_CA_CERTS or curl --cacert:',
          running.caPem.trim(),
        ]
      : [`Trust ${caFile}, for example through NODE_EXTRA_CA_CERTS or curl --cacert.`]),
  ];
  return `${lines.join('\n')}\n`;
}
