import { AS_THE_TENANT, type Person, personId, systemId } from '@lamplight/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changes, presences, problems } from '../../../test/fakes/domain-arbitraries.ts';
import { groupEntry, personEntry } from './directory-entry-mapping.ts';
import {
  catalogueFromWire,
  catalogueToWire,
  listAnswerFromWire,
  listAnswerToWire,
  listRequestFromWire,
  listRequestToWire,
  lookupAnswerFromWire,
  lookupAnswerToWire,
  peopleRequestFromWire,
  peopleRequestToWire,
  presenceAnswerFromWire,
  presenceAnswerToWire,
  reportStatusRequestFromWire,
  reportStatusRequestToWire,
  searchAnswerFromWire,
  searchAnswerToWire,
  searchRequestFromWire,
  searchRequestToWire,
} from './directory-mapping.ts';
import type { ExplainAnswer, ReportStatusRequest } from './directory-nouns.ts';
import {
  explainAnswerFromWire,
  explainAnswerToWire,
  explainRequestFromWire,
  explainRequestToWire,
} from './explain-mapping.ts';
import {
  ExplainResponse as WireExplainResponse,
  GetCatalogueResponse as WireGetCatalogueResponse,
  ListResponse as WireListResponse,
  LookupResponse as WireLookupResponse,
  ReportStatusRequest as WireReportStatusRequest,
} from './gen/presence/v1/directory.ts';

const line = {
  systemId: systemId('pbx'),
  address: '567',
  technology: 'PBX',
  lineKind: 'desk',
  role: 'owner',
  primary: true,
} as const;
const anna: Person = {
  id: personId('anna'),
  kind: 'person',
  displayName: 'Anna',
  addresses: [{ kind: 'upn', value: 'anna@example.org' }],
  department: 'Sales',
  groupIds: ['sales'],
  telephony: 'twinned',
  ...AS_THE_TENANT,
  pause: null,
  bindings: [line, { ...line, systemId: systemId('entra'), address: 'object-id', lineKind: null }],
};
const entries = [personEntry(anna), groupEntry({ id: 'sales', displayName: 'Sales' })];

test('a person is shown with their global addresses and lines, not with ids of other systems', () => {
  expect(personEntry(anna).addresses).toEqual([
    { kind: 'upn', value: 'anna@example.org' },
    { kind: 'line', value: '567' },
  ]);
});

test('requests come back as they were sent', () => {
  const people = [
    { by: 'id', personId: 'anna' },
    { by: 'address', address: '567' },
  ] as const;
  expect(peopleRequestFromWire(peopleRequestToWire(people))).toEqual(people);
  const search = { query: 'anna', limit: 7, kinds: ['person', 'group'] } as const;
  expect(searchRequestFromWire(searchRequestToWire(search))).toEqual({ ok: true, value: search });
  const list = { pageSize: 7, pageToken: 'token', kinds: ['room'], groupId: 'sales' } as const;
  expect(listRequestFromWire(listRequestToWire(list))).toEqual({ ok: true, value: list });
  const explain = { person: people[0], language: 'de' };
  expect(explainRequestFromWire(explainRequestToWire(explain))).toEqual({ ok: true, value: explain });
});

