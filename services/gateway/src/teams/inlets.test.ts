import { systemId, tenantId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import { Inlets, NOTIFICATIONS_PATH } from './inlets.ts';

const SECRET = new Uint8Array(32).fill(7);
const ACME = tenantId('acme');
const ENTRA = systemId('entra');
const PUBLIC = 'https://presence.contoso.example';
const accept = () => ({ status: 202, body: '' }) as const;
const request = { validationToken: null, body: '{}' };
const pathOf = (url: string): string => url.slice(`${PUBLIC}${NOTIFICATIONS_PATH}/`.length);

describe('an inlet', () => {
  test('has an address that nobody guesses, and the same one in the next process', () => {
    const first = new Inlets(PUBLIC, SECRET).of(ACME, ENTRA).open('svc', accept).notificationUrl;
    const second = new Inlets(PUBLIC, SECRET).of(ACME, ENTRA).open('svc', accept).notificationUrl;
    expect(first).toBe(second);
    expect(first).toMatch(/^https:\/\/presence\.contoso\.example\/teams\/notifications\/[\w-]{43}$/);
  });

  test.each([
    ['of another tenant', (inlets: Inlets) => inlets.of(tenantId('globex'), ENTRA).open('svc', accept)],
    ['of another system', (inlets: Inlets) => inlets.of(ACME, systemId('entra-2')).open('svc', accept)],
    ['of another name', (inlets: Inlets) => inlets.of(ACME, ENTRA).open('svc-2', accept)],
    ['of another installation', () => new Inlets(PUBLIC, new Uint8Array(32)).of(ACME, ENTRA).open('svc', accept)],
  ])('%s has another address', (_, open) => {
    const inlets = new Inlets(PUBLIC, SECRET);
    const own = inlets.of(ACME, ENTRA).open('svc', accept).notificationUrl;
    expect(open(inlets).notificationUrl).not.toBe(own);
  });

  test('takes what comes until it is closed', () => {
    const inlets = new Inlets(PUBLIC, SECRET);
    const inlet = inlets.of(ACME, ENTRA).open('svc', ({ body }) => ({ status: 200, body }));
    const path = pathOf(inlet.notificationUrl);
    expect(inlets.receive(path, request)).toEqual({ status: 200, body: '{}' });
    inlet.close();
    expect(inlets.receive(path, request)).toBeUndefined();
  });

  test('opened anew is not closed by the one before it', () => {
    const inlets = new Inlets(PUBLIC, SECRET);
    const before = inlets.of(ACME, ENTRA).open('svc', () => ({ status: 503, body: '' }));
    const after = inlets.of(ACME, ENTRA).open('svc', () => ({ status: 202, body: '' }));
    before.close();
    expect(inlets.receive(pathOf(after.notificationUrl), request)?.status).toBe(202);
  });
});
