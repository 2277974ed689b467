import { constants, createCipheriv, createHmac, createPrivateKey, publicEncrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ManualClock, seededRandom, silentLogger } from '@lamplight/runtime';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { GraphPresence } from '../graph-api.ts';
import { makeCertificate } from '../testing/notification-host.ts';
import { personId } from '../testing/notified-tenant.ts';
import { readNotifications } from './notification-payload.ts';
import { NotificationReceiver } from './notification-receiver.ts';

const ADA = personId(0);
const TENANT = '84bd8158-6d4d-4958-8b9f-9d6445542f95';
const SUBSCRIPTION = '7f105c7d-2dc5-4530-97cd-4e7ae6534c07';
const { certPem, keyPem } = await makeCertificate();
const KEY = createPrivateKey(keyPem);
const random = seededRandom(1);

let clock: ManualClock;
let receiver: NotificationReceiver;
let notified: string[];
let shown: GraphPresence[];
let lifecycle: string[];

beforeEach(() => {
  clock = new ManualClock();
  notified = [];
  shown = [];
  lifecycle = [];
  receiver = open();
});

function open(verify: (token: string) => Promise<string | null> = async (token) => (token === 'good' ? TENANT : null)) {
  return new NotificationReceiver({
    clock,
    logger: silentLogger,
    subscriptions: (id) => (id === SUBSCRIPTION ? [{ account: 'service', clientState: 'secret' }] : []),
    keyOf: (id) => (id === 'certificate 1' ? KEY : undefined),
    verify,
    isOurTenant: (tenantId) => tenantId === TENANT,
    notified: (_account, person) => notified.push(person),
    showed: (_account, presence) => shown.push(presence),
    lifecycle: (_account, event) => lifecycle.push(event),
  });
}

const receive = (body: string): number => receiver.receive({ validationToken: null, body }).status;
const post = (items: readonly object[], validationTokens: readonly string[] | null = ['good']): number =>
  receive(JSON.stringify({ value: items, validationTokens }));

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await clock.advanceAsync(0);
  }
}

function item(changes: object = {}): object {
  return {
    subscriptionId: SUBSCRIPTION,
    clientState: 'secret',
    changeType: 'updated',
    tenantId: TENANT,
    resource: `communications/presences/${ADA}`,
    resourceData: { '@odata.type': '#microsoft.graph.presence', id: ADA },
    ...changes,
  };
}

/** Encrypts as Graph does. Source: Graph, change notifications with resource data. */
function sealed(content: unknown, changes: object = {}): object {
  const key = Buffer.from(random.bytes(32));
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16));
  const data = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]);
  const dataKey = publicEncrypt({ key: certPem, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, key);
  return {
    data: data.toString('base64'),
    dataSignature: createHmac('sha256', key).update(data).digest('base64'),
    dataKey: dataKey.toString('base64'),
    encryptionCertificateId: 'certificate 1',
    encryptionCertificateThumbprint: '00',
    ...changes,
  };
}

const CALL = { id: ADA, availability: 'Busy', activity: 'InACall', sequenceNumber: 'A2' };

describe('answers', () => {
  test('the handshake is answered with its decoded token', () => {
    const token = 'Validation: Testing client application reachability for subscription Request-Id: 7f105c7d';
    expect(receiver.receive({ validationToken: token, body: '' })).toEqual({ status: 200, body: token });
  });

  test.each(['', 'null', '[]', '<html>', '{"value":{}}', '{"value":[null,7,{"subscriptionId":3}]}'])(
    '202, whatever comes: %s',
    async (body) => {
      expect(receive(body)).toBe(202);
      await settle();
      expect(receiver.counts.odd).toBeGreaterThan(0);
      expect(notified).toEqual([]);
    },
  );

  test('of a body with more than ten thousand values the rest is not looked at', async () => {
    const garbage = Array.from({ length: 10_000 }, () => ({}));
    expect(post([...garbage.slice(1), item(), item({ resourceData: { id: personId(1) } })])).toBe(202);
    await settle();
    expect(notified).toEqual([ADA]);
    expect(receiver.counts.odd).toBe(10_000);
  });

  test('503 when no more can be kept, by number and by length; 202 again once some is done', async () => {
    const few = Array.from({ length: 1001 }, () => post([item()]));
    expect(few.filter((status) => status === 202)).toHaveLength(1000);
    expect(few.at(-1)).toBe(503);
    await settle();
    expect(post([item()])).toBe(202);
    receiver = open();
    const large = JSON.stringify({ value: [item({ padding: 'x'.repeat(1024 * 1024) })] });
    const statuses = Array.from({ length: 9 }, () => receive(large));
    expect(statuses.filter((status) => status === 202)).toHaveLength(7);
    expect(receiver.counts.refused).toBe(2);
  });

  test('a body that would never fit is not asked for again', () => {
    expect(receive('x'.repeat(8 * 1024 * 1024 + 1))).toBe(202);
  });
});