test('answers come back as they were sent', () => {
  const roundTrip = <Wire>(
    codec: { encode(message: Wire): { finish(): Uint8Array }; decode(bytes: Uint8Array): Wire },
    wire: Wire,
  ): Wire => codec.decode(codec.encode(wire).finish());
  fc.assert(
    fc.property(changes, problems, presences, (change, problem, presence) => {
      const lookup = [
        { kind: 'entry', entry: personEntry(anna) },
        { kind: 'problem', problem },
      ] as const;
      expect(lookupAnswerFromWire(roundTrip(WireLookupResponse, lookupAnswerToWire(lookup)))).toEqual(lookup);
      const answer = { items: [change], epoch: 'e' };
      expect(presenceAnswerFromWire(presenceAnswerToWire(answer))).toEqual(answer);
      const explanation: ExplainAnswer = {
        person: personEntry(anna),
        revision: 9,
        presence,
        profileId: 'lamplight',
        claims: [
          {
            systemId: 'pbx',
            address: '567',
            technology: 'PBX',
            freshness: 'stale',
            summary: 's',
            sourceId: 'c',
            sequence: 3,
          },
        ],
        rules: [
          { index: 0, ruleId: 'r', applied: true, text: 't', systemId: '', address: '' },
          { index: null, ruleId: 'paused', applied: true, text: 't', systemId: '', address: '' },
        ],
        effects: [{ systemId: 'entra', address: 'o', generation: 2, desired: 'd', outcome: 'applied', reason: '' }],
        revisitAt: 12,
      };
      expect(explainAnswerFromWire(roundTrip(WireExplainResponse, explainAnswerToWire(explanation)))).toEqual(
        explanation,
      );
    }),
    { numRuns: 20 },
  );
  const list = { entries, nextPageToken: null };
  expect(listAnswerFromWire(roundTrip(WireListResponse, listAnswerToWire(list)))).toEqual(list);
  const found = { entries, truncated: true };
  expect(searchAnswerFromWire(searchAnswerToWire(found))).toEqual(found);
  const words = { language: 'de', version: '1', labels: { a: 'b' }, tones: { TONE_BUSY: 'besetzt' }, reasons: {} };
  expect(catalogueFromWire(roundTrip(WireGetCatalogueResponse, catalogueToWire(words)))).toEqual(words);
});

test.each<ReportStatusRequest['status']>([
  { kind: 'set', availability: 'Away', activity: 'Away', note: { text: 'lunch', until: 5 }, until: null },
  { kind: 'clear' },
  { kind: 'operator-note', note: { text: 'calls back', until: null } },
  { kind: 'operator-note', note: null },
])('a status comes back as it was sent: %j', (status) => {
  const request: ReportStatusRequest = { person: { by: 'id', personId: 'anna' }, status };
  const bytes = WireReportStatusRequest.encode(reportStatusRequestToWire(request)).finish();
  expect(reportStatusRequestFromWire(WireReportStatusRequest.decode(bytes))).toEqual({ ok: true, value: request });
});

test('sizes that are left open get their defaults and large ones are lowered', () => {
  const search = { query: '', limit: 0, kinds: [] };
  expect(searchRequestFromWire(search)).toMatchObject({ value: { limit: 20 } });
  expect(searchRequestFromWire({ ...search, limit: 5000 })).toMatchObject({ value: { limit: 200 } });
  const list = { pageSize: 0, pageToken: '', kinds: [], groupId: '' };
  expect(listRequestFromWire(list)).toMatchObject({ value: { pageSize: 100, pageToken: null, groupId: null } });
  expect(listRequestFromWire({ ...list, pageSize: 5000 })).toMatchObject({ value: { pageSize: 1000 } });
});

test('malformed requests are problems that name the field', () => {
  const person = { by: { $case: 'personId', value: 'anna' } } as const;
  const set = { availability: '', activity: 'Away', note: undefined, untilUnixMs: 0 };
  const note = { text: 'x'.repeat(4097), untilUnixMs: 0 };
  const fields = [
    searchRequestFromWire({ query: 'x'.repeat(513), limit: 0, kinds: [] }),
    explainRequestFromWire({ person: undefined, language: '' }),
    explainRequestFromWire({ person: { by: { $case: 'address', value: '' } }, language: '' }),
    reportStatusRequestFromWire({ person, status: undefined }),
    reportStatusRequestFromWire({ person, status: { $case: 'set', value: set } }),
    reportStatusRequestFromWire({ person, status: { $case: 'operatorNote', value: { note } } }),
  ].map((result) => (result.ok ? 'taken' : result.problem.details['field']));
  expect(fields).toEqual(['query', 'person', 'person', 'status', 'set.availability', 'operator_note.note.text']);
});
