/**
 * What a PBX gets wrong, over real sockets, through a running connector and gateway to a console. Anna's line is the one
 * that is lied about, Bert is at the same PBX, Carla at another.
 */
import { parseConnectorConfig, type RunningConnector, startConnector } from '@lamplight/connector';
import { makeKey, parseGatewayConfig, type RunningGateway, startGateway } from '@lamplight/gateway';
import { createEgress, type Egress, LamplightError, seededRandom, silentLogger, systemClock } from '@lamplight/runtime';
import { SmallPbx } from '@lamplight/sip-adapter/small-pbx';
import { afterEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { ConsoleRecorder } from '../fakes/console-recorder.ts';
import { RecordedLogger } from '../fakes/recorded-logger.ts';

const QUIET = 'Available/Available line idle fresh';
const RINGING = 'Available/Available line ringing fresh';
const UNKNOWN = 'PresenceUnknown/PresenceUnknown line unknown fresh';

const clock = systemClock();
const random = seededRandom(23);
const board = makeKey(random);
const connectorKey = makeKey(random);

interface Site {
  readonly pbx: SmallPbx;
  readonly branch: SmallPbx;
  readonly console: ConsoleRecorder;
  readonly logger: RecordedLogger;
}

let closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.reverse()) {
    await close();
  }
  closing = [];
});

async function startPbx(egress: Egress, lines: Readonly<Record<string, string>>): Promise<SmallPbx> {
  const pbx = new SmallPbx({ clock, random, logger: silentLogger, egress, lines });
  await pbx.start();
  closing.push(() => pbx.stop());
  return pbx;
}

async function startSite(transport: 'udp' | 'tcp'): Promise<Site> {
  const egress = createEgress({ clock });
  closing.push(() => egress.close());
  const pbx = await startPbx(egress, { 201: 'Anna', 202: 'Bert' });
  const branch = await startPbx(egress, { 301: 'Carla' });
  const logger = new RecordedLogger();
  const config = parseGatewayConfig(GATEWAY);
  const gateway: RunningGateway = await startGateway({ config, clock, random, logger: silentLogger, egress });
  closing.push(() => gateway.stop());
  const address = `localhost:${gateway.address.port}`;
  const trusting = createEgress({ clock, caPem: [gateway.certPem] });
  closing.push(() => trusting.close());
  const sip = { host: pbx.host, transport, limits: { messageBytes: 49_152, documentBytes: 16_384 } };
  const connector: RunningConnector = await startConnector({
    config: parseConnectorConfig(
      stringify({
        gateway: { address, key: connectorKey.key },
        source: { id: 'connector' },
        systems: [
          { id: 'pbx', sip: { ...sip, port: pbx.port } },
          { id: 'branch', sip: { ...sip, port: branch.port } },
        ],
      }),
    ),
    clock,
    random,
    logger,
    egress: trusting,
  });
  closing.push(() => connector.stop());
  const people = ['anna', 'bert', 'carla'];
  const console = new ConsoleRecorder({ gateway: address, key: board.key, caPem: gateway.certPem, people });
  closing.push(() => console.close());
  for (const person of people) {
    await console.until(person, QUIET);
  }
  console.forget();
  return { pbx, branch, console, logger };
}

const GATEWAY = stringify({
  listen: { port: 0, certificate: { selfSigned: ['localhost'] } },
  tenants: [
    {
      id: 'acme',
      systems: [
        { id: 'pbx', technology: 'SIPSIMPLE' },
        { id: 'branch', technology: 'SIPSIMPLE' },
      ],
      people: [
        { id: 'anna', displayName: 'Anna', bindings: [{ system: 'pbx', address: '201' }] },
        { id: 'bert', displayName: 'Bert', bindings: [{ system: 'pbx', address: '202' }] },
        { id: 'carla', displayName: 'Carla', bindings: [{ system: 'branch', address: '301' }] },
      ],
      keys: [
        { id: 'board', hash: board.hash, roles: ['watcher'] },
        { id: 'connector', hash: connectorKey.hash, roles: ['source'], systems: ['pbx', 'branch'] },
      ],
    },
  ],
});

/** Bert's next call is shown as the first news of him, so that nothing was shown before it; of Carla there is none. */
async function othersAreUntouched({ pbx, console }: Site): Promise<void> {
  const call = pbx.call('555', '202').ring();
  await console.until('bert', RINGING);
  expect(console.statesOf('bert')).toEqual([QUIET, RINGING]);
  expect(console.statesOf('carla')).toEqual([QUIET]);
  call.cancel();
  await console.until('bert', QUIET);
}

/** Anna's line still says what it does, and said nothing else before. */
async function annaIsUntouched({ pbx, console }: Site): Promise<void> {
  pbx.call('555', '201').ring();
  await console.until('anna', RINGING);
  expect(console.statesOf('anna')).toEqual([QUIET, RINGING]);
}

