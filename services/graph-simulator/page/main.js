/** The live page of the simulator: it shows what the control API streams, and calls it when a button is pressed. */
import { addWrites, showActivity } from './activity.js';
import { call, listen } from './api.js';
import { count, setText } from './element.js';
import { prepareFaults, showFaults } from './faults.js';
import { nameApps, preparePeople, showAvailabilities, showPeople, viewQuery } from './people.js';

let source;
let apps = {};
/** The speed that the field was last set to: what somebody types meanwhile stays. */
let shownSpeed;

function follow() {
  source?.close();
  source = listen(`live/events?${viewQuery()}`, {
    open: () => showConnection('live'),
    error: () => showConnection('connecting again'),
    people: showPeople,
    summary: showSummary,
    writes: (writes) => addWrites(writes, apps),
  });
}

function showConnection(text) {
  const status = document.getElementById('connection');
  status.classList.toggle('live', text === 'live');
  setText(status, text);
}

function showSummary(summary) {
  apps = summary.apps;
  nameApps(apps);
  setText(document.getElementById('cloud'), summary.cloud);
  setText(document.getElementById('people-total'), count(summary.people));
  showAvailabilities(summary);
  showDay(summary.population);
  showActivity(summary);
  showFaults(summary);
}

function showDay({ running, speed, time }) {
  const text =
    time === null
      ? 'stands still'
      : `${time.slice(0, 16).replace('T', ' ')} UTC${running ? `, × ${speed}` : ', stopped'}`;
  setText(document.getElementById('people-time'), text);
  setText(document.getElementById('day-start'), running ? 'Change speed' : 'Start the day');
  document.getElementById('day-stop').hidden = !running;
  document.getElementById('day').dataset.running = String(running);
  if (running && speed !== shownSpeed) {
    shownSpeed = speed;
    document.getElementById('speed').value = String(speed);
  }
}

function prepareDay() {
  const form = document.getElementById('day');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const speed = Number(new FormData(form).get('speed'));
    await call(form.dataset.running === 'true' ? 'PATCH' : 'POST', 'population', { speed });
  });
  document.getElementById('day-stop').addEventListener('click', () => call('DELETE', 'population'));
}

preparePeople(follow);
prepareDay();
await prepareFaults();
follow();
