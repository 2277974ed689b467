/** Every call that can carry presence, byte by byte: what a mask hides is nowhere on the wire, nor an outsider's number. */
import { MASK_FIELDS, type MaskField, type Privacy } from '@lamplight/admin-api';
import { ALWAYS, ANY_CLAIM, type ClaimMatch, lamplightProfile, type Profile } from '@lamplight/resolver';
import { DirectoryServiceService, problemFromStatus, SubscriptionServiceService } from '@lamplight/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CANARIES, type CanarySite, canarySite, NEVER } from '../testing/canary-site.ts';
import { maskOf, WORKS_COUNCIL_MASK } from './mask.ts';

const UNLIMITED_RULE = { why: '', when: null, of: null, except: null } as const;
const TALKING: ClaimMatch = { ...ANY_CLAIM, callStates: ['talking'] };
const ANNA = { by: { $case: 'personId', value: 'anna' } } as const;
const service = DirectoryServiceService;

/** One request per method; a method that is not named here fails the first test. */
const REQUESTS = {
  lookup: () => service.lookup.requestSerialize({ people: [ANNA] }),
  search: () => service.search.requestSerialize({ query: 'anna', limit: 0, kinds: [] }),
  list: () => service.list.requestSerialize({ pageSize: 0, pageToken: '', kinds: [], groupId: 'shown' }),
  getPresence: () => service.getPresence.requestSerialize({ people: [ANNA] }),
  explain: () => service.explain.requestSerialize({ person: ANNA, language: 'en' }),
  reportStatus: () => service.reportStatus.requestSerialize({ person: ANNA, status: { $case: 'clear', value: {} } }),
} as const;

let site: CanarySite;

beforeAll(async () => {
  site = await canarySite();
});

afterAll(() => site.close());

test('every method is looked at; the catalogue names nobody', () => {
  const methods = [...Object.keys(REQUESTS), 'getCatalogue'].sort();
  expect(Object.keys(DirectoryServiceService).sort()).toEqual(methods);
  expect(Object.keys(SubscriptionServiceService)).toEqual(['subscribe']);
});

/** Everything that a key of the role watcher is sent on anna. */
async function everything(): Promise<Buffer> {
  const tap = site.watch([{ by: 'id', personId: 'anna' }]);
  const parts: Buffer[] = [...(await tap.caughtUp(1))];
  tap.end();
  for (const name of ['lookup', 'search', 'list', 'getPresence', 'explain', 'reportStatus'] as const) {
    const answer = await site.ask(service[name].path, REQUESTS[name]());
    parts.push(Buffer.isBuffer(answer) ? answer : Buffer.from(JSON.stringify(answer)));
  }
  return Buffer.concat(parts);
}

/** Name, preset, and the fields that the role watcher has in masks; null: it is not named there. */
type Case = readonly [string, Privacy['preset'], readonly MaskField[] | null];

const CASES: readonly Case[] = [
  ['open', 'open', null],
  ['works-council', 'works-council', null],
  ['works-council that somebody tried to widen', 'works-council', MASK_FIELDS],
  ['nothing', 'open', []],
  ...MASK_FIELDS.map((field): Case => [`only ${field}`, 'open', [field]]),
  ...MASK_FIELDS.map((field): Case => [`${field} and history`, 'open', [field, 'history']]),
  ...MASK_FIELDS.map((field): Case => [`all but ${field}`, 'open', MASK_FIELDS.filter((other) => other !== field)]),
];

describe.each(CASES)('%s', (_name, preset, fields) => {
  let sent: Buffer;
  let visible: readonly MaskField[];

  beforeAll(async () => {
    site.settings.setPrivacy({ preset, masks: fields === null ? {} : { watcher: [...fields] } });
    const { shows } = maskOf(site.settings.privacy, ['watcher']);
    visible = MASK_FIELDS.filter((field) => shows[field]);
    sent = await everything();
  });

  test('what is hidden is nowhere, and what is visible somewhere', () => {
    const seen = CANARIES.filter(({ bytes }) => sent.includes(bytes)).map(({ name }) => name);
    const mayBeSeen = CANARIES.filter(({ needs }) => needs.every((field) => visible.includes(field)));
    expect(seen).toEqual(mayBeSeen.map(({ name }) => name));
  });

  test('an outsider is never there in full', () => {
    expect(NEVER.filter((bytes) => sent.includes(bytes))).toEqual([]);
  });
});

test('Explain without history is refused, and says what to do', async () => {
  site.settings.setPrivacy({ preset: 'works-council' });
  const answer = await site.ask(service.explain.path, REQUESTS.explain());
  const problem = Buffer.isBuffer(answer) ? null : problemFromStatus(answer);
  expect(problem).toMatchObject({ code: 7, reason: 'field_masked', details: { field: 'history', key_id: 'board' } });
  expect(problem?.message).toContain('add history to privacy.masks');
});

