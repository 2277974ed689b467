/** What the gateway writes at info and above while things go wrong: nobody is named, no line, no number. */
import { Pseudonyms, pinoLogger } from '@lamplight/runtime';
import { DirectoryServiceService } from '@lamplight/wire';
import { expect, test } from 'vitest';
import { canarySite } from '../testing/canary-site.ts';

const service = DirectoryServiceService;
const pseudonyms = new Pseudonyms(Buffer.from('0123456789abcdef0123456789abcdef'));
const PERSONAL = ['anna', 'Anna', 'bert', 'carla', 'Carla', '-canary@', '99887766', '99001122', '"201"', '4711'];

async function linesOf(
  level: 'info' | 'debug',
  scenario: (site: Awaited<ReturnType<typeof canarySite>>) => Promise<void>,
) {
  const lines: string[] = [];
  const site = await canarySite(pinoLogger(level, { destination: { write: (line) => lines.push(line) }, pseudonyms }));
  try {
    await scenario(site);
  } finally {
    site.close();
  }
  return lines;
}

const person = (value: string) => ({ by: { $case: 'address', value } }) as const;

async function everythingGoesWrong(site: Awaited<ReturnType<typeof canarySite>>): Promise<void> {
  const tap = site.watch([{ by: 'id', personId: 'anna' }]);
  await tap.caughtUp(1);
  await site.ask(
    service.lookup.path,
    service.lookup.requestSerialize({ people: [person('nobody-canary@acme.example')] }),
  );
  await site.ask(
    service.explain.path,
    service.explain.requestSerialize({ person: person('+4915199887766'), language: '' }),
  );
  site.settings.setPrivacy({ preset: 'works-council' });
  await tap.caughtUp(2);
  await site.ask(
    service.explain.path,
    service.explain.requestSerialize({ person: person('anna@acme.example'), language: '' }),
  );
  // A source that speaks of lines that nobody has, is refused an effect, and is lost.
  site.source.claims({ 4711: {}, 'sip:anna@pbx.example': {} });
  site.source.answer('201', 'refused', 'busy');
  site.source.lose();
  await site.clock.advanceAsync(400_000);
  // Faults inside, with texts of others.
  site.directory.resolve = () => {
    throw new Error('inside: "201" of anna@acme.example rings +49 151 99887766');
  };
  await site.ask(service.lookup.path, service.lookup.requestSerialize({ people: [person('anna@acme.example')] }));
  site.directory.peopleAt = () => {
    throw new Error('inside: sip:anna@pbx.example');
  };
  site.resolver.fails = true;
  await site.core.setStatus(site.anna, null).catch(() => undefined);
  site.resolver.fails = false;
  tap.end();
}

test('at info nobody is named', async () => {
  const lines = await linesOf('info', everythingGoesWrong);
  const said = lines.map((line): unknown => JSON.parse(line));
  for (const msg of [
    'stream opened',
    'source lost',
    'lease lapsed',
    'a request failed unexpectedly',
    'person could not be resolved',
  ]) {
    expect(said).toContainEqual(expect.objectContaining({ msg }));
  }
  const text = lines.join('');
  expect(PERSONAL.filter((personal) => text.includes(personal))).toEqual([]);
  expect(text).toContain(pseudonyms.of('anna'));
});
