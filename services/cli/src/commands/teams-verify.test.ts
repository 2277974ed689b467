import { describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../exit-codes.ts';
import { lamplight } from '../testing/lamplight.ts';

const ADA = '66825e03-7ef5-42da-9069-724602c31f6b';
const BELA = '0f3e8c1a-52d7-4b6e-9a70-1c2d3e4f5a6b';

const GOOD: Readonly<Record<string, string>> = {
  '--tenant-id': 'contoso.example',
  '--client-id': 'app',
  '--secret-env': 'SECRET',
};
const USERS = ['--user', ADA, '--user', BELA];

/** The command with these options changed or, undefined, left out. */
function verify(changes: Readonly<Record<string, string | undefined>> = {}, users: readonly string[] = USERS) {
  const given = Object.entries({ ...GOOD, ...changes }).flatMap(([name, value]) =>
    value === undefined ? [] : [name, value],
  );
  return lamplight(['teams', 'verify', ...given, ...users], { environment: { SECRET: 's' } });
}

describe('is refused before anything is written', () => {
  test.each([
    ['no tenant', { '--tenant-id': undefined }, /--tenant-id/],
    ['no application', { '--client-id': undefined }, /--client-id/],
    ['no credential', { '--secret-env': undefined }, /--secret-env, or --certificate with --key:/],
    ['a certificate without its key', { '--secret-env': undefined, '--certificate': 'cert.pem' }, /--key:/],
    ['all tenants at once', { '--tenant-id': 'common' }, /--tenant-id: expected the directory \(tenant\) id/],
    ['a cloud without presence', { '--cloud': 'china' }, /--cloud: expected a cloud with presence/],
    ['an unknown cloud', { '--cloud': 'moon' }, /--cloud.*moon/],
    ['Graph without TLS', { '--graph': 'http://localhost:8443' }, /--graph: expected an address/],
    ['Entra without TLS', { '--authority': 'http://localhost:8443' }, /--authority: expected an address/],
    ['no round', { '--rounds': '0' }, /--rounds is 0: expected 1 to 100/],
    ['too many rounds', { '--rounds': '101' }, /--rounds is 101: expected 1 to 100/],
    ['half a round', { '--rounds': '1.5' }, /--rounds is 1.5: expected 1 to 100/],
  ])('%s', async (_, changes, expected) => {
    const { code, errors, output } = await verify(changes);
    expect([code, errors]).toEqual([EXIT_CODES.usage, expect.stringMatching(expected)]);
    expect(output).toBe('');
  });

  test.each([
    ['nobody', [], /expected two, each the object id/],
    ['one user', ['--user', ADA], /expected two, each the object id/],
    ['three users', [...USERS, '--user', 'third'], /expected two, each the object id/],
    ['one user twice', ['--user', ADA, '--user', ADA.toUpperCase()], /expected two users, not one twice/],
  ])('%s', async (_, users, expected) => {
    const { code, errors } = await verify({}, users);
    expect([code, errors]).toEqual([EXIT_CODES.usage, expect.stringMatching(expected)]);
  });
});

test('names who will be written and how often, and does nothing without a yes', async () => {
  const { code, errors, target } = await verify({ '--rounds': '3' });
  expect([code, target]).toEqual([EXIT_CODES.no, undefined]);
  expect(errors).toContain(`The presence of ${ADA} and ${BELA} is set and cleared 3 times and more`);
  expect(errors).toContain('--yes');
});
