import { foldName } from '@lamplight/addresses';
import type { LineRecord } from '../../ports/lines.ts';
import { lineRecord } from '../lines/line-rows.ts';
import type { TenantChangeScope } from '../scope.ts';
import { containsWord } from '../search-text.ts';
import type { KeptPerson } from './person-rows.ts';

/** Shorter text stands for too much else to be looked for: extension 567 is in many numbers. */
const TELLING = 6;

/** Addresses and ids of a person, in every form that the store may hold. The name is not among them: others have it too. */
export function wordsOf({ record, addresses }: KeptPerson): readonly string[] {
  const words = [record.id, record.entraObjectId ?? '', ...addresses.flatMap(({ value, key }) => [value, key])];
  return [...new Set(words)].filter((word) => word.length >= TELLING);
}

/** What becomes of a line that tells of a person who is erased. */
export interface TellingLine {
  readonly before: LineRecord;
  /** Null: it goes. */
  readonly after: LineRecord | null;
}

/**
 * Lines that tell of the person: those that they are bound to, and those that carry their name or address.
 * - An address that is the person's own (an account, a URI, a number of theirs) goes with them, and so does a line that
 *   nobody else is bound to and that they owned. The next import of lines brings back what the PBX still has.
 * - Any other stays, without the names and addresses that are theirs.
 */
export async function linesTellingOf(scope: TenantChangeScope, person: KeptPerson): Promise<readonly TellingLine[]> {
  const { db, tenantId } = scope;
  const own = new Set([person.record.displayName, ...wordsOf(person)].map(foldName));
  const found = await db
    .selectFrom('lines')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where((eb) =>
      eb.or([
        ...[...own].filter((word) => word !== '').map((word) => containsWord(eb.ref('search_text'), word)),
        eb.exists(
          eb
            .selectFrom('bindings')
            .select('person_id')
            .whereRef('bindings.tenant_id', '=', 'lines.tenant_id')
            .whereRef('bindings.system_id', '=', 'lines.system_id')
            .whereRef('bindings.address', '=', 'lines.address')
            .where('person_id', '=', person.record.id),
        ),
      ]),
    )
    .execute();
  const lines: TellingLine[] = [];
  for (const line of found.map(lineRecord)) {
    const bound = await db
      .selectFrom('bindings')
      .select(['person_id', 'role'])
      .where('tenant_id', '=', tenantId)
      .where('system_id', '=', line.systemId)
      .where('address', '=', line.address)
      .execute();
    const mine = bound.find((row) => row.person_id === person.record.id);
    const others = bound.some((row) => row.person_id !== person.record.id);
    const isOwn = own.has(foldName(line.address)) || (line.number !== null && own.has(foldName(line.number)));
    lines.push(
      !others && (isOwn || mine?.role === 'owner')
        ? { before: line, after: null }
        : { before: line, after: withoutNames(line, own, mine !== undefined || !others) },
    );
  }
  return lines.filter(({ before, after }) => after === null || hasLess(before, after));
}

function withoutNames(line: LineRecord, own: ReadonlySet<string>, theirs: boolean): LineRecord {
  const kept = (text: string): string => (own.has(foldName(text)) ? '' : text);
  return {
    ...line,
    // The line of a namesake keeps its name.
    displayName: theirs ? kept(line.displayName) : line.displayName,
    userName: kept(line.userName),
    mail: kept(line.mail),
  };
}

function hasLess(before: LineRecord, after: LineRecord): boolean {
  return before.displayName !== after.displayName || before.userName !== after.userName || before.mail !== after.mail;
}
