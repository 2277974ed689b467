import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LamplightError, ManualClock } from '@lamplight/runtime';
import { afterAll, describe, expect, test } from 'vitest';
import { checkCredentials, credentialsOf, fingerprintOf } from './credential.ts';

const clock = new ManualClock();
const folder = mkdtempSync(join(tmpdir(), 'lamplight-credential-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NOWHERE = { certFile: '/nowhere/teams.crt', keyFile: '/nowhere/teams.key' };

describe('credentialsOf', () => {
  test('takes the secret, or looks it up', () => {
    expect(credentialsOf({ secret: 's' }, {}, clock).first.open()).toEqual({ kind: 'secret', secret: 's' });
    const looked = credentialsOf({ secretEnv: 'TEAMS' }, { TEAMS: 'e' }, clock);
    expect(looked.first.open()).toEqual({ kind: 'secret', secret: 'e' });
    expect(looked.fallback).toBeNull();
  });

  test('names the environment variable that is not set', () => {
    expect(() => credentialsOf({ secretEnv: 'TEAMS' }, {}, clock).first.open()).toThrow(/variable TEAMS is not set/);
  });

  test('names the certificate file that cannot be read', () => {
    const { first } = credentialsOf({ certificate: NOWHERE }, {}, clock);
    expect(() => first.open()).toThrow(LamplightError);
    expect(() => first.open()).toThrow(/\/nowhere\/teams\.crt/);
  });

  test('a federated token is read anew at each use', () => {
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'a.b.c\n');
    const credential = credentialsOf({ federated: { tokenFile } }, {}, clock).first.open();
    const read = () => (credential.kind === 'federated' ? credential.read() : '');
    expect(read()).toBe('a.b.c');
    writeFileSync(tokenFile, 'd.e.f');
    expect(read()).toBe('d.e.f');
  });

  test.each([
    ['what is no token stays on this machine', 'root:x:0:0:root:/root:/bin/sh', /holds no JSON Web Token/],
    ['two parts are no token', 'a.b', /holds no JSON Web Token/],
  ])('%s', (_name, content, expected) => {
    const tokenFile = join(folder, 'other');
    writeFileSync(tokenFile, content);
    const credentials = credentialsOf({ federated: { tokenFile } }, {}, clock);
    expect(() => checkCredentials(credentials)).toThrow(expected);
  });
});

describe('checkCredentials', () => {
  test('is content with a fallback that can be read', () => {
    const broken = { certificate: NOWHERE } as const;
    expect(() => checkCredentials(credentialsOf(broken, {}, clock))).toThrow(/teams\.crt/);
    expect(() => checkCredentials(credentialsOf({ ...broken, fallback: { secret: 's' } }, {}, clock))).not.toThrow();
    const both = { ...broken, fallback: { secretEnv: 'NOT_SET' } };
    expect(() => checkCredentials(credentialsOf(both, {}, clock))).toThrow(/NOT_SET/);
  });
});

test('a fingerprint tells two secrets apart and does not hold them', () => {
  const [one, other] = ['canary-one', 'canary-two'].map((secret) => fingerprintOf({ kind: 'secret', secret }));
  expect(one).not.toBe(other);
  expect(one).not.toContain('canary');
});
