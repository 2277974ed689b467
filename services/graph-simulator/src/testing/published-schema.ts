/**
 * Checks an answer against the published schema of Graph (`test/vectors/graph/schema.json`: the facts of
 * msgraph-metadata, v1.0-Prod): every property is one of its type, and has a value of its kind.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const fieldSchema = z.object({ type: z.string(), nullable: z.boolean() });
const typeSchema = z.object({
  base: z.string().nullable(),
  open: z.string().nullable(),
  properties: z.record(z.string(), fieldSchema),
});
const schema = z
  .object({ types: z.record(z.string(), typeSchema), enums: z.record(z.string(), z.array(z.string())) })
  .parse(JSON.parse(readFileSync(new URL('../../../../test/vectors/graph/schema.json', import.meta.url), 'utf8')));

const KINDS: Readonly<Record<string, z.ZodType>> = {
  'Edm.String': z.string(),
  'Edm.Boolean': z.boolean(),
  'Edm.Guid': z.guid(),
  // Seven digits of a second, and "Z" or an offset: "2023-09-14T10:00:00.0000000Z".
  'Edm.DateTimeOffset': z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,12})?(Z|[+-]\d\d:\d\d)$/),
};

/** What differs from the published type, by path; empty when nothing does. @param type such as `presence` */
export function differences(value: unknown, type: string, nullable = false, path = type): readonly string[] {
  if (value === null) {
    return nullable ? [] : [`${path} is null: the schema does not allow it`];
  }
  const inner = /^Collection\((.*)\)$/.exec(type)?.[1];
  if (inner !== undefined) {
    return Array.isArray(value)
      ? value.flatMap((item, index) => differences(item, inner, false, `${path}[${index}]`))
      : [`${path} is no list`];
  }
  const name = type.replace(/^graph\./, '');
  const values = schema.enums[name];
  if (values !== undefined) {
    return values.some((known) => known === value)
      ? []
      : [`${path} is ${String(value)}: expected ${values.join(', ')}`];
  }
  const kind = KINDS[name];
  if (kind !== undefined) {
    return kind.safeParse(value).success ? [] : [`${path} is ${JSON.stringify(value)}: expected ${name}`];
  }
  return differencesOfObject(value, name, path);
}

function differencesOfObject(value: unknown, name: string, path: string): readonly string[] {
  const type = schema.types[name];
  const object = z.record(z.string(), z.unknown()).safeParse(value).data;
  if (type === undefined || object === undefined) {
    return [`${path} has the type ${name}, which the schema of presence does not have`];
  }
  return Object.entries(object).flatMap(([key, inner]) => {
    const field = type.properties[key] ?? (type.base === 'graph.entity' && key === 'id' ? ID : undefined);
    if (field === undefined) {
      return type.open === 'true' || key.startsWith('@odata.') ? [] : [`${path}.${key} is not in the schema`];
    }
    return differences(inner, field.type, field.nullable, `${path}.${key}`);
  });
}

const ID = { type: 'Edm.String', nullable: false };
