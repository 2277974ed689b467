import type { ExplainAnswer } from '@lamplight/client';
import { PENDING_PRESENCE } from '@lamplight/domain';
import { expect, test } from 'vitest';
import { renderExplanation } from './explain.ts';

const NOW = Date.UTC(2026, 10, 21, 9);
const answer: ExplainAnswer = {
  person: {
    id: 'anna',
    kind: 'person',
    displayName: 'Anna Berger',
    addresses: [],
    groupIds: [],
    department: '',
    telephony: 'pbx',
  },
  revision: 3,
  presence: { ...PENDING_PRESENCE, availability: 'Busy', activity: 'InACall', tone: 'busy', labelId: 'in-a-call' },
  profileId: 'lamplight',
  claims: [
    {
      systemId: 'pbx',
      address: '101',
      technology: 'PBX',
      freshness: 'fresh',
      summary: 'line is talking',
      sourceId: 'connector',
      sequence: 7,
    },
  ],
  rules: [
    { index: 0, ruleId: 'chosen', applied: false, text: 'Nothing was chosen.', systemId: '', address: '' },
    { index: 3, ruleId: 'live-call', applied: true, text: 'There is a call at 101.', systemId: 'pbx', address: '101' },
    { index: null, ruleId: 'takes-part', applied: true, text: 'This person takes part.', systemId: '', address: '' },
  ],
  effects: [
    {
      systemId: 'entra',
      address: 'anna',
      generation: 2,
      desired: 'session Busy/InACall',
      outcome: 'refused',
      reason: 'consent_missing',
    },
  ],
  revisitAt: NOW + 90_000,
};

const rendered = (changes: Partial<ExplainAnswer> = {}, columns = 80): string =>
  renderExplanation(
    { ...answer, ...changes },
    { words: { labels: { 'in-a-call': 'On the phone' }, reasons: {} }, page: { columns, colours: false }, now: NOW },
  ).join('\n');

test('what decided comes before what was discarded, and what no rule decides has no number', () => {
  expect(rendered()).toBe(`■ Anna Berger (anna): On the phone (Busy/InACall)

What the systems say
  pbx (PBX)  101: line is talking (fresh, from connector #7)

Profile lamplight: what decided
   3 live-call   There is a call at 101.
     takes-part  This person takes part.

Profile lamplight: what was discarded, and why
   0 chosen  Nothing was chosen.

Effects: what is wanted of the systems
  entra  anna: session Busy/InACall (refused: consent_missing)

Looked at again in 90 s, without any news.`);
});

test('nothing wanted is said, and nothing discarded is not', () => {
  const text = rendered({ effects: [], rules: answer.rules.slice(1), revisitAt: null });
  expect(text).toContain('Effects: what is wanted of the systems\n  Nothing.');
  expect(text).not.toContain('discarded');
});

test('long sentences are broken between words, under one another', () => {
  const text = 'There is a call at 101 at pbx: it decides availability, tone and label.';
  const rules = [{ index: 3, ruleId: 'live-call', applied: true, text, systemId: '', address: '' }];
  expect(rendered({ rules }, 60)).toContain(
    '   3 live-call  There is a call at 101 at pbx: it decides\n                availability, tone and label.',
  );
});
