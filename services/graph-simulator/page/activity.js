/** What happens: requests by second, throttling, subscriptions, writes. */
import { call } from './api.js';
import { count, element, setText, showRows } from './element.js';

const SVG = 'http://www.w3.org/2000/svg';
const MOST_WRITES = 100;

/** @param summary as `live/summary` answers it. */
export function showActivity({ requests, throttle, subscriptions, apps }) {
  showRate(requests.lastMinute);
  showCounts(requests.counts, apps);
  showThrottle(throttle, apps);
  showSubscriptions(subscriptions, apps);
}

function showRate({ requests, throttled, failed }) {
  const highest = Math.max(1, ...requests);
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${requests.length} 100`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  requests.forEach((number, index) => {
    svg.append(bar('all', index, number / highest), bar('failed', index, (throttled[index] + failed[index]) / highest));
  });
  document.getElementById('rate-chart').replaceChildren(svg);
  const inAll = (numbers) => count(numbers.reduce((sum, number) => sum + number, 0));
  const minute = `${inAll(requests)} in the last minute, ${inAll(throttled)} throttled, ${inAll(failed)} failed`;
  setText(document.getElementById('rate-text'), `${count(requests.at(-1))} in the last second; ${minute}`);
}

function bar(className, index, share) {
  const rect = document.createElementNS(SVG, 'rect');
  const height = share * 100;
  const attributes = { class: className, x: index + 0.1, y: 100 - height, width: 0.8, height };
  for (const [name, value] of Object.entries(attributes)) {
    rect.setAttribute(name, String(value));
  }
  return rect;
}

function showCounts(counts, apps) {
  const rows = [...counts].sort((left, right) => right.count - left.count).slice(0, 12);
  showRows(document.getElementById('counts'), rows, {
    keyOf: ({ route, appId, status }) => `${route} ${appId} ${status}`,
    make: () => element('li', { className: 'between' }, element('span'), element('span', { className: 'number' })),
    update: (row, { route, appId, status, count: number }) => {
      const [what, times] = row.children;
      const isBad = status === 0 || status >= 400;
      setText(
        what,
        `${route} → ${status === 0 ? 'no answer' : status}${appId === null ? '' : ` (${nameOf(apps, appId)})`}`,
      );
      what.className = isBad ? 'bad' : '';
      setText(times, count(number));
    },
  });
}

function showThrottle(levels, apps) {
  const list = document.getElementById('throttle');
  list.classList.toggle('empty', levels.length === 0);
  showRows(list, levels, {
    keyOf: ({ quota, appId, tenantId }) => `${quota} ${appId} ${tenantId}`,
    make: ({ quota }) => {
      const meter = element('meter', { min: 0 });
      meter.setAttribute('aria-label', `${quota}: requests left`);
      return element('li', {}, element('span'), meter);
    },
    update: (row, { quota, appId, limit, left }) => {
      const [text, meter] = row.children;
      setText(text, `${quota}, ${nameOf(apps, appId)}: ${count(left)} of ${count(limit)} left`);
      Object.assign(meter, { max: limit, low: limit / 4, optimum: limit, value: Math.max(0, left) });
      text.className = left < 1 ? 'bad' : '';
    },
  });
}

function showSubscriptions(subscriptions, apps) {
  showRows(document.getElementById('subscriptions'), subscriptions, {
    keyOf: ({ id }) => id,
    make: ({ id }) => {
      const silence = actButton(id);
      const expire = actButton(id);
      expire.textContent = 'Expire';
      expire.dataset.act = 'expire';
      expire.setAttribute('aria-label', `Expire subscription ${id}`);
      return element(
        'li',
        { className: 'between' },
        element('span'),
        element('span', { className: 'acts' }, silence, expire),
      );
    },
    update: (row, { id, appId, people, expiresAt, isSilent, endpoint }) => {
      const [text, acts] = row.children;
      const state = isSilent ? 'silent' : endpoint;
      const who = `${count(people)} ${people === 1 ? 'person' : 'people'}`;
      setText(text, `${nameOf(apps, appId)}: ${who}, until ${timeOf(expiresAt)}, ${state}`);
      const silence = acts.firstChild;
      setText(silence, isSilent ? 'Come back' : 'Kill');
      silence.dataset.act = isSilent ? 'come back' : 'die silently';
      silence.setAttribute('aria-label', `${silence.textContent}: subscription ${id}`);
    },
  });
}

function actButton(id) {
  const button = element('button', { type: 'button' });
  button.addEventListener('click', () => call('POST', `subscriptions/${id}/actions`, { do: button.dataset.act }));
  return button;
}

/** Adds writes that have just happened, newest first. */
export function addWrites(writes, apps) {
  const list = document.getElementById('writes');
  for (const write of writes) {
    const text = element('span', { className: write.carriedOut ? '' : 'bad' });
    const pair = write.body?.availability === undefined ? '' : ` ${write.body.availability}/${write.body.activity}`;
    const outcome = write.status === 0 ? 'no answer' : write.status;
    text.textContent = ` ${write.action}${pair} → ${outcome} (${write.userId.slice(0, 8)}, ${nameOf(apps, write.appId)})`;
    // The number alone would be taken for an old one after the simulator was started anew.
    const key = `${write.number} ${write.at}`;
    if (![...list.children].some((child) => child.dataset.key === key)) {
      const row = element('li', {}, element('time', { dateTime: write.at, textContent: timeOf(write.at) }), text);
      row.dataset.key = key;
      list.prepend(row);
    }
  }
  while (list.children.length > MOST_WRITES) {
    list.lastChild.remove();
  }
}

function nameOf(apps, appId) {
  return apps[appId] ?? appId?.slice(0, 8) ?? 'nobody';
}

function timeOf(text) {
  return new Date(text).toLocaleTimeString('en-GB');
}
