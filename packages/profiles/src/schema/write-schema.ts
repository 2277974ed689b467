import { writeFileSync } from 'node:fs';
import { SCHEMA_FILE, schemaText } from './schema-file.ts';

writeFileSync(SCHEMA_FILE, schemaText());
