import { expect, test } from 'vitest';
import { checkEntries, entriesOf } from './check-entries.ts';
import { PEOPLE_IMPORT } from './people-import.ts';

const person = (name: string) =>
  JSON.stringify({ displayName: name, addresses: [{ kind: 'upn', value: `${name}@acme.example` }] });

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    yield Buffer.from(text);
  }
}

test('a flood of blank lines is not kept, and parts no entry from its neighbours', async () => {
  const [anna, bert] = [person('anna'), person('bert')];
  // A blank chunk without a line end may stand within a name.
  const flood = '\r\n'.repeat(500_000);
  const body = chunks(anna, flood, bert.slice(0, 20), ' ', bert.slice(20), flood, ' \n', person('carla'));
  const { bytes, total, problems } = await checkEntries(body, PEOPLE_IMPORT, () => []);
  expect([total, problems.count]).toEqual([3, 0]);
  expect(bytes.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(500);
  const names: string[] = [];
  for await (const { displayName } of entriesOf(bytes, PEOPLE_IMPORT)) {
    names.push(displayName);
  }
  expect(names).toEqual(['anna', 'bert ', 'carla']);
});
