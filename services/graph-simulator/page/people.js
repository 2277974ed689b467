/** The table of people: one page of those who fit the search. */
import { call } from './api.js';
import { count, element, setText, showRows } from './element.js';

const TONES = {
  available: 'free',
  availableidle: 'free',
  busy: 'busy',
  busyidle: 'busy',
  donotdisturb: 'disturb',
  away: 'away',
  berightback: 'away',
  offline: 'gone',
};
const DOING = {
  inCall: 'in a call',
  inMeeting: 'in a meeting',
  presenting: 'presenting',
  lockedAt: 'locked',
  idleAt: 'idle',
};
const view = { search: '', availability: '', page: 0, size: 25 };
let apps = {};
let showOthers;

/** The query of what is shown. */
export function viewQuery() {
  return new URLSearchParams(Object.entries(view).map(([name, value]) => [name, String(value)])).toString();
}

/** @param changed called when other people are to be shown. */
export function preparePeople(changed) {
  showOthers = changed;
  const search = document.getElementById('search');
  let typing;
  search.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      Object.assign(view, { search: search.value, page: 0 });
      changed();
    }, 200);
  });
  document.getElementById('availabilities').addEventListener('change', (event) => {
    Object.assign(view, { availability: event.target.value, page: 0 });
    changed();
  });
  const turn = (by) => () => {
    view.page += by;
    changed();
  };
  document.getElementById('previous-page').addEventListener('click', turn(-1));
  document.getElementById('next-page').addEventListener('click', turn(1));
}

export function showPeople({ total, page, size, people }) {
  if (people.length === 0 && page > 0) {
    // Fewer fit than before: the last page that there is.
    view.page = Math.max(0, Math.ceil(total / size) - 1);
    showOthers();
    return;
  }
  showRows(document.getElementById('people'), people, { keyOf: ({ id }) => id, make: makeRow, update: updateRow });
  const first = total === 0 ? 0 : page * size + 1;
  setText(
    document.getElementById('page-text'),
    `${count(first)} to ${count(page * size + people.length)} of ${count(total)}`,
  );
  document.getElementById('previous-page').disabled = page === 0;
  document.getElementById('next-page').disabled = (page + 1) * size >= total;
}

/** The filter by availability, with how many show each. */
export function showAvailabilities({ people, shown }) {
  const choices = Object.entries(shown).sort(([left], [right]) => left.localeCompare(right));
  if (view.availability !== '' && shown[view.availability] === undefined) {
    choices.push([view.availability, 0]);
  }
  showRows(document.getElementById('availability-choices'), [['', people], ...choices], {
    keyOf: ([value]) => value,
    make: ([value]) => {
      const radio = element('input', {
        type: 'radio',
        name: 'availability',
        value,
        checked: value === view.availability,
      });
      return element('label', {}, radio, element('span'));
    },
    update: (label, [value, number]) =>
      setText(label.lastChild, `${value === '' ? 'Everybody' : value} ${count(number)}`),
  });
}

/** Client ids and the names of their apps, for the sessions of applications. */
export function nameApps(names) {
  apps = names;
}

function makeRow(person) {
  const buttons = [element('button'), element('button'), element('button')];
  for (const button of buttons) {
    button.type = 'button';
    button.addEventListener('click', () => act(person.id, JSON.parse(button.dataset.actions)));
  }
  return element(
    'tr',
    {},
    element('td', {}, person.displayName, element('small', { textContent: person.userPrincipalName })),
    element('td', {}, element('span'), element('small')),
    element('td'),
    element('td', { className: 'acts' }, ...buttons),
  );
}

function updateRow(row, person) {
  const [, shows, sessions, acts] = row.children;
  const { availability, activity } = person.shown;
  const [pair, more] = shows.children;
  pair.className = `presence ${TONES[availability.toLowerCase()] ?? ''}`;
  setText(pair, activity === availability ? availability : `${availability}, ${activity}`);
  const extras = [
    ...(person.preferred === null ? [] : [`chosen: ${person.preferred.availability}`]),
    ...(person.isOutOfOffice ? ['out of office'] : []),
    ...(person.note === null ? [] : [`“${person.note}”`]),
  ];
  setText(more, extras.join(' · '));
  showRows(sessions, person.sessions, {
    keyOf: ({ kind, id }) => `${kind} ${id}`,
    make: ({ kind }) => element('span', { className: `tag ${kind}` }),
    update: (tag, session) => setText(tag, describeSession(session)),
  });
  actionsFor(person).forEach(({ name, actions }, index) => {
    const button = acts.children[index];
    setText(button, name);
    button.setAttribute('aria-label', `${name}: ${person.displayName}`);
    button.dataset.actions = JSON.stringify(actions);
    button.disabled = actions.length === 0;
  });
}

function describeSession({ kind, id, shows, expiresInMs, doing }) {
  if (kind === 'client') {
    return [id, ...doing.map((name) => DOING[name])].join(', ');
  }
  const left = expiresInMs === null ? '' : `, ${Math.max(0, Math.round(expiresInMs / 60_000))} min`;
  // The id of an app that is not registered here: its beginning is enough to tell it from others.
  const name = apps[id.toLowerCase()] ?? (id.length > 20 ? `${id.slice(0, 8)}…` : id);
  return `${name}: ${shows === null ? 'expired' : shows.activity}${left}`;
}

/** What can be done for a person as things are; nothing to do is an empty list. */
function actionsFor({ sessions, preferred }) {
  const clients = sessions.filter(({ kind }) => kind === 'client');
  const calling = clients.find(({ doing }) => doing.includes('inCall'));
  const first = clients[0];
  const call =
    calling !== undefined
      ? { name: 'Hang up', actions: [{ do: 'leave the call', client: calling.id }] }
      : { name: 'Join a call', actions: first === undefined ? [] : [{ do: 'join a call', client: first.id }] };
  return [
    call,
    preferred === null
      ? { name: 'Do not disturb', actions: [{ do: 'choose do not disturb' }] }
      : { name: 'Reset status', actions: [{ do: 'reset status' }] },
    first === undefined
      ? { name: 'Sign in', actions: [{ do: 'sign in', client: 'desktop' }] }
      : { name: 'Sign out', actions: clients.map(({ id }) => ({ do: 'go offline', client: id })) },
  ];
}

async function act(id, actions) {
  for (const action of actions) {
    await call('POST', `people/${encodeURIComponent(id)}/actions`, action);
  }
}
