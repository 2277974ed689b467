import { z } from 'zod';
import { claimMatch, condition, freshMatch } from '../document/condition-document.ts';
import { pair, preferredPair, sessionPair, tone } from '../document/fields.ts';
import { lampsDocument, profileDocument, statusDocument, timeDocument } from '../document/profile-document.ts';
import { RULE_DOCUMENTS } from '../document/rule-document.ts';

/** Parts of the document that stand once in the schema, by their names there. */
const NAMED: Readonly<Record<string, z.ZodType>> = {
  claims: claimMatch,
  'fresh-claims': freshMatch,
  condition,
  lamps: lampsDocument,
  pair,
  'preferred-pair': preferredPair,
  'session-pair': sessionPair,
  status: statusDocument,
  time: timeDocument,
  tone,
};

/** JSON Schema 2020-12 of the document, for editors. */
export function profileJsonSchema(): unknown {
  const named = z.registry<{ readonly id: string }>();
  for (const [id, schema] of Object.entries({ ...NAMED, ...RULE_DOCUMENTS })) {
    named.add(schema, { id });
  }
  return z.toJSONSchema(profileDocument, {
    io: 'input',
    unrepresentable: 'any',
    metadata: named,
    override: ({ zodSchema, jsonSchema }) => {
      const { title, description } = z.globalRegistry.get(zodSchema) ?? {};
      if (title !== undefined) {
        jsonSchema.title ??= title;
      }
      if (description !== undefined) {
        jsonSchema.description ??= description;
      }
    },
  });
}
