import { tenantId } from '@lamplight/domain';
import { resolve } from '@lamplight/resolver';
import { ManualClock, MemoryLogger, seededRandom } from '@lamplight/runtime';
import { EditableDirectory } from './editable-directory.ts';
import { RecordingTelemetry } from './recording-telemetry.ts';
import { SettledProfiles } from './settled-profiles.ts';

/**
 * What a tenant's core is made of in tests: tenant `acme` with the PBXs `pbx` and `branch` and the Entra tenant
 * `entra`; anna has a line and Teams, bert a line, carla a line at the branch. Time stands until it is moved.
 */
export function tenantSetup() {
  const clock = new ManualClock();
  const logger = new MemoryLogger();
  const telemetry = new RecordingTelemetry();
  const directory = new EditableDirectory({ pbx: 'PBX', branch: 'PBX', entra: 'MSTEAMS' });
  const anna = directory.put('anna', ['pbx/201', 'entra/anna-oid']);
  const bert = directory.put('bert', ['pbx/202']);
  const carla = directory.put('carla', ['branch/201']);
  return {
    tenantId: tenantId('acme'),
    clock,
    logger,
    telemetry,
    directory,
    random: seededRandom(1),
    resolve,
    profiles: new SettledProfiles(),
    people: { anna, bert, carla },
    /** Lets everything run that is due now. */
    settle: (): Promise<void> => clock.advanceAsync(0),
  };
}

export type TenantSetup = ReturnType<typeof tenantSetup>;
