import type { AdapterContext, SourceAdapter } from '@lamplight/adapter-kit';
import { systemId } from '@lamplight/domain';
import { createEgress, LamplightError, MemoryLogger } from '@lamplight/runtime';
import type { Json } from '@lamplight/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tenantSetup } from '../../../../test/fakes/tenant-setup.ts';
import { createTenantCore } from '../tenant/create-tenant-core.ts';
import type { TenantCore } from '../tenant/tenant-core.ts';
import { HostedSystems, type StoredSystem } from './hosted-systems.ts';

const PBX = systemId('pbx');
const egress = createEgress();

let setup: ReturnType<typeof tenantSetup>;
let core: TenantCore;
/** Nobody comes from a directory here. */
const directories = { start: () => undefined, stop: async () => undefined };
let logger: MemoryLogger;
/** What became of the adapters, in order. */
let told: string[];
let hosted: HostedSystems;

beforeEach(() => {
  setup = tenantSetup();
  core = createTenantCore(setup);
  logger = new MemoryLogger();
  told = [];
  const { tenantId, clock, random } = setup;
  hosted = new HostedSystems({ tenantId, core, build, directories, clock, random, logger, egress });
});
afterEach(async () => {
  await hosted.stop({ handover: true });
  core.stop();
  expect(setup.clock.pendingCount).toBe(0);
});

function system(settings: Json, secret?: string): StoredSystem {
  const secrets = secret === undefined ? {} : { clientSecret: { secret, expiresAt: null } };
  return { id: PBX, technology: 'PBX', settings, secrets };
}

/** `wrong` cannot be made, `unstartable` not started, `outside` reports from outside; else an adapter of that name. */
function build({ settings, secrets }: StoredSystem) {
  if (settings === 'wrong') {
    throw new LamplightError('config_invalid', 'the settings are wrong');
  }
  return settings === 'outside'
    ? undefined
    : {
        adapter: new NamedAdapter(`${String(settings)}${secrets.clientSecret?.secret ?? ''}`),
        egress: undefined,
        directory: undefined,
      };
}

class NamedAdapter implements SourceAdapter {
  readonly description = {
    technology: 'PBX',
    capabilities: { callStates: [], effects: [], features: [] },
    softwareName: 'named',
    softwareVersion: '1',
  };
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  start(context: AdapterContext): void {
    if (this.#name === 'unstartable') {
      throw new LamplightError('certificate_unreadable', 'the certificate is gone');
    }
    told.push(`start ${this.#name}`);
    context.reportHealth({ state: 'ok', reason: '', message: '', remedy: '', details: {} });
  }

  async stop(): Promise<void> {
    told.push(`stop ${this.#name}`);
  }

  rosterChanged(): void {}
  effectsChanged(): void {}
  desiredStateComplete(): void {}
  linkChanged(): void {}
}

/** Of the one source, once its link stands. */
async function health() {
  await setup.clock.advanceAsync(0);
  return core.sources().map(({ health: { state, reason } }) => `${state} ${reason}`.trim());
}

test('a system starts its adapter once, whatever else changes', async () => {
  await hosted.reconcile([system('a')]);
  await hosted.reconcile([system('a')]);
  expect([told, await health()]).toEqual([['start a'], ['ok']]);
});

test('other settings and another credential restart it', async () => {
  await hosted.reconcile([system('a')]);
  await hosted.reconcile([system('b')]);
  await hosted.reconcile([system('b', '2')]);
  expect(told).toEqual(['start a', 'stop a', 'start b', 'stop b', 'start b2']);
});

test('a system that is gone, or is reported from outside, has none', async () => {
  await hosted.reconcile([system('a')]);
  await hosted.reconcile([system('outside')]);
  expect([told, core.sources().filter(({ connected }) => connected)]).toEqual([['start a', 'stop a'], []]);
  await hosted.reconcile([]);
  expect(told).toHaveLength(2);
});

test.each([
  ['wrong', 'config_invalid'],
  ['unstartable', 'certificate_unreadable'],
])('settings that are %s are the health of the system, until they are changed', async (settings, reason) => {
  await hosted.reconcile([system(settings)]);
  expect(await health()).toEqual([`action-needed ${reason}`]);
  expect(logger.messages).toContain('the adapter of a system cannot start');
  await hosted.reconcile([system('a')]);
  expect(await health()).toEqual(['ok']);
});
