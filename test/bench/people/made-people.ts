/** A tenant of 100,000 with a line each, over 20 sites whose extensions are the same; made from a seed. */
import { seededRandom } from '@lamplight/runtime';

export const PEOPLE = 100_000;
export const SITES = 20;
const PER_SITE = PEOPLE / SITES;

const GIVEN = [
  'Anna',
  'Bert',
  'Clara',
  'David',
  'Élodie',
  'Felix',
  'Greta',
  'Henrik',
  'Ines',
  'Jürgen',
  'Klara',
  'Łukasz',
];
const FAMILY = [
  'Berger',
  'Conrad',
  'Díaz',
  'Ebert',
  'Fischer',
  'Graf',
  'Hansen',
  'Ivanova',
  'Jansen',
  'Keller',
  'Lenz',
  'Møller',
];

export interface MadePerson {
  readonly displayName: string;
  readonly upn: string;
  readonly objectId: string;
  readonly mail: string;
  readonly number: string;
  readonly department: string;
  readonly site: number;
  readonly extension: string;
}

export function sitePlan(site: number) {
  return {
    countryCode: '49',
    areaCode: String(200 + site),
    sitePrefix: String(5_000 + site),
    extensionLength: 4,
    trunkPrefix: '0',
    internationalPrefix: '00',
    exitPrefix: '',
  };
}

export function madePeople(seed = 1): readonly MadePerson[] {
  const random = seededRandom(seed);
  const oneOf = (values: readonly string[]): string => values[Math.floor(random.next() * values.length)] ?? '';
  return Array.from({ length: PEOPLE }, (_, index) => {
    const site = Math.floor(index / PER_SITE);
    const extension = String(1_000 + (index % PER_SITE));
    return {
      displayName: `${oneOf(GIVEN)} ${oneOf(FAMILY)} ${index}`,
      upn: `person.${index}@example.com`,
      objectId: random.uuid(),
      mail: `p${index}@mail.example.com`,
      number: `+49 ${200 + site} ${5_000 + site}-${extension}`,
      department: `Department ${index % 40}`,
      site,
      extension,
    };
  });
}