test('a stream that is open when a mask narrows is sent everybody anew, without what is hidden', async () => {
  site.settings.setPrivacy({});
  const tap = site.watch([{ by: 'id', personId: 'anna' }]);
  await tap.caughtUp(1);
  expect(Buffer.concat(tap.frames).includes('canary-note')).toBe(true);
  site.settings.setPrivacy({ preset: 'works-council' });
  await tap.caughtUp(2);
  const after = Buffer.concat([...tap.sinceReset()]);
  expect(after.includes('call-talking')).toBe(true);
  const hidden = CANARIES.filter(({ needs }) => needs.some((field) => !WORKS_COUNCIL_MASK.shows[field]));
  expect(hidden.filter(({ bytes }) => after.includes(bytes))).toEqual([]);
  tap.end();
});

/** Says by lamp, notice and locked fields what a line does: whatever a tenant writes, a mask that hides lines hides it. */
const telling: Profile = {
  ...lamplightProfile,
  id: 'telling',
  rules: [
    {
      ...UNLIMITED_RULE,
      id: 'canary-own-rule',
      of: TALKING,
      kind: 'show',
      fills: ['lamp'],
      availability: null,
      activity: null,
      tone: 'in-use',
      label: 'canary-own-label',
    },
    {
      ...UNLIMITED_RULE,
      id: 'canary-managed',
      when: { ...ALWAYS, any: TALKING },
      kind: 'managed-by',
      technology: 'MSTEAMS',
      lockedFields: ['canary-locked'],
      notice: 'canary-notice',
    },
    ...lamplightProfile.rules,
  ],
};
const TOLD: readonly (readonly [string, readonly MaskField[]])[] = [
  ['canary-own-label', ['availability', 'line']],
  ['canary-locked', ['availability', 'line']],
  ['canary-notice', ['availability', 'line']],
  ['canary-own-rule', ['availability', 'line', 'history']],
  ['canary-managed', ['availability', 'line', 'history']],
];

describe.each(CASES)('by a profile that tells of lines, %s', (_name, preset, fields) => {
  beforeAll(async () => {
    site.profiles.settle(telling, [site.anna]);
    await site.settle();
  });

  afterAll(async () => {
    site.profiles.settle(lamplightProfile, [site.anna]);
    await site.settle();
  });

  test('what is hidden is nowhere, and what is visible somewhere', async () => {
    site.settings.setPrivacy({ preset, masks: fields === null ? {} : { watcher: [...fields] } });
    const { shows } = maskOf(site.settings.privacy, ['watcher']);
    const sent = await everything();
    const mayBeSeen = TOLD.filter(([, needs]) => needs.every((field) => shows[field]));
    expect(TOLD.filter(([bytes]) => sent.includes(bytes))).toEqual(mayBeSeen);
  });
});

describe('the catalogue', () => {
  test("has the tenant's own labels, and another version with them", async () => {
    const { getCatalogue } = DirectoryServiceService;
    const words = async () => {
      const answer = await site.ask(getCatalogue.path, getCatalogue.requestSerialize({ language: 'de' }));
      return getCatalogue.responseDeserialize(Buffer.isBuffer(answer) ? answer : Buffer.alloc(0));
    };
    const before = await words();
    site.settings.setProfiles({ labels: { 'in-the-lab': { en: 'In the lab', de: 'Im Labor' } } });
    const after = await words();
    expect(after).toMatchObject({ language: 'de', labels: { 'in-the-lab': 'Im Labor', busy: before.labels['busy'] } });
    expect(after.version).not.toBe(before.version);
    site.settings.setProfiles({ labels: {} });
    expect((await words()).version).toBe(before.version);
  });
});

describe('somebody who is not to be shown', () => {
  test('no call carries more of them than the directory has', async () => {
    site.settings.setPrivacy({});
    const { directory } = site;
    const anna = directory.person(site.anna);
    if (anna === undefined) {
      throw new Error('no anna');
    }
    const desk = {
      systemId: site.pbx,
      address: 'desk-4711',
      technology: 'PBX',
      lineKind: 'desk',
      role: 'logged-in',
      primary: false,
    } as const;
    directory.apply({ changed: [{ ...anna, bindings: [...anna.bindings, desk] }], removed: [] });
    await site.settle();
    expect((await everything()).includes('desk-4711')).toBe(true);
    directory.apply({
      changed: [{ ...anna, bindings: [...anna.bindings, desk], pause: { until: null } }],
      removed: [],
    });
    await site.settle();
    const sent = await everything();
    expect(CANARIES.filter(({ bytes }) => sent.includes(bytes)).map(({ name }) => name)).toEqual([]);
    expect(sent.includes('desk-4711')).toBe(false);
    expect(sent.includes('Anna')).toBe(true);
  });
});
