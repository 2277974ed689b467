import type { Random } from '@lamplight/runtime';
import type { NewPerson } from './directory.ts';

const GIVEN_NAMES = [
  'Ada',
  'Bela',
  'Clara',
  'Dilan',
  'Emil',
  'Farida',
  'Goran',
  'Hanna',
  'Ivo',
  'Jana',
  'Kofi',
  'Lena',
  'Mirko',
  'Nadia',
  'Otto',
  'Paula',
  'Quentin',
  'Rosa',
  'Selim',
  'Tilda',
];

const SURNAMES = [
  'Albers',
  'Brandt',
  'Costa',
  'Dahl',
  'Ekberg',
  'Fischer',
  'Gruber',
  'Hoang',
  'Ivanova',
  'Jensen',
  'Keller',
  'Lindt',
  'Moreau',
  'Novak',
  'Okafor',
  'Petrov',
  'Quast',
  'Rossi',
  'Sommer',
  'Tanaka',
];

const JOBS = ['Sales', 'Service', 'Engineering', 'Accounts', 'Reception', 'Logistics'];

/** `count` people of a domain with names, object ids and telephone numbers from +49 30 5550 1000 up; the same for the same seed. */
export function samplePeople(count: number, domain: string, random: Random): readonly NewPerson[] {
  return Array.from({ length: count }, (_, index) => {
    const given = GIVEN_NAMES[index % GIVEN_NAMES.length] ?? 'Ada';
    const round = Math.floor(index / GIVEN_NAMES.length);
    const surname = SURNAMES[(index + round * 7) % SURNAMES.length] ?? 'Albers';
    const again = Math.floor(index / (GIVEN_NAMES.length * SURNAMES.length));
    const number = again === 0 ? '' : String(again + 1);
    const id = random.uuid();
    const job = JOBS[Math.floor(random.next() * JOBS.length)] ?? null;
    return {
      id,
      displayName: `${given} ${surname}${number === '' ? '' : ` ${number}`}`,
      givenName: given,
      surname,
      userPrincipalName: `${given}.${surname}${number}@${domain}`.toLowerCase(),
      businessPhones: [`+493055501${String(index).padStart(3, '0')}`],
      jobTitle: job,
      department: job,
    };
  });
}
