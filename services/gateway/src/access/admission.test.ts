import { personId, systemId, tenantId } from '@lamplight/domain';
import { LamplightError, seededRandom } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { Admission } from './admission.ts';
import { Keys, makeKey } from './keys.ts';
import type { Principal, Role } from './principal.ts';

const { key, hash } = makeKey(seededRandom(1));
const ACME = tenantId('acme');

function admission(principal: Partial<Principal>): Admission<string> {
  const full = { keyId: 'k', tenantId: ACME, roles: [], systemIds: [], personId: null, ...principal };
  return new Admission(new Keys([{ hash, principal: full }]), new Map([[ACME, 'Acme']]));
}

const CALL = { get: () => [`Bearer ${key}`] };

function outcome(work: () => unknown): string {
  try {
    work();
    return 'let in';
  } catch (failure) {
    return LamplightError.from(failure).reason;
  }
}

describe('who is let in where', () => {
  test.each<readonly [readonly Role[], Role, string]>([
    [['watcher'], 'watcher', 'let in'],
    [['attendant'], 'watcher', 'let in'],
    [['attendant'], 'explain', 'role_missing'],
    [['attendant'], 'source', 'not_a_source'],
    [['auditor'], 'watcher', 'not_a_subscriber'],
    [['administrator'], 'watcher', 'not_a_subscriber'],
    [['operator'], 'watcher', 'not_a_subscriber'],
  ])('a key with the roles %j as %s: %s', (roles, role, expected) => {
    expect(outcome(() => admission({ roles }).admit(CALL, role))).toBe(expected);
  });

  test.each<Role>(['watcher', 'explain', 'status'])('a key of the installation is of no tenant as %s', (role) => {
    const installation = admission({ tenantId: null, roles: ['operator', 'watcher', 'explain', 'status', 'source'] });
    expect(outcome(() => installation.admit(CALL, role))).toBe('foreign_tenant');
    expect(installation.source(CALL)).toMatchObject({
      reason: 'foreign_tenant',
      message: expect.stringContaining('use a key of the tenant'),
    });
  });

  test('a tenant that is not served lets nobody in', () => {
    expect(outcome(() => admission({ tenantId: tenantId('gone'), roles: ['watcher'] }).admit(CALL, 'watcher'))).toBe(
      'foreign_tenant',
    );
  });

  test('a caller is told whole, whatever their roles; metrics are for operators', () => {
    const person = personId('anna');
    const auditor = admission({ roles: ['auditor'], personId: person, systemIds: [systemId('pbx')] });
    expect(auditor.caller(`Bearer ${key}`)).toMatchObject({ personId: person, roles: ['auditor'] });
    expect(outcome(() => auditor.requireOperator(`Bearer ${key}`))).toBe('role_missing');
    expect(outcome(() => admission({ tenantId: null, roles: ['operator'] }).requireOperator(`Bearer ${key}`))).toBe(
      'let in',
    );
    expect(outcome(() => auditor.caller(undefined))).toBe('key_missing');
  });
});