describe('what an item may do', () => {
  test('with the secret of a subscription its person is read, at once and before anything is verified', async () => {
    receiver = open(() => new Promise(() => undefined));
    post([item({ encryptedContent: sealed(CALL) })]);
    clock.advance(0);
    expect(notified).toEqual([ADA]);
    expect(shown).toEqual([]);
  });

  test.each([
    ['another secret', { clientState: 'guess' }],
    ['no secret', { clientState: undefined }],
    ['another subscription', { subscriptionId: personId(9) }],
  ])('with %s nothing', async (_name, changes) => {
    post([item({ ...changes, encryptedContent: sealed(CALL) })]);
    await settle();
    expect(notified).toEqual([]);
    expect(shown).toEqual([]);
    expect(receiver.counts.foreign).toBe(1);
  });

  test('verified content counts, with all that it carries', async () => {
    post([item({ encryptedContent: sealed(CALL) })]);
    await settle();
    expect(shown).toMatchObject([{ id: ADA, pair: { activity: 'InACall' }, sequenceNumber: 'A2' }]);
  });

  test('a person named in the content only is read once it has been verified', async () => {
    post([item({ resourceData: null, encryptedContent: sealed(CALL) })]);
    await settle();
    expect(notified).toEqual([ADA]);
  });

  test.each([
    ['a token that does not hold', ['good', 'bad'], {}],
    ['no token', [], {}],
    ['tokens that are null', null, {}],
    ['another signature', ['good'], { dataSignature: Buffer.alloc(32).toString('base64') }],
    ['a short signature', ['good'], { dataSignature: '' }],
    ['another certificate', ['good'], { encryptionCertificateId: 'certificate 0' }],
    ['a key that was not encrypted for us', ['good'], { dataKey: Buffer.alloc(256).toString('base64') }],
  ])('%s: nothing of the batch counts, its people are read', async (_name, tokens, changes) => {
    const other = { ...CALL, id: personId(1) };
    post(
      [
        item({ resourceData: { id: personId(1) }, encryptedContent: sealed(other) }),
        item({ encryptedContent: sealed(CALL, changes) }),
      ],
      tokens,
    );
    await settle();
    expect(shown).toEqual([]);
    expect([...notified].sort()).toEqual([ADA, personId(1)]);
    expect(receiver.counts.suspicious).toBe(1);
  });

  test.each([
    ['another tenant', { tenantId: personId(3) }],
    ['another person outside than inside', { resourceData: { id: personId(5) } }],
  ])('%s: the content does not count', async (_name, changes) => {
    post([item({ ...changes, encryptedContent: sealed(CALL) })]);
    await settle();
    expect(shown).toEqual([]);
    expect(receiver.counts.suspicious).toBe(1);
  });

  test('after a stop nothing is told any more', async () => {
    post([item({ encryptedContent: sealed(CALL) })]);
    receiver.stop();
    await settle();
    expect(notified).toEqual([]);
    expect(receive('{}')).toBe(503);
  });
});

describe('payloads', () => {
  const rows = z
    .object({ rows: z.array(z.object({ name: z.string(), kind: z.string(), payload: z.unknown() })) })
    .parse(
      JSON.parse(readFileSync(new URL('../../../../test/vectors/graph/notifications.json', import.meta.url), 'utf8')),
    ).rows;

  test.each(rows.filter(({ kind }) => ['basic', 'rich'].includes(kind)))('$name names its person', ({ payload }) => {
    expect(readNotifications(JSON.stringify(payload))).toMatchObject({
      odd: 0,
      items: [{ kind: 'change', subscriptionId: SUBSCRIPTION, person: '66825e03-7ef5-42da-9069-724602c31f6b' }],
    });
  });

  test.each(rows.filter(({ kind }) => kind === 'lifecycle'))('$name is told as such', async ({ payload }) => {
    receive(JSON.stringify(payload));
    await settle();
    expect(lifecycle).toEqual(['reauthorizationRequired']);
    expect(notified).toEqual([]);
  });
});

test('fuzz: whatever a good batch is changed into, it is answered and never believed', async () => {
  const good = JSON.stringify({
    value: [item({ encryptedContent: sealed(CALL) }), item({ lifecycleEvent: 'reauthorizationRequired' })],
    validationTokens: ['forged'],
  });
  const mutation = fc.oneof(
    fc.tuple(fc.constant('cut' as const), fc.nat(good.length), fc.nat(40), fc.constant('')),
    fc.tuple(
      fc.constant('insert' as const),
      fc.nat(good.length),
      fc.nat(0),
      fc.string({ unit: 'binary', maxLength: 12 }),
    ),
    fc.tuple(fc.constant('replace' as const), fc.nat(good.length), fc.nat(40), fc.json({ maxDepth: 3 })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { maxLength: 5 }), fc.boolean(), async (mutations, whole) => {
      let body = good;
      for (const [kind, at, length, text] of mutations) {
        const removed = kind === 'insert' ? 0 : length;
        body = `${body.slice(0, at)}${text}${body.slice(at + removed)}`;
      }
      expect(receive(whole ? JSON.stringify({ value: mutations, validationTokens: mutations }) : body)).toBe(202);
      await clock.advanceAsync(0);
      await clock.advanceAsync(0);
      expect(shown).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
