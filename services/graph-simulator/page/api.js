/** The control API, and what goes wrong with it, shown in one place. */

const ROOT = '/control/v1/';
const message = document.getElementById('message');

/** Calls the control API. An error is shown on the page, and gives undefined. */
export async function call(method, path, body) {
  try {
    const response = await fetch(ROOT + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const answer = response.status === 204 ? undefined : await response.json();
    if (!response.ok) {
      throw new Error(answer.message);
    }
    say('');
    return answer;
  } catch (failure) {
    say(failure.message);
    return undefined;
  }
}

/** Shows what went wrong; an empty text takes it away. */
export function say(text) {
  message.textContent = text;
  message.hidden = text === '';
}

/** Server-sent events of the control API. @param handlers by name of event; `open` and `error` of the connection. */
export function listen(path, handlers) {
  const source = new EventSource(ROOT + path);
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handle(event.data === undefined ? undefined : JSON.parse(event.data)));
  }
  return source;
}
