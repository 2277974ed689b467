import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { addColumns } from './table-shape.ts';

/** What is settled for a person about how they are shown, and who put a version of a profile, and why. */
export const personalSettings: Migration = {
  async up(db: Kysely<unknown>) {
    await addColumns(db, 'people', { time_zone: 'text?', takes_part: 'number?', statuses_json: 'text' }, '{}');
    await addColumns(db, 'profiles', { author: 'text', note: 'text' }, '');
  },
};
