/** The pages on which somebody signs in. Each is a form that goes to the next step with `ctx`, the sign-in's id. */
import type { SimulatorResponse } from '../http/simulator-request.ts';
import { type Html, html, NO_HTML } from './html.ts';
import { page } from './page.ts';

/** The form of a step. */
export interface StepForm {
  /** The path that it is sent to. */
  readonly action: string;
  /** The id of the sign-in under way. */
  readonly context: string;
}

export interface OfferedAccount {
  readonly userName: string;
  readonly displayName: string;
}

/** An AADSTS code with its text; undefined for nothing to say. */
export type Complaint = { readonly code: number; readonly text: string } | undefined;

/** Account names are offered as buttons; any other can be typed. @param hint what the field is filled with. */
export function accountPage(
  form: StepForm,
  appName: string,
  accounts: readonly OfferedAccount[],
  hint: string,
  complaint: Complaint,
): SimulatorResponse {
  const offered = accounts.map(
    ({ userName, displayName }) => html`<li><button class="account" name="account" value="${userName}">
<span>${displayName}</span><span class="soft">${userName}</span></button></li>
`,
  );
  return page(
    200,
    'Choose an account',
    html`<p>to continue to <strong>${appName}</strong></p>
${said(complaint)}<form method="post" action="${form.action}">
${hidden(form)}
<ul class="accounts">
${offered}</ul>
</form>
<form method="post" action="${form.action}">
${hidden(form)}
<label for="account">Another account</label>
<input type="text" id="account" name="account" value="${hint}" autocomplete="username" autocapitalize="none" spellcheck="false">
<div class="buttons"><button class="main">Next</button><button name="cancel" value="1">Cancel</button></div>
</form>`,
  );
}

export function passwordPage(form: StepForm, account: OfferedAccount, complaint: Complaint): SimulatorResponse {
  return page(
    200,
    'Enter the password',
    html`${said(complaint)}<form method="post" action="${form.action}">
${hidden(form)}
<label for="account">Account</label>
<input type="text" id="account" name="account" value="${account.userName}" readonly autocomplete="username">
<label for="password">Password</label>
<input type="password" id="password" name="password" autocomplete="current-password">
<div class="buttons"><button class="main">Sign in</button><button name="cancel" value="1">Cancel</button></div>
</form>`,
  );
}

export function verificationPage(form: StepForm, account: OfferedAccount): SimulatorResponse {
  return page(
    200,
    'Approve the sign-in',
    html`<p>${account.userName}</p>
<p>Your organization asks for more than a password. Here a button stands for the telephone.</p>
<form method="post" action="${form.action}">
${hidden(form)}
<div class="buttons"><button class="main">Approve</button><button name="cancel" value="1">Cancel</button></div>
</form>`,
  );
}

export function hidden(form: StepForm): Html {
  return html`<input type="hidden" name="ctx" value="${form.context}">`;
}

function said(complaint: Complaint): Html {
  return complaint === undefined
    ? NO_HTML
    : html`<p class="bad" role="alert">${complaint.text} (AADSTS${complaint.code})</p>
`;
}