/** @param length what Content-Length says; default what is so */
function notify(lines: readonly string[], body = '', length = Buffer.byteLength(body)): Buffer {
  const head = ['NOTIFY sip:lamplight@127.0.0.1 SIP/2.0', ...lines, `Content-Length: ${length}`];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

const VIA = 'Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKstranger';
const PARTIES = ['From: <sip:201@127.0.0.1>;tag=a', 'To: <sip:lamplight@127.0.0.1>;tag=b', 'Call-ID: stranger'];
const WHOLE = [VIA, ...PARTIES, 'CSeq: 1 NOTIFY', 'Event: dialog', 'Subscription-State: active'];

describe('malformed SIP', () => {
  test.each([
    ['no SIP', Buffer.from('GET / HTTP/1.1\r\nHost: pbx\r\n\r\n'), 'start line'],
    ['random bytes', Buffer.from(seededRandom(3).bytes(900)), 'message'],
    ['no CSeq', notify([VIA, ...PARTIES]), 'CSeq'],
    ['two Call-IDs', notify([...WHOLE, 'Call-ID: other']), 'Call-ID'],
    ['a header that is none', notify([...WHOLE, 'what is this']), 'what is this'],
    ['a body shorter than it says', notify(WHOLE, 'x', 40), 'Content-Length'],
  ])('in a datagram, %s: logged with the field, and nobody is touched', async (_, bytes, field) => {
    const site = await startSite('udp');
    site.pbx.sendBytes('201', bytes);
    const { fields, level } = await site.logger.said('a SIP message is refused');
    expect([level, refusalOf(fields['err'])]).toEqual(['warn', { reason: 'sip_malformed', details: { field } }]);
    await annaIsUntouched(site);
    await othersAreUntouched(site);
  });

  test('in a stream that stays in step: logged with the field, and nobody is touched', async () => {
    const site = await startSite('tcp');
    site.pbx.sendBytes('201', notify([VIA, ...PARTIES]));
    const { fields } = await site.logger.said('a SIP message is refused');
    expect(refusalOf(fields['err'])).toEqual({ reason: 'sip_malformed', details: { field: 'CSeq' } });
    await annaIsUntouched(site);
    await othersAreUntouched(site);
  });

  test('in a stream that nobody can follow: the connection is made anew, and the other PBX is not touched', async () => {
    const site = await startSite('tcp');
    site.pbx.sendBytes('201', Buffer.from('GET / HTTP/1.1\r\nHost: pbx\r\n\r\n'));
    const { fields } = await site.logger.said('a SIP message is refused');
    expect(refusalOf(fields['err'])).toEqual({ reason: 'sip_malformed', details: { field: 'start line' } });
    await site.logger.said('the PBX cannot be reached');
    for (const person of ['anna', 'bert']) {
      await site.console.untilAll(person, [QUIET, UNKNOWN, QUIET]);
      expect(site.console.statesOf(person)).toEqual([QUIET, UNKNOWN, QUIET]);
    }
    site.console.forget();
    await annaIsUntouched(site);
    await othersAreUntouched(site);
  });
});

describe('oversized SIP', () => {
  test.each([
    ['udp', notify(WHOLE, 'x'.repeat(60_000))],
    ['tcp', notify(WHOLE, 'x'.repeat(1_048_576))],
    ['udp', notify([...WHOLE, `Subject: ${'x'.repeat(9_000)}`])],
    ['udp', notify([...WHOLE, ...Array.from({ length: 300 }, () => 'X: y')])],
  ] as const)('over %s is refused unread, and nobody is touched', async (transport, bytes) => {
    const site = await startSite(transport);
    site.pbx.sendBytes('201', bytes);
    const { fields } = await site.logger.said('a SIP message is refused');
    expect(refusalOf(fields['err'])).toMatchObject({ reason: 'sip_too_large' });
    await annaIsUntouched(site);
    await othersAreUntouched(site);
  });
});

const info = (content: string, prolog = ''): string =>
  `${prolog}<dialog-info version="9" state="full" entity="sip:201@127.0.0.1">${content}</dialog-info>`;
const BOMB = `<!DOCTYPE d [<!ENTITY a "${'a'.repeat(64)}">${'bcdefgh'
  .split('')
  .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefg'[index]};`.repeat(16)}">`)
  .join('')}]>`;

describe('dialog-info', () => {
  test.each([
    ['with a document type', 'udp', info('', '<!DOCTYPE dialog-info SYSTEM "file:///etc/passwd">'), 'document type'],
    ['with an entity bomb', 'udp', info('&h;', BOMB), 'document type'],
    ['with an entity bomb', 'tcp', info('&h;', BOMB), 'document type'],
    ['of 1 MB', 'tcp', info(' '.repeat(1_048_576)), 'bytes is refused'],
    ['over the limit in one datagram', 'udp', info(' '.repeat(20_000)), 'at most 16384 are read'],
    ['of nothing but beginnings', 'udp', info('<a'.repeat(8_000)), 'refused'],
    ['of five thousand levels', 'tcp', info('<a>'.repeat(5_000)), 'nest deeper'],
    ['that is none', 'udp', 'ringing', 'refused'],
  ] as const)('%s over %s: the line is unknown with a log line that says why, others work on', async (...row) => {
    const [, transport, body, why] = row;
    const site = await startSite(transport);
    site.pbx.sendBody('201', body);
    await site.console.untilAll('anna', [QUIET, UNKNOWN]);
    const { fields } = await site.logger.said(
      body.length > 49_152 ? 'a SIP message is refused' : 'what a NOTIFY carries is refused',
    );
    expect(`${fields['why'] ?? LamplightError.from(fields['err']).message}`).toContain(why);
    await othersAreUntouched(site);
    // The next document that can be read says the truth again.
    site.pbx.call('555', '201').ring();
    await site.console.until('anna', RINGING);
    expect(site.console.statesOf('anna')).toEqual([QUIET, UNKNOWN, RINGING]);
  });
});

function refusalOf(error: unknown): { readonly reason: string; readonly details: unknown } {
  const { reason, details } = LamplightError.from(error);
  return { reason, details };
}
