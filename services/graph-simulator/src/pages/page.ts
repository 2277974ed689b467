/**
 * The frame of every page: one style, no script, nothing from elsewhere. A content security policy says so to the
 * browser. `form-action` is left open: an answer goes to wherever the app is, and browsers hold redirects after a form
 * to it as well.
 */
import { createHash } from 'node:crypto';
import type { SimulatorResponse } from '../http/simulator-request.ts';
import { Html, html } from './html.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1b; --soft: #555; --paper: #fff; --ground: #eef1f4; --line: #8a8f94;
  --accent: #0b57a4; --on-accent: #fff; --bad: #a4161a; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f2f2; --soft: #bdbdbd; --paper: #1f2327; --ground: #14171a;
  --line: #7d848b; --accent: #8ec5ff; --on-accent: #0b1a29; --bad: #ff9a9a; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 30rem; margin: 6vh auto; padding: 2rem; background: var(--paper); border-radius: .5rem; }
h1 { margin: 0 0 1rem; font-size: 1.4rem; line-height: 1.25; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
.soft { color: var(--soft); font-size: .875rem; }
.bad { color: var(--bad); font-weight: 600; }
ul { margin: 0 0 1rem; padding: 0 0 0 1.25rem; }
ul.accounts { list-style: none; padding: 0; }
ul.accounts li { margin: 0 0 .5rem; }
label { display: block; margin: 0 0 .25rem; font-weight: 600; }
.check { display: flex; gap: .5rem; align-items: flex-start; margin: 0 0 1rem; font-weight: 400; }
.check input { width: 1.25rem; height: 1.25rem; margin: .125rem 0 0; flex: none; }
input[type=text], input[type=password] { width: 100%; margin: 0 0 1rem; padding: .5rem; font: inherit; color: inherit;
  background: var(--paper); border: 1px solid var(--line); border-radius: .25rem; }
button { padding: .5rem 1rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line);
  border-radius: .25rem; cursor: pointer; }
button.account { width: 100%; text-align: left; }
button.account span { display: block; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button:focus-visible, input:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.buttons { display: flex; gap: .5rem; flex-flow: row-reverse wrap; margin: 0 0 1rem; }
dl { margin: 0 0 1rem; } dt { font-weight: 600; } dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store, no-cache',
  pragma: 'no-cache',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** A page whose heading is its title. */
export function page(status: number, title: string, content: Html): SimulatorResponse {
  const { text } = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - Simulated sign-in</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
<p class="soft">This is a simulator: no password of a real account belongs here.</p>
</main>
</body>
</html>
`;
  return { status, headers: HEADERS, body: text };
}
