import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { openApiDocument } from './openapi-document.ts';

/** The document as it is kept beside the package, for those who have no gateway running. */
export const OPENAPI_FILE: URL = new URL('../../openapi.json', import.meta.url);

const PACKAGE = z.object({ version: z.string() });

/** What the file must hold: of the version of this package. */
export function openApiText(): string {
  const { version } = PACKAGE.parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));
  return `${JSON.stringify(openApiDocument(version), undefined, 2)}\n`;
}
