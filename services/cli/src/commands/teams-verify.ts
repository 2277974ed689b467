/** Measuring a real tenant with two test users. It asks Graph itself: no gateway takes part. */
import { LamplightError, silentLogger } from '@lamplight/runtime';
import { CLOUDS, type CloudName } from '@lamplight/teams-adapter/registration';
import type { VerifyReport } from '@lamplight/teams-adapter/verify';
import { type Command, Option } from 'commander';
import type { CommandMaking } from '../command.ts';
import { confirm } from '../confirm.ts';
import { defined } from '../defined.ts';
import { describeReport } from '../systems/describe-verify-report.ts';

interface VerifyArguments {
  readonly tenantId: string;
  readonly clientId: string;
  readonly secretEnv?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly user: readonly string[];
  readonly rounds: number;
  readonly cloud: CloudName;
  readonly graph?: string;
  readonly authority?: string;
}

export function teamsVerifyCommand(noun: Command, { within }: CommandMaking): void {
  noun
    .command('verify')
    .description('measures a real tenant with two test users, and proposes settings; takes some minutes')
    .requiredOption('--tenant-id <id>', 'directory (tenant) id or a verified domain')
    .requiredOption(
      '--client-id <id>',
      'application that may read and write presence; no gateway may write with it now',
    )
    .option('--secret-env <name>', 'environment variable with its secret')
    .option('--certificate <file>', 'PEM, in place of a secret')
    .option('--key <file>', 'PEM, of the certificate')
    .requiredOption(
      '--user <object-id>',
      'test user, twice: the second one best in a calendar meeting now',
      collect,
      [],
    )
    .option('--rounds <count>', 'how often each delay is measured', wholeNumber, 10)
    .addOption(new Option('--cloud <cloud>', 'in which the tenant is').choices(CLOUDS).default('global'))
    .option('--graph <url>', "in place of the cloud's own, for a simulator")
    .option('--authority <url>', 'likewise')
    .action(
      within(async (cli, options: VerifyArguments) => {
        const users = twoUsers(options.user);
        const { openVerifyRequests, verifyTargetSchema, verifyTenant } = await import(
          '@lamplight/teams-adapter/verify'
        );
        const target = parsed(verifyTargetSchema.safeParse(sectionOf(options)));
        await confirm(
          cli,
          `The presence of ${users.join(' and ')} is set and cleared ${options.rounds} times and more`,
        );
        const egress = cli.egress();
        const requests = openVerifyRequests(target, {
          clock: cli.clock,
          random: cli.random,
          logger: silentLogger,
          egress,
          environment: cli.terminal.environment,
        });
        const report: VerifyReport = await cli.interruptible((signal) =>
          verifyTenant(
            { users, clientId: target.clientId, rounds: options.rounds },
            { requests, clock: cli.clock, random: cli.random, signal, tell: (step) => cli.printer.note(`${step} …`) },
          ),
        );
        await cli.printer.done(report, describeReport(report));
      }),
    );
}

function sectionOf({ tenantId, clientId, secretEnv, certificate, key, cloud, graph, authority }: VerifyArguments) {
  return {
    tenantId,
    clientId,
    cloud,
    ...defined({ secretEnv, graphBaseUrl: graph, authority }),
    ...(certificate === undefined ? {} : { certificate: { certFile: certificate, keyFile: key ?? '' } }),
  };
}

/** In the words of the options. */
const OPTION_OF: Readonly<Record<string, string>> = {
  secret: '--secret-env, or --certificate with --key',
  tenantId: '--tenant-id',
  clientId: '--client-id',
  'certificate.certFile': '--certificate',
  'certificate.keyFile': '--key',
  cloud: '--cloud',
  graphBaseUrl: '--graph',
  authority: '--authority',
};

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** @throws LamplightError `request_invalid` naming every option that is wrong */
function parsed<Target>(
  result:
    | { readonly success: true; readonly data: Target }
    | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } },
): Target {
  if (result.success) {
    return result.data;
  }
  const problems = result.error.issues.map(
    ({ path, message }) => `${OPTION_OF[path.join('.')] ?? path.join('.')}: ${message}`,
  );
  throw new LamplightError('request_invalid', problems.join('; '));
}

/** @throws LamplightError `request_invalid` */
function twoUsers([first, second, ...more]: readonly string[]): readonly [string, string] {
  if (first === undefined || second === undefined || more.length > 0) {
    throw new LamplightError('request_invalid', '--user: expected two, each the object id of a test user');
  }
  if (first.toLowerCase() === second.toLowerCase()) {
    throw new LamplightError('request_invalid', '--user: expected two users, not one twice');
  }
  return [first, second];
}

function collect(user: string, before: readonly string[]): readonly string[] {
  return [...before, user];
}

/** @throws LamplightError `request_invalid` */
function wholeNumber(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 100) {
    throw new LamplightError('request_invalid', `--rounds is ${text}: expected 1 to 100`);
  }
  return count;
}
