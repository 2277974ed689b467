/** Faults in force, by script and at random, and the forms that add them. */
import { call } from './api.js';
import { element, setText, showRows } from './element.js';

/** What the form offers; the control API takes more. */
const ANSWERS = new Map([
  ['429, Retry-After 10 s', { kind: 'status', status: 429, retryAfterS: 10 }],
  ['503', { kind: 'status', status: 503 }],
  ['500', { kind: 'status', status: 500 }],
  ['403', { kind: 'status', status: 403 }],
  ['401', { kind: 'status', status: 401 }],
  ['no answer', { kind: 'hang' }],
  ['carried out, no answer', { kind: 'hang', carriedOut: true }],
  ['broken connection', { kind: 'reset' }],
  ['a page of HTML', { kind: 'html' }],
  ['an empty 200', { kind: 'empty' }],
  ['half an answer', { kind: 'truncated' }],
  ['5 s late', { kind: 'delay', ms: 5000 }],
]);

export async function prepareFaults() {
  const kinds = document.getElementById('fault-kind');
  kinds.append(...[...ANSWERS.keys()].map((name) => element('option', { value: name, textContent: name })));
  const routes = document.getElementById('fault-route');
  const names = ['all', ...((await call('GET', 'fault-routes')) ?? [])];
  routes.append(
    ...names.map((name) => element('option', { value: name, textContent: name === 'all' ? 'every call' : name })),
  );
  document.getElementById('add-fault').addEventListener('submit', async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const route = form.get('route');
    await call('POST', 'faults', {
      routes: route === 'all' ? 'all' : [route],
      times: Number(form.get('times')),
      answer: ANSWERS.get(form.get('kind')),
    });
  });
  document.getElementById('random-faults').addEventListener('submit', async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    await call('PATCH', 'random-faults', { rate: Number(form.get('rate')) / 100, seed: Number(form.get('seed')) });
  });
}

export function showFaults({ faults, randomFaults }) {
  const rows = [
    ...faults.map(({ id, fault, left }) => ({ id, text: describe(fault, left) })),
    ...(randomFaults.rate === 0
      ? []
      : [
          {
            id: 'random',
            text: `at random, ${(randomFaults.rate * 100).toFixed(1)} % of requests, seed ${randomFaults.seed}`,
          },
        ]),
  ];
  showRows(document.getElementById('faults'), rows, {
    keyOf: ({ id }) => id,
    make: ({ id, text }) => {
      const remove = element('button', { type: 'button', textContent: 'Remove' });
      remove.setAttribute('aria-label', `Remove the fault: ${text}`);
      remove.addEventListener('click', () =>
        id === 'random' ? call('PATCH', 'random-faults', { rate: 0 }) : call('DELETE', `faults/${id}`),
      );
      return element('li', { className: 'between' }, element('span'), remove);
    },
    update: (row, { text }) => setText(row.firstChild, text),
  });
}

function describe({ routes, answer }, left) {
  const where = routes === 'all' ? 'every call' : routes.join(', ');
  return `${describeAnswer(answer)} for ${where}: ${left === 'always' ? 'always' : `${left} more`}`;
}

function describeAnswer({ kind, ...more }) {
  if (kind === 'status') {
    return `${more.status}${more.retryAfterS === undefined ? '' : `, Retry-After ${more.retryAfterS} s`}`;
  }
  return [kind, ...Object.entries(more).map(([name, value]) => `${name} ${value}`)].join(', ');
}
