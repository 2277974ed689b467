import type { SimulatorResponse } from '../http/simulator-request.ts';
import { html } from './html.ts';
import { page } from './page.ts';

/** An error that cannot be sent back to the app, since it is not known where that would be. */
export function errorPage(
  status: number,
  error: { readonly code: number; readonly text: string; readonly traceId: string; readonly correlationId: string },
  timestamp: string,
): SimulatorResponse {
  return page(
    status,
    "Sorry, but we're having trouble signing you in.",
    html`<p class="bad" role="alert">AADSTS${error.code}: ${error.text}</p>
<dl>
<dt>Trace ID</dt><dd>${error.traceId}</dd>
<dt>Correlation ID</dt><dd>${error.correlationId}</dd>
<dt>Timestamp</dt><dd>${timestamp}</dd>
</dl>`,
  );
}

/**
 * `response_mode=form_post` (OAuth 2.0 Form Post Response Mode): a form with the answer. Entra sends it off by a script;
 * here a button does.
 */
export function formPostPage(action: string, answer: Readonly<Record<string, string>>): SimulatorResponse {
  const fields = Object.entries(answer).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`,
  );
  return page(
    200,
    'Back to the application',
    html`<form method="post" action="${action}">
${fields}<div class="buttons"><button class="main">Continue</button></div>
</form>`,
  );
}
