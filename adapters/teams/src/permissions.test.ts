import { expect, test } from 'vitest';
import { FEATURES, missingPermissions, PERMISSIONS, permissionNameOf } from './permissions.ts';
import { registrationManifest } from './registration/manifest.ts';

test('every id is there once, and every feature has a permission', () => {
  expect(new Set(PERMISSIONS.map(({ id }) => id)).size).toBe(PERMISSIONS.length);
  expect(PERMISSIONS.every(({ id }) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))).toBe(true);
  expect(FEATURES.map(permissionNameOf)).toEqual([
    'Presence.Read.All',
    'Presence.ReadWrite.All',
    'User.ReadBasic.All',
    'User.Read.All',
    'Presence.Read.All',
  ]);
});

test.each([
  [['read'], [], ['Presence.Read.All']],
  [['read'], ['Presence.ReadWrite.All'], []],
  [['read', 'write'], ['Presence.Read.All'], ['Presence.ReadWrite.All']],
  [['directory=basic'], ['User.Read.All'], []],
  [['directory=full'], ['User.Read.All'], ['GroupMember.Read.All']],
  [['directory=full'], ['Directory.Read.All'], []],
  [['notifications'], [], []],
] as const)('%j with the roles %j lacks %j', (features, roles, missing) => {
  expect(missingPermissions(features, roles).map(({ name }) => name)).toEqual(missing);
});

test('the manifest names Graph, and each permission as role or scope', () => {
  const features = ['read', 'notifications'] as const;
  const redirectUris = ['https://presence.example.com/back'];
  const manifest = registrationManifest({ displayName: 'Lamplight', features, redirectUris, multiTenant: true });
  expect(manifest).toEqual({
    displayName: 'Lamplight',
    signInAudience: 'AzureADMultipleOrgs',
    web: { redirectUris },
    requiredResourceAccess: [
      {
        resourceAppId: '00000003-0000-0000-c000-000000000000',
        resourceAccess: [
          { id: 'a70e0c2d-e793-494c-94c4-118fa0a67f42', type: 'Role' },
          { id: '9c7a330d-35b3-4aa1-963d-cb2b9f927841', type: 'Scope' },
          { id: '7427e0e9-2fba-42fe-b0c0-848c9e6a8182', type: 'Scope' },
          { id: '37f7f235-527c-4136-accd-4a02d197296e', type: 'Scope' },
          { id: '14dad69e-099b-42c9-810b-d002981feec1', type: 'Scope' },
        ],
      },
    ],
  });
  const own = registrationManifest({ displayName: 'L', features: ['read'], redirectUris: [], multiTenant: false });
  expect(own).toMatchObject({ signInAudience: 'AzureADMyOrg' });
  expect(own.web).toBeUndefined();
});
