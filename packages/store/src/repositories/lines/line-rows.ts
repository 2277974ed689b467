import { dialledKeys, type LineKeys, lineKeys, type NumberPlan } from '@lamplight/addresses';
import { systemId } from '@lamplight/domain';
import type { LineInput, LineRecord } from '../../ports/lines.ts';
import type { LineKeysTable, LinesTable } from '../../schema/tables.ts';
import { searchText } from '../search-text.ts';
import { versionedOf } from '../versioned.ts';

export function lineRecord(row: LinesTable): LineRecord {
  return Object.freeze({
    systemId: systemId(row.system_id),
    address: row.address,
    kind: row.kind,
    displayName: row.display_name,
    userName: row.user_name,
    mail: row.mail,
    number: row.number,
    origin: row.origin,
    ...versionedOf(row),
  });
}

export function lineRow(tenantId: string, line: LineRecord): LinesTable {
  return {
    tenant_id: tenantId,
    system_id: line.systemId,
    address: line.address,
    kind: line.kind,
    display_name: line.displayName,
    user_name: line.userName,
    mail: line.mail,
    number: line.number,
    search_text: searchText([line.address, line.number ?? '', line.displayName, line.userName, line.mail]),
    origin: line.origin,
    revision: line.revision,
    created_at: line.createdAt,
    updated_at: line.updatedAt,
  };
}

/** An Entra account is no line: its address is an object id, whatever digits it begins with. */
export function keysOfLine(line: Pick<LineInput, 'address' | 'kind'>, plan: NumberPlan | null): LineKeys {
  return line.kind === null ? { uri: null, number: null, extension: null } : lineKeys(line.address, plan);
}

export function lineKeyRows(tenantId: string, line: LineRecord, plan: NumberPlan | null): readonly LineKeysTable[] {
  return keyTexts(line.address, keysOfLine(line, plan)).map((line_key) => ({
    tenant_id: tenantId,
    system_id: line.systemId,
    address: line.address,
    line_key,
  }));
}

/** Keys as they stand in the index. What is neither number nor URI is found by the address itself. */
function keyTexts(address: string, keys: LineKeys): readonly string[] {
  const texts = textsOf(keys);
  return texts.length > 0 ? texts : [nameKey(address)];
}

/** Keys to look for: an address may be meant as a number here and stand as a name there. */
export function askedKeyTexts(address: string, plan: NumberPlan | null): readonly string[] {
  return [...textsOf(dialledKeys(address, plan)), nameKey(address)];
}

function textsOf({ uri, number, extension }: LineKeys): readonly string[] {
  return [
    ...(uri === null ? [] : [`uri ${uri}`]),
    ...(number === null ? [] : [`number ${number}`]),
    ...(extension === null ? [] : [`extension ${extension}`]),
  ];
}

function nameKey(address: string): string {
  return `name ${address.trim().normalize('NFC').toLowerCase()}`;
}
