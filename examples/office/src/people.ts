/** The office: a dozen people, their extensions at the small PBX and their accounts in the simulated Teams. */
export interface OfficePerson {
  readonly id: string;
  readonly name: string;
  readonly upn: string;
  /** Object id in the simulated Entra tenant. */
  readonly objectId: string;
  readonly extension: string;
  readonly department: string;
}

const NAMES: readonly (readonly [name: string, department: string])[] = [
  ['Anna Berger', 'Reception'],
  ['Bert Conrad', 'Sales'],
  ['Carla Dietz', 'Sales'],
  ['David Ebert', 'Service'],
  ['Emma Fischer', 'Service'],
  ['Felix Graf', 'Service'],
  ['Greta Hahn', 'Accounting'],
  ['Hugo Ibsen', 'Engineering'],
  ['Ines Jung', 'Engineering'],
  ['Jonas Keller', 'Engineering'],
  ['Klara Lenz', 'Management'],
  ['Lukas Maurer', 'Management'],
];

const DOMAIN = 'office.example';

export const OFFICE_PEOPLE: readonly OfficePerson[] = NAMES.map(([name, department], index) => {
  const number = String(index + 1).padStart(2, '0');
  return Object.freeze({
    id: `person-${number}`,
    name,
    upn: `${name.toLowerCase().replace(' ', '.')}@${DOMAIN}`,
    objectId: `00000000-0000-4000-8000-0000000000${number}`,
    extension: `1${number}`,
    department,
  });
});
