/** The way to the gateway, and the key: what has to be right before anything else can be. */
import { statSync } from 'node:fs';
import { type CallerBody, type KeyBody, routes } from '@lamplight/admin-api';
import { LamplightError } from '@lamplight/runtime';
import type { Cli } from '../cli.ts';
import { roughly } from '../output/times.ts';
import { VERSION } from '../version.ts';
import { type Check, look, ok, problem, unlookable, warning } from './check.ts';
import { endsSoon } from './ends-soon.ts';

const SKEW_WARNING_MS = 2_000;
const SKEW_PROBLEM_MS = 30_000;

/** Whether the gateway answers, and who it says that we are; undefined: it does not let us in. */
export async function checkGateway(cli: Cli): Promise<{ checks: readonly Check[]; caller: CallerBody | undefined }> {
  const name = 'gateway';
  const certificate = await checkCertificate(cli);
  const before = cli.clock.now();
  try {
    const caller = await cli.caller();
    // The gateway looked at its clock somewhere between question and answer.
    const middle = (before + cli.clock.now()) / 2;
    return {
      caller,
      checks: [
        ok(name, `${cli.target.gateway.href} answers, version ${caller.version}`),
        ...certificate,
        checkClock(Date.parse(caller.now) - middle, (cli.clock.now() - before) / 2),
        checkVersion(caller.version),
        ...checkKeyFile(cli.target.keyFile),
        ...(await look('key', async () => [await checkKey(cli, caller)])),
      ],
    };
  } catch (failure) {
    const refused = unlookable(name, LamplightError.from(failure));
    // What keeps the gateway from being reached keeps its certificate from being seen: it is said once.
    const others = certificate.filter(({ message }) => message !== refused.message);
    return { caller: undefined, checks: [{ ...refused, state: 'problem' }, ...others] };
  }
}

async function checkCertificate(cli: Cli): Promise<readonly Check[]> {
  const name = 'certificate';
  return look(name, async () => {
    const shown = await cli.connection.certificate();
    return shown === null
      ? [warning(name, 'the gateway is reached without TLS', 'use https:// for anything but a trial on one machine')]
      : [endsSoon(name, 'the certificate', shown.expiresAt, cli.clock.now(), 'renew it at the gateway')];
  });
}

/** @param skew how far the gateway is ahead, in milliseconds, give or take `uncertainty` */
export function checkClock(skew: number, uncertainty: number): Check {
  const surely = Math.max(0, Math.abs(skew) - uncertainty);
  const message = `the gateway's clock is ${roughly(skew)} ${skew > 0 ? 'ahead of' : 'behind'} this machine's`;
  const remedy = 'let both machines keep time by NTP; one that is wrong shows wrong times since when people talk';
  if (surely > SKEW_PROBLEM_MS) {
    return problem('clock', message, remedy);
  }
  return surely > SKEW_WARNING_MS ? warning('clock', message, remedy) : ok('clock', 'agrees with the gateway');
}

function checkVersion(version: string): Check {
  return version === VERSION
    ? ok('version', `${VERSION}, as the gateway`)
    : warning('version', `this is ${VERSION}, the gateway is ${version}`, `use lamplight ${version} with it`);
}

function checkKeyFile(file: string | undefined): readonly Check[] {
  if (file === undefined) {
    return [];
  }
  const others = statSync(file).mode & 0o077;
  // Windows has no such bits and shows all of them set.
  return others === 0 || process.platform === 'win32'
    ? []
    : [warning('key file', `others on this machine may read ${file}`, `chmod 600 ${file}`)];
}

async function checkKey(cli: Cli, caller: CallerBody): Promise<Check> {
  const reach = caller.tenantId === null ? 'the installation' : `tenant ${caller.tenantId}`;
  const what = `key ${ownId(caller)} of ${reach} (${caller.roles.join(', ')})`;
  const kept = await ownKey(cli, caller);
  return kept?.expiresAt === undefined || kept.expiresAt === null
    ? ok('key', what)
    : endsSoon('key', what, Date.parse(kept.expiresAt), cli.clock.now(), 'make another one: "lamplight key new"');
}

/** The key's id as its tenant calls it: a caller is named with the tenant before it. */
function ownId({ keyId, tenantId }: CallerBody): string {
  const lead = `${tenantId}/`;
  return tenantId !== null && keyId.startsWith(lead) ? keyId.slice(lead.length) : keyId;
}

/** As the list of keys has it; a key that may not see the list does not see its own end. */
async function ownKey(cli: Cli, caller: CallerBody): Promise<KeyBody | undefined> {
  try {
    const { value } =
      caller.tenantId === null
        ? await cli.client.call(routes.keys.listOfInstallation, {})
        : await cli.client.call(routes.keys.list, { params: { tenantId: caller.tenantId } });
    return value.items.find(({ id }) => id === ownId(caller));
  } catch (failure) {
    if (failure instanceof LamplightError && failure.kind === 'permission_denied') {
      return undefined;
    }
    throw failure;
  }
}
