/** What goes to Entra with a federated credential: the workload's own token, as it stands in the file at that moment. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_APP, DEFAULT_TENANT } from '@lamplight/graph-simulator';
import { ManualClock, seededRandom, silentLogger } from '@lamplight/runtime';
import { afterAll, expect, test } from 'vitest';
import { credentialsOf } from './credential.ts';
import { createTokenSource } from './token.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamplight-federated-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('each request carries the token that the platform wrote last', async () => {
  const clock = new ManualClock();
  const tokenFile = join(folder, 'token');
  const sent: URLSearchParams[] = [];
  const source = createTokenSource(
    {
      tenantId: DEFAULT_TENANT.id,
      clientId: DEFAULT_APP.appId,
      authority: 'https://login.microsoftonline.com',
      scope: 'https://graph.microsoft.com/.default',
      credentials: credentialsOf({ federated: { tokenFile } }, {}, clock),
      timeoutMs: 5000,
    },
    {
      clock,
      random: seededRandom(1),
      logger: silentLogger,
      fetch: async (_url, init) => {
        sent.push(new URLSearchParams(String(init?.body)));
        return Response.json({ token_type: 'Bearer', expires_in: 3600, access_token: `token-${sent.length}` });
      },
    },
  );
  for (const token of ['first.of.workload', 'second.of.workload']) {
    writeFileSync(tokenFile, token);
    await source.renew();
  }
  expect(sent.map((form) => form.get('client_assertion'))).toEqual(['first.of.workload', 'second.of.workload']);
  expect(sent[0]?.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
  expect(sent[0]?.has('client_secret')).toBe(false);
  expect(await source.get()).toEqual({ kind: 'token', token: 'token-2' });
  writeFileSync(tokenFile, '');
  await source.renew();
  expect(sent).toHaveLength(2);
});
