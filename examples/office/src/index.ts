export { type OfficeModules, type RunningOffice, startOffice } from './office.ts';
export { OFFICE_PEOPLE, type OfficePerson } from './people.ts';
