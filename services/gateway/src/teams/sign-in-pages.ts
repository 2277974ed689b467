/** The pages that somebody sees who comes back from Microsoft. Without scripts, and nothing is loaded from elsewhere. */

export function signedInPage(userName: string): string {
  return page(
    'Signed in',
    `<p><strong>${escaped(userName)}</strong> is signed in. Lamplight is now told at once when presence changes in Teams.</p>
      <p>Nothing else is to be done here: this window can be closed. No password was kept.</p>`,
  );
}

export function signInFailedPage(why: string): string {
  return page(
    'Not signed in',
    `<p>${escaped(why)}</p>
      <p><code>lamplight teams account list</code> shows who is signed in. Ask for a new link with <code>lamplight teams account add</code>, or ask whoever sent you this one.</p>`,
  );
}

export function consentGivenPage(): string {
  return page(
    'Consent was given',
    `<p>Lamplight looks for it by itself: what waited for it works within a minute, without a restart.</p>
      <p>This window can be closed. <code>lamplight source list</code> shows whether anything is still missing.</p>`,
  );
}

export function consentRefusedPage(why: string): string {
  return page(
    'Consent was not given',
    `<p>${escaped(why)}</p>
      <p>Nothing was changed. <code>lamplight teams consent-link</code> prints the link again.</p>`,
  );
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} – Lamplight</title>
    <style>
      :root { color-scheme: light dark; --ground: #eef1f4; --paper: #fff; --ink: #1b1b1b; --soft: #555; }
      @media (prefers-color-scheme: dark) {
        :root { --ground: #14171a; --paper: #1f2327; --ink: #f2f2f2; --soft: #bdbdbd; }
      }
      body { background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; margin: 0; padding: 1rem; }
      main { background: var(--paper); border-radius: 0.5rem; margin: 10vh auto 0; max-width: 32rem; padding: 2rem; }
      h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 1rem; }
      p { margin: 0 0 1rem; overflow-wrap: anywhere; }
      code { font-size: 0.95em; white-space: nowrap; }
      .soft { color: var(--soft); font-size: 0.875rem; margin: 0; }
    </style>
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      ${content}
      <p class="soft">Lamplight</p>
    </main>
  </body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
