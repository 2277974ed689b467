/** The calls of the control API for signing in. */
import type { ControlRoute } from '../control/control-route.ts';
import { readInput } from '../control/read-input.ts';
import {
  accountSchema,
  consentPolicySchema,
  personalConsentSchema,
  rotationSchema,
  signInSchema,
} from './sign-in-input.ts';

export const SIGN_IN_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: 'people/*/account',
    help: 'How a person signs in',
    answer: (control, { ids }) => withoutPassword(control.signIns.account(ids[0] ?? '')),
  },
  {
    method: 'PATCH',
    path: 'people/*/account',
    help: 'Change it: {password?, passwordExpired?, locked?, administrator?, verification?, blockedBy?, signInLastsMs?}',
    answer: (control, { ids, body }) =>
      withoutPassword(control.signIns.changeAccount(ids[0] ?? '', readInput(accountSchema, body, 'body'))),
  },
  {
    method: 'DELETE',
    path: 'people/*/sign-ins',
    help: "End all of a person's sign-ins: refresh tokens give AADSTS50173",
    answer: (control, { ids }) => control.signIns.revoke(ids[0] ?? ''),
  },
  {
    method: 'POST',
    path: 'sign-ins',
    help: 'Sign a person in without a browser: {appId, user, redirectUri, scopes?, nonce?, challenge?}; the answer has the code',
    answer: (control, { body }) => control.signIns.signIn(readInput(signInSchema, body, 'body')),
  },
  {
    method: 'PUT',
    path: 'apps/*/consent/*',
    help: 'Grant exactly these delegated permissions for one person: {scopes}',
    answer: (control, { ids, body }) =>
      control.signIns.consent(ids[0] ?? '', ids[1] ?? '', readInput(personalConsentSchema, body, 'body').scopes),
  },
  {
    method: 'PUT',
    path: 'tenants/*/consent-policy',
    help: 'Who may consent to delegated permissions: {policy: everybody, administrators or request}',
    answer: (control, { ids, body }) =>
      control.signIns.changeConsentPolicy(ids[0] ?? '', readInput(consentPolicySchema, body, 'body').policy),
  },
  {
    method: 'POST',
    path: 'signing-keys',
    help: 'Sign with a new key from now on: {keepOldForMs?}',
    answer: (control, { body }) => control.signIns.rotateSigningKey(readInput(rotationSchema, body, 'body')),
  },
];

function withoutPassword<Account extends { readonly password: string | null }>({ password, ...account }: Account) {
  return { ...account, hasPassword: password !== null };
}
