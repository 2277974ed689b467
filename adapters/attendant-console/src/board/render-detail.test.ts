import type { DirectoryEntry } from '@lamplight/client';
import { PENDING_PRESENCE, type Presence, systemId } from '@lamplight/domain';
import { expect, test } from 'vitest';
import { renderDetail } from './render-detail.ts';

const NOW = Date.UTC(2026, 10, 21, 9);
const PAGE = { columns: 80, colours: false };
const ANNA: DirectoryEntry = {
  id: 'anna',
  kind: 'person',
  displayName: 'Anna Berger',
  addresses: [{ kind: 'upn', value: 'anna@example.com' }],
  groupIds: [],
  department: '',
  telephony: 'pbx',
};
const WORDS = {
  labels: { 'do-not-disturb': 'Do not disturb', 'managed-by-teams': 'Your presence status is managed by Teams.' },
  reasons: { 'reach-on-a-call': 'The line has a call already; a further one would knock.' },
};

const shown = (presence: Presence, page = PAGE): string =>
  renderDetail({ entry: ANNA, presence, words: WORDS, now: NOW }, page).join('\n');

test('who manages the presence, what is locked, the notice, and how a transfer would fare', () => {
  const presence: Presence = {
    ...PENDING_PRESENCE,
    availability: 'DoNotDisturb',
    activity: 'DoNotDisturb',
    tone: 'do-not-disturb',
    labelId: 'do-not-disturb',
    freshness: 'fresh',
    since: NOW - 67_000,
    managedBy: systemId('entra'),
    lockedFields: ['availability', 'activity', 'doNotDisturb'],
    noticeId: 'managed-by-teams',
    reach: [{ systemId: systemId('pbx'), hint: 'second-call', reasonId: 'reach-on-a-call' }],
    outOfOffice: { active: true, message: 'Back on Monday', until: Date.UTC(2026, 10, 23, 8) },
  };
  expect(shown(presence)).toBe(`⊖ Anna Berger (anna@example.com)
  State          Do not disturb (DoNotDisturb/DoNotDisturb)
  Since          1:07
  Managed by     entra
  Notice         Your presence status is managed by Teams.
  Locked         availability, activity, doNotDisturb
  Transfer       a second call would knock at pbx: The line has a call already;
                 a further one would knock.
  Out of office  Back on Monday (until 2026-11-23T08:00:00.000Z)`);
});

test('a manager without a notice is named all the same', () => {
  expect(shown({ ...PENDING_PRESENCE, managedBy: systemId('entra') })).toContain('This presence is managed by entra.');
});

test('of somebody who has not been heard of only that', () => {
  expect(shown(PENDING_PRESENCE)).toBe(`· Anna Berger (anna@example.com)
  State      pending (PresenceUnknown/PresenceUnknown)
  Freshness  pending`);
});

test('what comes from outside cannot move the cursor', () => {
  expect(shown({ ...PENDING_PRESENCE, note: { text: 'hello\u001b[2J', until: null } })).not.toContain('\u001b');
});
