/**
 * Whether people who are not in the directory any more leave at once, or somebody is asked first. A filter that was set
 * wrong, a right that was taken or a tenant that was changed looks like a company that nobody works for any more; and who
 * leaves goes dark, and loses lines and logins. Few leave on any day, and a small company may lose half of its people.
 */
export interface Leaving {
  /** Who is here by this directory, those who would leave among them. */
  readonly known: number;
  readonly leaving: number;
  /** How many an administrator has confirmed; null: none. */
  readonly confirmed: number | null;
}

/** More than both of these at once are held, and everybody always. */
const PEOPLE = 50;
const SHARE = 0.2;
/** What is confirmed may have grown meanwhile by so much. */
const GROWN = 1.1;

export function areHeld({ known, leaving, confirmed }: Leaving): boolean {
  if (leaving === 0 || (confirmed !== null && leaving <= Math.ceil(confirmed * GROWN))) {
    return false;
  }
  return leaving === known || (leaving > PEOPLE && leaving > known * SHARE);
}
