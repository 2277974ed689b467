import { expect, test } from 'vitest';
import { describeConfig } from './describe-config.ts';

test('describeConfig prints YAML with the secrets hidden, and changes nothing', () => {
  const config = Object.freeze({
    listen: { host: '::1', port: 443 },
    store: { encryptionKey: 'abc' },
    adapters: [{ name: 'teams', clientSecret: 'def' }, { name: 'sip' }],
    credentials: { user: 'u', password: 'p' },
  });
  const text = describeConfig(config, ['store.encryptionKey', 'adapters.*.clientSecret', 'credentials', 'no.such']);
  expect(text).toBe(`listen:
  host: ::1
  port: 443
store:
  encryptionKey: "[hidden]"
adapters:
  - name: teams
    clientSecret: "[hidden]"
  - name: sip
credentials: "[hidden]"
`);
  expect(config.store.encryptionKey).toBe('abc');
});
