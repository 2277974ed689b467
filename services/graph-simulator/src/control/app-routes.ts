/** The calls of the control API for app registrations. */
import { federatedCredentialSchema, manifestChangeSchema } from '../entra/sign-in-input.ts';
import { appSchema, certificateSchema, consentSchema, secretSchema } from './control-input.ts';
import type { ControlRoute } from './control-route.ts';
import { readInput } from './read-input.ts';
import { renderApp } from './render-app.ts';

export const APP_ROUTES: readonly ControlRoute[] = [
  { method: 'GET', path: 'apps', help: 'All app registrations', answer: (control) => control.apps.all.map(renderApp) },
  {
    method: 'POST',
    path: 'apps',
    help: 'Create an app: {displayName, appId?, secrets?, certificates?, redirectUris?, consents?, …}',
    answer: (control, { body }) => renderApp(control.apps.add(readInput(appSchema, body, 'body'))),
  },
  {
    method: 'GET',
    path: 'apps/*',
    help: 'One app, by client id',
    answer: (control, { ids }) => renderApp(control.apps.get(ids[0] ?? '')),
  },
  {
    method: 'DELETE',
    path: 'apps/*',
    help: 'Remove an app',
    answer: (control, { ids }) => control.apps.remove(ids[0] ?? ''),
  },
  {
    method: 'POST',
    path: 'apps/*/secrets',
    help: 'Add a client secret: {value?, expiresAt?}; the answer has the value, once',
    answer: (control, { ids, body }) => control.apps.addSecret(ids[0] ?? '', readInput(secretSchema, body, 'body')),
  },
  {
    method: 'POST',
    path: 'apps/*/certificates',
    help: 'Add a certificate: {certificate: PEM}',
    answer: (control, { ids, body }) => {
      const { certificate } = readInput(certificateSchema, body, 'body');
      return { keyId: control.apps.addCertificate(ids[0] ?? '', certificate) };
    },
  },
  {
    method: 'DELETE',
    path: 'apps/*/keys/*',
    help: 'Remove a secret or certificate by its key id',
    answer: (control, { ids }) => control.apps.removeKey(ids[0] ?? '', ids[1] ?? ''),
  },
  {
    method: 'PUT',
    path: 'apps/*/consent',
    help: 'Grant exactly these roles in a tenant, and scopes for everybody: {tenantId?, roles?, scopes?, enabled?}',
    answer: (control, { ids, body }) => control.apps.consent(ids[0] ?? '', readInput(consentSchema, body, 'body')),
  },
  {
    method: 'DELETE',
    path: 'apps/*/consent',
    help: 'Remove the app from a tenant: ?tenant=',
    answer: (control, { ids, query }) => control.apps.withdrawConsent(ids[0] ?? '', query.get('tenant') ?? undefined),
  },
  {
    method: 'PATCH',
    path: 'apps/*',
    help: 'Change an app: {displayName?, redirectUris?, requiredRoles?, requiredScopes?, availableToOtherTenants?, enabled?}',
    answer: (control, { ids, body }) =>
      renderApp(control.apps.change(ids[0] ?? '', readInput(manifestChangeSchema, body, 'body'))),
  },
  {
    method: 'POST',
    path: 'apps/*/federated-credentials',
    help: "Let another issuer's tokens stand for the app: {issuer, subject, audience?, key: PEM or JWK}",
    answer: (control, { ids, body }) => ({
      keyId: control.apps.addFederatedCredential(ids[0] ?? '', readInput(federatedCredentialSchema, body, 'body')),
    }),
  },
];
