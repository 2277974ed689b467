import { profileJsonSchema } from './profile-json-schema.ts';

/** The schema as it is published beside the package. */
export const SCHEMA_FILE: URL = new URL('../../lamplight-profile-1.schema.json', import.meta.url);

/** What the file holds. */
export function schemaText(): string {
  return `${JSON.stringify(profileJsonSchema(), undefined, 2)}\n`;
}
