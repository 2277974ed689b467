/** The pages on which somebody grants permissions to an app, or is told that they cannot. */
import type { SimulatorResponse } from '../http/simulator-request.ts';
import { type Html, html, NO_HTML } from './html.ts';
import { page } from './page.ts';
import { hidden, type OfferedAccount, type StepForm } from './sign-in-pages.ts';

/** A permission as the page shows it. */
export interface ShownPermission {
  readonly name: string;
  readonly title: string;
}

/** @param forEverybody whether the account may consent for its whole tenant as well. */
export function consentPage(
  form: StepForm,
  appName: string,
  account: OfferedAccount,
  permissions: readonly ShownPermission[],
  forEverybody: boolean,
): SimulatorResponse {
  const everybody = html`<label class="check"><input type="checkbox" name="everybody" value="1">
<span>Consent on behalf of your organization</span></label>
`;
  return page(
    200,
    'Permissions requested',
    html`<p>${account.userName}</p>
<p><strong>${appName}</strong> would like to:</p>
${list(permissions)}<form method="post" action="${form.action}">
${hidden(form)}
${forEverybody ? everybody : NO_HTML}${decision()}</form>`,
  );
}

export function adminConsentPage(
  form: StepForm,
  appName: string,
  account: OfferedAccount,
  tenantName: string,
  permissions: {
    readonly application: readonly ShownPermission[];
    readonly delegated: readonly ShownPermission[];
  },
): SimulatorResponse {
  return page(
    200,
    'Permissions requested',
    html`<p>${account.userName}</p>
<p>Review for your organization, ${tenantName}. If you accept, <strong>${appName}</strong> gets access to the specified
resources for all users in your organization. No one else will be asked.</p>
${section('As itself, without a signed-in user:', permissions.application)}${section(
  'For whoever has signed in:',
  permissions.delegated,
)}<form method="post" action="${form.action}">
${hidden(form)}
${decision()}</form>`,
  );
}

/** @param code 90094, or 90095 where the tenant has a workflow for such requests. */
export function approvalNeededPage(
  form: StepForm,
  appName: string,
  account: OfferedAccount,
  code: number,
): SimulatorResponse {
  return page(
    200,
    'Need admin approval',
    html`<p>${account.userName}</p>
<p><strong>${appName}</strong> needs permission to access resources in your organization that only an admin can grant.
Please ask an admin to grant permission to this app before you can use it.</p>
<p class="soft">AADSTS${code}</p>
<form method="post" action="${form.action}">
${hidden(form)}
<div class="buttons"><button name="cancel" value="1">Return to the application without granting consent</button></div>
</form>`,
  );
}

function section(heading: string, permissions: readonly ShownPermission[]): Html {
  return permissions.length === 0 ? NO_HTML : html`<p>${heading}</p>\n${list(permissions)}`;
}

function list(permissions: readonly ShownPermission[]): Html {
  return html`<ul>
${permissions.map(({ name, title }) => html`<li>${title} <span class="soft">(${name})</span></li>\n`)}</ul>
`;
}

function decision(): Html {
  return html`<div class="buttons"><button class="main">Accept</button><button name="cancel" value="1">Cancel</button></div>
`;
}
